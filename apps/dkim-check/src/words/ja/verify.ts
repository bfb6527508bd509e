/** Japanese: the command verify. */
import type { verify as english } from '../en/verify.js';

export const verify: Readonly<Record<keyof typeof english, string>> = {
  'report-message': '{file}: {result}（{meaning}）',
  'report-signature': '  {number}. {type}: {result}',
  'report-warning': '     注意: {sentence} [{code}]',
  'report-code': '     {sentence} [{code}]',
  'report-reason': '     詳細（英語）: {reason}',
  'report-facts': '     {facts}',
  'report-domain': 'ドメイン {value}',
  'report-selector': 'セレクター {value}',
  'report-identity': 'identity {value}',
  'report-algorithm': '{value}',
  'report-canonicalization': '{value}',
  'report-key-bits': '{value} ビットの鍵',
  'report-body-length': '署名されているのは本文の先頭 {value} オクテットだけ',
  'report-testing': '鍵はテスト中（t=y）',
  'arrival-hint':
    '{file}: {now} の時点で判定しました。先頭の Received によれば到着は {arrival} です。その時点で判定するには: --at {at}',
  'command-verify': 'メッセージの署名を検証し、署名ごとに判定を示します',
  'option-at': 'この時刻の時点で判定: Unix 秒か ISO 8601（省略時は現在）',
  'option-original': '送信時のメッセージ。署名対象の部分の違いを左右に並べて示します',
  'original-one-message': '--original は 1 つのメッセージだけに使えます。',
  'difference-title': '署名対象の部分の違い（送信時と受信時）:',
  'difference-none': '署名対象の部分は送信時のまま届いています。',
  'difference-original': '送信時',
  'difference-arrived': '受信時',
  'difference-line': '本文 {line}',
  'difference-field': '{field}',
  'difference-more': '... ほか {more} か所',
  'difference-marks': '（· 空白、→ タブ、␍ CR、␊ LF、⍽ 改行しない空白、□ 全角空白）',
};
