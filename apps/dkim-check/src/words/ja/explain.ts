/** Japanese: the command explain. */
import type { explain as english } from '../en/explain.js';

export const explain: Readonly<Record<keyof typeof english, string>> = {
  'command-explain': 'コード、受信側の語、不達メールの意味と対処を説明します（省略時はコードの一覧）',
  'explanation-title': '{code}',
  'explanation-todo': '対処: {fix}',
  'explanation-related': '関連するコード: {codes}',
  'explanation-unknown': '「{asked}」は dkim-check のコードではなく、知っている受信側の語もありません。',
  'explanation-nearest': '近いもの: {codes}',
  'explanation-list-hint': '次のコマンドですべてのコードを表示します: dkim-check explain',
  'explanation-list-line': '{code}: {message}',
  'explanation-no-walk':
    '--domain と --selector は「no key」と、それを意味するコードに付けます。このテキストには含まれていません。',
  'usage-explained':
    'オプション、引数、ファイルのどれかが正しくないので、dkim-check は処理を始められませんでした。何も判定していません。スクリプトが判定結果と取り違えないように、終了ステータスは 2 です。\n何が正しくないかは上の文が示します（<山かっこ> の中には実際の名前が入ります）。コマンドの使い方は dkim-check コマンド --help で確認してください。',
  'option-explain-domain': '署名の d=。このドメインについて「no key」の原因を順に調べます',
  'option-explain-selector': '署名の s=',
};
