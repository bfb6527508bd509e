import { generateSigningKey, keyRecordText } from 'dkim-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { check, NOW, openFolder } from './run-check.js';

const folder = openFolder();
const AT = ['--domain', 'example.org', '--selector', 's1', '--records', folder.path('dns.json')];
const NAME = 's1._domainkey.example.org';
let value = '';
let keyfile = '';

beforeAll(async () => {
  const { key, pem } = await generateSigningKey({ type: 'rsa', bits: 2048 });
  value = keyRecordText(key);
  keyfile = folder.write('key.pem', pem);
});
afterAll(() => folder.remove());

const dns = (records: object): string => folder.write('dns.json', JSON.stringify(records));
const found = async (...args: readonly string[]) => check(['record', ...AT, ...args]);

test('a record that is right: what was decoded is shown, and the key compared', async () => {
  dns({ [NAME]: { TXT: [[value.slice(0, 250), value.slice(250)]] } });
  const { out, status } = await found('--keyfile', keyfile);
  expect(out).toMatch(
    /^s1\._domainkey\.example\.org: there is a record\n {2}\d+ octets; strings: 2\n {2}rsa key, 2048 bits, exponent 65537, SHA-256 [0-9a-f]{16}\n {2}it matches the key file\n {2}Valid key record: rsa, 2048 bits\. A receiver can use it\.\n$/,
  );
  expect(status).toBe(0);
  const { out: japanese } = await found('--keyfile', keyfile, '--lang', 'ja');
  expect(japanese).toContain('鍵ファイルと一致します');
});

test('S-258: another key than that of the file is an error, with both fingerprints and until when', async () => {
  const other = await generateSigningKey({ type: 'rsa', bits: 2048 });
  dns({ [NAME]: { TXT: [keyRecordText(other.key)] } });
  const { out, status } = await found('--keyfile', keyfile);
  expect(out).toMatch(/holds another key \([0-9a-f]{16}\) than .*key\.pem \([0-9a-f]{16}\)\. \[key-mismatch\]/);
  expect(out).toContain(new Date(NOW * 1000).toISOString().slice(0, 19));
  expect(out).toContain(`${NAME}. IN TXT (`); // what should stand there
  expect(status).toBe(1);
});

test('no record: said in both languages, with what to publish', async () => {
  dns({});
  const { out, status } = await found('--keyfile', keyfile);
  expect(out).toMatch(/there is no record\n {2}error: DNS has no key record .* \[key-not-found\]/);
  expect(out).toContain(`\n${value}\n`);
  expect(status).toBe(1);
  expect(out).toContain(': dkim-check record --domain example.org --selector s1 --keyfile FILE\n');
  expect((await found('--lang', 'ja')).out).toMatch(/レコードがありません\n {2}エラー: .*\[key-not-found\]/);
});

test.each([
  ['name-doubled', `${NAME}.example.org`],
  ['underscore-missing', 's1.domainkey.example.org'],
  ['record-at-domain', 'example.org'],
  ['name-cut', '_domainkey.example.org'],
  ['name-cut', 's1.example.org'],
  ['name-cut', '_domainkey.s1.example.org'],
  ['name-cut', 's1._domainkeys.example.org'],
  ['name-doubled', `${NAME}._domainkey.example.org`],
  ['name-doubled', 's1._domainkey.example.example.org'],
])('%s: the key is found at %s', async (code, name) => {
  dns({ [name]: { TXT: [value] } });
  expect((await found()).out).toContain(`[${code}]`);
  dns({ [name]: { TXT: ['v=spf1 -all'] } });
  expect((await found()).out).not.toContain(`[${code}]`);
});

test('name-cut: a key above the domain is found, that of a top-level domain is not looked for', async () => {
  const at = ['--domain', 'mail.example.org', '--selector', 's1', '--records', dns({ [NAME]: { TXT: [value] } })];
  expect((await check(['record', ...at])).out).toContain('[name-cut]');
});

