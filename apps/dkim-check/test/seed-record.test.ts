/** The lost day of an administrator of 2012: the records that he had, as `dkim-check record` sees them, in both languages. */
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, expect, test } from 'vitest';
import { check, NOW, openFolder } from './run-check.js';
import { nameServer, type NameServer } from './name-server.js';

const folder = openFolder();
afterAll(() => folder.remove());
const servers: NameServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const NAME = 'sel._domainkey.example.net';
const AT = ['record', '--domain', 'example.net', '--selector', 'sel'];
const pair = generateKeyPairSync('rsa', { modulusLength: 1024 });
const K = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
const keyfile = folder.write('private.key', pair.privateKey.export({ format: 'pem', type: 'pkcs1' }));
const publish = (record: string): readonly string[] => [
  '--records',
  folder.write('dns.json', JSON.stringify({ [NAME]: { TXT: [record] } })),
];
/** The codes of the remarks, without that of the sentence which counts them. */
const codesIn = (out: string): readonly string[] =>
  Array.from(out.matchAll(/\[([a-z0-9-]+)\]$/gm), ([, code = '']) => code).filter(
    (code) => code !== 'record-ok-remarks',
  );

test.each([
  { record: `t=y; k=rsa; p=${K}`, remarks: ['key-small', 'testing-flag', 'version-missing'] },
  { record: `p=${K};k=rsa;t=y;`, remarks: ['key-small', 'testing-flag', 'version-missing'] },
  { record: `k=rsa;p=${K}`, remarks: ['key-small', 'version-missing'] },
  { record: `v=DKIM1; t=y; k=rsa; p=${K}`, remarks: ['key-small', 'testing-flag'] },
  { record: ` t = y ;k =rsa;\tp= ${K} ; `, remarks: ['key-small', 'testing-flag', 'version-missing'] },
])(
  '2.3: valid in every order and with any blanks, with these remarks and nothing else: $remarks %#',
  async ({ record, remarks }) => {
    const { out, status } = await check([...AT, ...publish(record), '--keyfile', keyfile]);
    expect(codesIn(out).toSorted()).toEqual(remarks);
    expect(out).not.toContain('error:');
    expect(out).toContain('  it matches the key file\n');
    expect(out).toMatch(
      /^ {2}Valid key record: rsa, 1024 bits\. A receiver can use it\. Remarks: [a-z, -]+ \[record-ok-remarks\]$/m,
    );
    expect(status).toBe(0);
  },
);

test('2.4: what was decoded, and whether it fits the key file, ends the search', async () => {
  const record = `t=y; k=rsa; p=${K}`;
  const { out } = await check([...AT, ...publish(record), '--keyfile', keyfile]);
  expect(out).toMatch(/^ {2}rsa key, 1024 bits, exponent 65537, SHA-256 [0-9a-f]{16}$/m);
  expect(out).toContain(`  ${record.length} octets; strings: 1\n`);
  const { out: japanese } = await check([...AT, ...publish(record), '--keyfile', keyfile, '--lang', 'ja']);
  expect(japanese).toMatch(/^ {2}rsa の鍵、1024 ビット、指数 65537、SHA-256 [0-9a-f]{16}$/m);
  for (const line of [
    '  鍵ファイルと一致します',
    '  警告: t=y（テスト中）の指定があります。受信側はこの鍵をテスト用として扱います。 [testing-flag]',
    '  有効な鍵レコードです（rsa 1024 ビット）。受信側はこのレコードを使えます。注意: testing-flag, key-small, version-missing [record-ok-remarks]',
    '  警告: 1024 ビットの鍵です。現在は受け入れられますが、2048 ビットを勧めます。 [key-small]',
  ]) {
    expect(japanese.split('\n')).toContain(line);
  }
  expect(japanese).toContain('v=DKIM1 がありません。省略できますが、先頭に書くことを勧めます。 [version-missing]');
});

const states = async (records: readonly string[], ...args: string[]): Promise<string> =>
  (await check([...AT, ...records, '--keyfile', keyfile, ...args])).out;

test('2.5: not published yet, published and fitting, published with another key: three states', async () => {
  const other = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'der', type: 'spki' });
  const nothing = ['--records', folder.write('none.json', '{}')];
  expect(codesIn(await states(nothing))).toEqual(['key-not-found']);
  expect(await states(nothing, '--lang', 'ja')).toContain(`${NAME}: レコードがありません\n`);
  expect(codesIn(await states(publish(`v=DKIM1; p=${K}`)))).toEqual(['key-small']);
  const mismatch = publish(`v=DKIM1; p=${other.toString('base64')}`);
  expect(codesIn(await states(mismatch))).toContain('key-mismatch');
  expect(await states(mismatch, '--lang', 'ja')).toMatch(
    /のレコードは .*private\.key と別の鍵です（DNS: [0-9a-f]{16}、ファイル: [0-9a-f]{16}）。 \[key-mismatch\]/,
  );
});

const until = (seconds: number): string => new Date((NOW + seconds) * 1000).toISOString().replace('.000', '');

