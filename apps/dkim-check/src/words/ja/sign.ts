/** Japanese: the command sign. */
import type { sign as english } from '../en/sign.js';

export const sign: Readonly<Record<keyof typeof english, string>> = {
  'first-line-guard':
    '{file}: 最初の行が継続行です（空白で始まります）。その上に保護用のフィールドを置き、署名の対象に含めました。',
  'signature-option-warning': '--signature: {reason}',
  'key-open-to-all': '{file} をすべてのユーザーが読み書きできます。次を実行してください: chmod 600 {file}',
  'keyfile-small': '{file} は {bits} ビットです。現在は受け入れられますが、2048 を勧めます。',
  'signature-unreadable': '--signature を読めません: {cause}',
  'signing-refused': '署名していません: {cause}',
  'command-sign': 'メッセージに署名し、標準出力に書きます',
  'option-sign-at': '署名の時刻（t=）: Unix 秒か ISO 8601（省略時は現在）',
  'option-domain': '署名するドメイン（d=）',
  'option-selector': 'DNS での鍵の名前（s=）',
  'option-keyfile': '秘密鍵の PEM ファイル',
  'option-signature': '付ける署名。dkimproxy-out の設定と同じ書き方: dkim(...) か domainkeys(...)（複数可）',
};