test('S-074, key-records-several: two records are an error, one of two strings is not', async () => {
  dns({ [NAME]: { TXT: ['v=spf1 -all', value] } });
  const { out } = await found();
  expect(out).toContain('[key-records-several]');
  expect(out).toContain('2048 bits');
  dns({ [NAME]: { TXT: [[value.slice(0, 9), value.slice(9)]] } });
  expect((await found()).out).not.toContain('[key-records-several]');
});

test('S-086, wildcard-record: text that answers for every selector is named as a wildcard', async () => {
  const text = 'google-site-verification=x';
  dns({ [NAME]: { TXT: [text] }, 'no-such-selector-7f3a._domainkey.example.org': { TXT: [text] } });
  expect((await found()).out).toContain('[wildcard-record]');
  dns({ [NAME]: { TXT: [text] } });
  expect((await found()).out).not.toContain('[wildcard-record]');
});

test('wildcard-record: a key that answers for every selector is a warning, one of its own is not', async () => {
  dns({ [NAME]: { TXT: [value] }, 'no-such-selector-7f3a._domainkey.example.org': { TXT: [value] } });
  expect(await found()).toMatchObject({ out: expect.stringMatching(/warning: .*\[wildcard-record\]/), status: 0 });
  dns({ [NAME]: { TXT: [value] } });
  expect((await found()).out).not.toContain('[wildcard-record]');
});

test('record-split: the parts of a key as records of their own, in any order', async () => {
  const parts = [value.slice(0, 200), value.slice(200, 300), value.slice(300)];
  dns({ [NAME]: { TXT: parts.toReversed() } });
  expect((await found()).out).toContain(
    'error: The key was entered as 3 records; it has to be one record of 3 strings. [record-split]',
  );
  expect((await found('--lang', 'ja')).out).toContain(
    'エラー: 鍵が 3 個のレコードとして入力されています。文字列 3 個の 1 つのレコードにする必要があります。 [record-split]',
  );
  dns({ [NAME]: { TXT: [parts] } });
  expect((await found()).status).toBe(0);
  dns({ [NAME]: { TXT: [value, 'x'] } });
  expect((await found()).out).not.toContain('[record-split]');
});

test('alias-dangling: an alias that leads to no key', async () => {
  dns({ [NAME]: { CNAME: 'keys.example.net' } });
  const said = `${NAME} is an alias of keys.example.net, where there is no key record. [alias-dangling]`;
  expect((await found()).out).toContain(said);
  dns({});
  expect((await found()).out).not.toContain('[alias-dangling]');
});

test('alias-followed: an alias is told of, a name of its own is not', async () => {
  dns({ [NAME]: { CNAME: 'keys.example.net' }, 'keys.example.net': { TXT: [value] } });
  expect((await found()).out).toMatch(/alias of keys\.example\.net.* \[alias-followed\]/);
  dns({ [NAME]: { TXT: [value] } });
  expect((await found()).out).not.toContain('[alias-followed]');
});

test.each([
  ['TIMEOUT', 'dns-timeout'],
  ['SERVFAIL', 'dns-server-failure'],
])('%s: %s, exit status 3', async (failure, code) => {
  dns({ [NAME]: failure });
  const { out, status } = await found();
  expect(out).toContain(`[${code}]`);
  expect(out).toMatch(/^s1\._domainkey\.example\.org: DNS could not be asked\n/); // and not: there is none
  expect(out).not.toContain('[dnssec-broken]');
  expect(status).toBe(3);
});

