/** Japanese: the command explain. */
import type { explain as english } from '../en/explain.js';

export const explain: Readonly<Record<keyof typeof english, string>> = {
  'command-explain': 'コードの意味と対処を詳しく説明します（コードを省略すると一覧）',
  'explanation-title': '{code}',
  'explanation-todo': '対処: {fix}',
  'explanation-unknown': '「{asked}」という dkim-check のコードはありません。',
  'explanation-nearest': '近いもの: {codes}',
  'explanation-list-hint': '次のコマンドですべてのコードを表示します: dkim-check explain',
  'explanation-list-line': '{code}: {message}',
};
