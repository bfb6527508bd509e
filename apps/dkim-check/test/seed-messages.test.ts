/** The messages of one administrator's real days: each has its code, is explained in both languages, and says what to do. */
import { expect, test } from 'vitest';
import { check } from './run-check.js';

test.each([
  { code: 'key-not-found', english: 'no key record', japanese: 'レコードが DNS にありません' },
  { code: 'record-ok-remarks', english: 'Valid key record', japanese: '有効な鍵レコードです' },
  { code: 'key-mismatch', english: 'another key', japanese: '別の鍵です' },
  { code: 'negative-cache', english: 'until <time>', japanese: '「レコードなし」を記憶している' },
  { code: 'name-outside-zone', english: 'is outside <zone>', japanese: 'ゾーン <zone> の外です' },
  { code: 'name-doubled', english: 'has no final dot', japanese: '末尾にドットがない' },
  { code: 'txt-too-long', english: '255', japanese: '上限 255' },
  { code: 'key-cut', english: 'ends too early', japanese: '途中で切れています' },
  { code: 'quotes-in-record', english: 'inside the value', japanese: '引用符が入っています' },
  { code: 'testing-flag', english: 'as a test', japanese: 't=y（テスト中）' },
  { code: 'version-missing', english: 'allowed, better put it first', japanese: '省略できますが' },
  { code: 'key-small', english: '2048 is recommended', japanese: '2048 ビットを勧めます' },
  { code: 'algorithm-case', english: 'refuse capitals', japanese: '大文字を拒む受信側' },
  { code: 'domainkeys-historic', english: 'DKIM alone is enough', japanese: 'DKIM だけで十分です' },
  { code: 'policy-historic', english: 'receivers read DMARC', japanese: 'DMARC が参照されます' },
  { code: 'comment-has-setting', english: 'seems to contain a setting', japanese: '設定が入っているようです' },
  { code: 'keyfile-unreadable', english: 'cannot read <keyfile>', japanese: '<keyfile> を読めない' },
  { code: 'not-signed', english: 'fits none of <domains>', japanese: 'どれにも当たりません' },
  { code: 'typographic-dash', english: 'Write <want>', japanese: '<want> と入力してください' },
  { code: 'master-cf-indent', english: '-o needs a blank in front', japanese: '先頭に空白が必要です' },
  { code: 'port-not-signed', english: 'does not pass dkimproxy-out', japanese: 'dkimproxy-out を通りません' },
  { code: 'no-key-explained', english: 'no usable key for d=<domain>', japanese: '使える鍵を見つけられませんでした' },
  { code: 'body-changed', english: 'body was changed after signing', japanese: '署名の後に本文が変わりました' },
  { code: 'header-changed', english: '<field> was changed after signing', japanese: 'ヘッダー <field> が変わりました' },
  { code: 'next-hop-down', english: "Mail stays in Postfix's queue", japanese: 'Postfix のキューに残ります' },
])('SEED-WALK, 6: $code is explained in both languages', async ({ code, english, japanese }) => {
  for (const [language, words] of [
    ['en', english],
    ['ja', japanese],
  ] as const) {
    const { status, out } = await check(['explain', code, '--lang', language]);
    const [title, sentence, blank, text] = out.split('\n');
    expect([status, title, blank]).toEqual([0, code, '']);
    expect(sentence).toContain(words);
    expect((text ?? '').length).toBeGreaterThan(40);
  }
});