test('--algorithm and --signature: may this key make that signature?', async () => {
  dns({ [NAME]: { TXT: [value] } });
  expect((await found('--algorithm', 'ed25519-sha256')).out).toContain('[key-algorithm-mismatch]');
  expect((await found('--algorithm', 'rsa-sha256')).status).toBe(0);
  expect((await found('--algorithm', 'rsa-sha1')).out).toContain('[algorithm-historic]');
  expect((await found('--signature', 'dkim(a=rsa-sha256)')).out).not.toContain('[algorithm-historic]');
  expect((await found('--signature', 'domainkeys(c=nofws)')).status).toBe(0);
  dns({ [NAME]: { TXT: [value.replace('p=', 't=s; h=sha256; p=')] } });
  expect((await found('--signature', 'dkim(i=a@sub.example.org)')).out).toContain('[identity-not-allowed-by-key]');
  expect((await found('--signature', 'dkim(i=a@example.org)')).out).not.toContain('[identity-not-allowed-by-key]');
  for (const specs of ['domainkeys(c=nofws)', 'dkim, domainkeys', 'domainkeys(c=nofws),dkim(c=relaxed)']) {
    const { out, status } = await found('--signature', specs);
    expect(out).toMatch(/warning: .*\[domainkeys-hash\]/); // its key record knows no h= (RFC 4870, section 3.2.3)
    expect(status).toBe(0);
  }
  expect((await found('--signature', 'dkim')).out).not.toContain('[domainkeys-hash]');
  expect((await found('--algorithm', 'rsa-sha1')).out).not.toContain('key-hash-not-allowed'); // its fix is done already
  const { out } = await found('--signature', 'dkim(i=a@x.example.org),dkim(i=b@y.example.org)');
  expect(out.split('[identity-not-allowed-by-key]')).toHaveLength(2); // told once
  expect((await found('--signature', 'dkim, dkim(a=rsa-sha256)')).status).toBe(0);
});

test('--text judges what is not published yet', async () => {
  expect((await check(['record', '--text', value])).status).toBe(0);
  const { out, status } = await check(['record', '--text', `“${value}”`]);
  expect(out).toMatch(/^The text, as a key record:\n/);
  expect(out).toContain('[smart-quotes-in-record]');
  expect(status).toBe(1);
});

test('--json has the form of the contract', async () => {
  dns({ [NAME]: { TXT: [value.replace('p=', 't=y; p=')] } });
  const { out } = await found('--json');
  expect(JSON.parse(out)).toMatchObject({
    name: NAME,
    found: true,
    record: { v: 'DKIM1', k: 'rsa', t: 'y' },
    keyType: 'rsa',
    keyBits: 2048,
    matches: null,
    problems: [
      {
        severity: 'warning',
        code: 'testing-flag',
        message: expect.stringMatching(/test/),
        fix: expect.stringMatching(/t=y/),
      },
    ],
  });
});

test('S-243: what a hostile record holds does not reach the terminal', async () => {
  dns({ [NAME]: { TXT: ['v=DKIM1; k=\u001b]0;owned\u0007; p=\u009b2J\u202e'] } });
  for (const args of [[], ['--json']]) {
    expect((await found(...args)).out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  }
});

test('S-257: a private key in the record is not printed again', async () => {
  const { pem } = await generateSigningKey({ type: 'rsa', bits: 1024 });
  const secret = pem.split('\n').slice(1, -2).join('');
  for (const text of [`v=DKIM1; p=${pem.replaceAll('\n', '')}`, `v=DKIM1; p=${secret}`]) {
    dns({ [NAME]: { TXT: [text] } });
    for (const args of [[], ['--json'], ['--lang', 'ja']]) {
      const { out, err } = await found(...args);
      expect(out).toContain('private-key-published');
      expect(out + err).not.toContain(secret.slice(0, 64));
    }
  }
});

test('S-257: a private key beside a good record is as loud, and not printed either', async () => {
  const { pem } = await generateSigningKey({ type: 'rsa', bits: 1024 });
  dns({ [NAME]: { TXT: [value, `v=DKIM1; p=${pem.split('\n').slice(1, -2).join('')}`] } });
  const { out, status } = await found();
  expect(out).toContain('[private-key-published]');
  expect(status).toBe(1);
  dns({ [NAME]: { TXT: [value, 'x'] } });
  expect((await found()).out).not.toContain('[private-key-published]');
});

test.each([
  [['record'], 'domain is needed'],
  [['record', '--domain', 'example.org'], 'selector is needed'],
  [['record', '--domain', 'nodots', '--selector', 's'], 'not a domain name'],
  [['record', '--text', 'p=', '--domain', 'example.org'], 'do not go together'],
  [['record', ...AT, '--all-servers'], 'do not go together'],
  [['record', ...AT, '--signature', 'nonsense()'], 'signature'],
])('wrong usage is told: %j', async (args, words) => {
  dns({});
  const { err, status } = await check(args);
  expect(err).toContain(words);
  expect(status).toBe(2);
});
