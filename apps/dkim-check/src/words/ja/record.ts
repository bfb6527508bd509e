/** Japanese: the problems of key records. */
import type { record as english } from '../en/record.js';

export const record: Readonly<Record<keyof typeof english, string>> = {
  'version-missing': 'v=DKIM1 がありません。省略できますが、先頭に書くことを勧めます。',
  'version-missing-fix': 'レコードの先頭に v=DKIM1; を書いてください。',
  'testing-flag': 't=y（テスト中）の指定があります。受信側はこの鍵をテスト用として扱います。',
  'testing-flag-fix': '正常を確認したら、レコードから t=y を外してください。',
};
