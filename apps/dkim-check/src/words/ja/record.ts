/** Japanese: the problems of key records. */
import type { record as english } from '../en/record.js';

export const record: Readonly<Record<keyof typeof english, string>> = {
  'version-missing': 'v=DKIM1 がありません。省略できますが、先頭に書くことを勧めます。',
  'version-missing-fix': 'レコードの先頭に v=DKIM1; を書いてください。',
  'testing-flag': 't=y（テスト中）の指定があります。受信側はこの鍵をテスト用として扱います。',
  'testing-flag-fix': '正常を確認したら、レコードから t=y を外してください。',
  'explain-version-missing':
    '鍵レコードの v=DKIM1 は省略でき、受信側は書いてあるのと同じに扱います。書く場合は先頭に置きます。\nそれでも v=DKIM1; で始めてください。何のためのレコードか、人にも管理画面にもわかります。',
  'explain-testing-flag':
    '鍵レコードの t=y は、所有者がまだテスト中であることを示します。受信側は署名が合わないメールにも何もしません。正しい署名をあまり信用しない受信側もあります。\n最初の数日のための指定です。受信側に届いたメールを何通か検証し、問題がなければレコードから t=y だけを外してください。',
};