test('2.5, 2.6: an old answer lives until its TTL is over, an absence until the minimum of the SOA is', async () => {
  const other = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'der', type: 'spki' });
  const old = await nameServer(
    ({ name }) => ({
      answers: name === NAME ? [{ type: 'TXT', name, ttl: 600, data: [`v=DKIM1; p=${other.toString('base64')}`] }] : [],
    }),
    { tcp: true },
  );
  const data = {
    mname: 'ns.example.net',
    rname: 'h.example.net',
    serial: 1,
    refresh: 1,
    retry: 1,
    expire: 1,
    minimum: 900,
  };
  const none = await nameServer(
    () => ({ rcode: 3, authorities: [{ type: 'SOA', name: 'example.net', ttl: 3600, data }] }),
    { tcp: true },
  );
  servers.push(old, none);
  const mismatch = await check([...AT, '--nameserver', old.at, '--keyfile', keyfile]);
  expect(mismatch.out).toContain(`answer of ${old.at}`);
  expect(mismatch.out).toContain(`The old answer may live until ${until(600)}.`);
  expect((await check([...AT, '--nameserver', none.at])).out).toContain(
    `Receivers that asked before may remember "no such name" until ${until(900)} (SOA minimum 900 s). [negative-cache]`,
  );
  expect((await check([...AT, '--nameserver', none.at, '--lang', 'ja'])).out).toContain(
    `公開前に問い合わせた受信側は ${until(900)} まで「レコードなし」を記憶していることがあります（SOA の最小値 900 秒）。 [negative-cache]`,
  );
  expect((await check([...AT, '--nameserver', old.at])).out).not.toContain('[negative-cache]');
});

test.each([
  ['“v=DKIM1; p=K”', 'smart-quotes-in-record', 'Typographic quotation marks', '印刷用の引用符'],
  [
    'ｖ＝ＤＫＩＭ１； p=K',
    'full-width-in-record',
    'has full-width characters: ｖ is not v',
    '全角文字が入っています: ｖ は v',
  ],
  ['v=DKIM1;\u3000p=K', 'full-width-in-record', 'has full-width characters', '全角文字が入っています'],
  ['v=DKIM1; p=K –', 'dash-in-record', 'typographic dash', '印刷用のダッシュ'],
  ['v=DKIM1;\u00a0p=K', 'invisible-in-record', 'An invisible character (U+00A0)', '見えない文字（U+00A0）'],
])('1.4, 6: %s is named as what it is', async (text, code, english, japanese) => {
  const record = text.replace('K', K);
  const { out, status } = await check([...AT, ...publish(record)]);
  expect(codesIn(out)).toContain(code);
  expect(out).toContain(english);
  expect((await check([...AT, ...publish(record), '--lang', 'ja'])).out).toContain(japanese);
  expect(status).toBe(1);
  expect(codesIn((await check([...AT, ...publish(`v=DKIM1; p=${K}`)])).out)).toEqual(['key-small']);
});

const answer = () => ({ answers: [{ type: 'TXT' as const, name: NAME, ttl: 60, data: [`v=DKIM1; p=${K}`] }] });

test('nameserver-no-tcp: a server that answers by UDP alone is told of, one with both is not', async () => {
  const [udpAlone, both] = [await nameServer(answer, { tcp: false }), await nameServer(answer, { tcp: true })];
  servers.push(udpAlone, both);
  const { out, status } = await check([...AT, '--nameserver', udpAlone.at]);
  expect(out).toMatch(
    /warning: The DNS server 127\.0\.0\.1:\d+ does not answer over TCP: .*ECONNREFUSED.* \[nameserver-no-tcp\]/,
  );
  expect(status).toBe(0);
  expect((await check([...AT, '--nameserver', udpAlone.at, '--lang', 'ja'])).out).toMatch(
    /DNS サーバー 127\.0\.0\.1:\d+ が TCP に応答しません: .* \[nameserver-no-tcp\]/,
  );
  expect((await check([...AT, '--nameserver', both.at])).out).not.toContain('[nameserver-no-tcp]');
});

test('a server that did not answer is not said to have answered', async () => {
  const gone = await nameServer(answer, { tcp: false });
  gone.close();
  const { out, status } = await check([...AT, '--nameserver', gone.at]);
  expect(out).toContain(`  asked ${gone.at}, which did not answer\n`);
  expect(out).not.toContain('answer of');
  expect(status).toBe(3);
  expect((await check([...AT, '--nameserver', gone.at, '--lang', 'ja'])).out).toContain(
    `${gone.at} に問い合わせましたが、応答がありません`,
  );
});

test('dnssec-broken: a resolver that has the answer and refuses it is told from one that fails', async () => {
  const bogus = await nameServer(({ isUnchecked }) => (isUnchecked ? { answers: [] } : { rcode: 2 }), { tcp: true });
  const failing = await nameServer(() => ({ rcode: 2 }), { tcp: true });
  servers.push(bogus, failing);
  const { out, status } = await check([...AT, '--nameserver', bogus.at]);
  expect(codesIn(out)).toEqual(['dns-server-failure', 'dnssec-broken']);
  expect(status).toBe(3);
  expect((await check([...AT, '--nameserver', bogus.at, '--lang', 'ja'])).out).toContain(
    'ゾーンの DNSSEC が壊れています。',
  );
  expect(codesIn((await check([...AT, '--nameserver', failing.at])).out)).toEqual(['dns-server-failure']);
});
