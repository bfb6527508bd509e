/** Japanese: the command canon. */
import type { canon as english } from '../en/canon.js';

export const canon: Readonly<Record<keyof typeof english, string>> = {
  'command-canon': 'メッセージの正規形を 1 オクテットも違わず出力します',
  'option-header': 'ヘッダーの正規化: simple か relaxed',
  'option-body': '本文の正規化: simple か relaxed',
  'option-domainkeys': '代わりに DomainKeys の正規形: simple か nofws',
  'option-part': '一部だけ: header か body',
};
