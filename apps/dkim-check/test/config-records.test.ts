/** `config`: the key records that a file needs, and which signatures a sender gets. */
import { generateKeyPairSync } from 'node:crypto';
import { keyRecordText, loadSigningKey } from 'dkim-core';
import { afterAll, expect, test } from 'vitest';
import { GOOD, openConfigFolder } from './config-folder.js';

const folder = openConfigFolder();
const { config, dns, fitting, value } = folder;
afterAll(() => folder.remove());

test('the states of a record are told apart: absent, fitting, of another key, unusable, unknown', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const other = keyRecordText(
    loadSigningKey(Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' })), { name: 'x' }),
  );
  const domains = ['a.example', 'b.example', 'c.example', 'd.example', 'e.example'];
  dns({
    's1._domainkey.b.example': { TXT: [value] },
    's1._domainkey.c.example': { TXT: [other] },
    's1._domainkey.d.example': { TXT: ['v=DKIM1; p='] },
    's1._domainkey.e.example': 'SERVFAIL',
  });
  const conf = GOOD.replace('example.org,example.net', domains.join(','));
  const { out, status } = await config(conf, '--json');
  expect(JSON.parse(out).records).toMatchObject([
    { domain: 'a.example', state: 'absent' },
    { domain: 'b.example', state: 'fits' },
    { domain: 'c.example', state: 'other' },
    { domain: 'd.example', state: expect.stringMatching(/^(?:other|unusable)$/) },
    { domain: 'e.example', state: 'unknown' },
  ]);
  expect(status).toBe(1);
  dns({ ...fitting(), 's1._domainkey.example.net': 'TIMEOUT' });
  expect((await config(GOOD)).status).toBe(3);
  dns({});
  expect((await config(GOOD)).out).toContain('dkim-check record --domain example.org --selector s1 --keyfile');
});

test('a DomainKeys signature alone: its record is good, SHA-1 is no fault of the record', async () => {
  dns(fitting());
  const { out, status } = await config(GOOD.replace('dkim\n', 'domainkeys\n'), '--json');
  expect(JSON.parse(out).records.map(({ state }: { state: string }) => state)).toEqual(['fits', 'fits']);
  expect(status).toBe(0);
});

const codes = (record: { problems: readonly { code: string }[] }) => record.problems.map(({ code }) => code);

test('several signatures by one record: each is judged, whichever stands first', async () => {
  const sha256 = value.replace('p=', 'h=sha256; p=');
  dns({ 's1._domainkey.example.org': { TXT: [sha256] }, 's1._domainkey.example.net': { TXT: [value] } });
  for (const lines of ['signature dkim\nsignature domainkeys\n', 'signature domainkeys\nsignature dkim\n']) {
    const { out } = await config(GOOD.replace('signature dkim\n', lines), '--json');
    const [org, net] = JSON.parse(out).records;
    expect(org).toMatchObject({ domain: 'example.org', state: 'fits' });
    expect(codes(org)).toEqual(['domainkeys-hash']);
    expect(net).toMatchObject({ domain: 'example.net', state: 'fits' });
    expect(codes(net)).toEqual([]);
  }
});

const standing = async (i: string): Promise<unknown> => {
  const conf = GOOD.replace('signature dkim\n', `signature dkim(i=${i},d=example.org)\n`);
  const [{ state, problems }] = JSON.parse((await config(conf, '--json')).out).records;
  return [state, problems.some(({ code }: { code: string }) => code === 'identity-not-allowed-by-key')];
};

test('S-239: t=s with an i= in a subdomain, and with one in the domain itself', async () => {
  const strict = value.replace('p=', 't=s; p=');
  dns({ 's1._domainkey.example.org': { TXT: [strict] }, 's1._domainkey.example.net': { TXT: [strict] } });
  expect(await standing('@mail.example.org')).toEqual(['unusable', true]);
  expect(await standing('@example.org')).toEqual(['fits', false]);
});

test('records of maps are asked for, too, each once; what depends on the mail is said', async () => {
  folder.write('senders', 'example.com dkim(d=example.org), dkim\n. dkim\n');
  folder.write('lists', 'list.example.net dkim\n');
  dns({});
  const conf = `${GOOD}sender_map senders\nlistid_map lists\n`;
  const { out } = await config(conf, '--json');
  expect(JSON.parse(out).records.map(({ domain }: { domain: string }) => domain)).toEqual([
    'example.org',
    'example.net',
    'example.com',
  ]);
  expect((await config(conf)).out).toContain('Some d= depend on the mail');
  folder.write('many', Array.from({ length: 150 }, (_, n) => `d${n}.example dkim\n`).join(''));
  expect((await config(`${GOOD}sender_map many\n`)).out).toContain('52 more were not asked for');
});

test('--for: which signatures a sender gets, and which line decides', async () => {
  dns(fitting());
  folder.write('senders', '# ours\njoe@example.com dkim(s=joe)\n');
  folder.write('lists', 'list.example.net dkim(s=list)\n');
  const conf = `${GOOD}sender_map senders\nlistid_map lists\n`;
  expect((await config(conf, '--for', 'a@mail.example.org')).out).toMatch(
    /\nMail from a@mail\.example\.org:\n {2}dkim: d=example\.org s=s1, key \S+good\.pem\n {2}decided by domain: the sender belongs to example\.org\n/,
  );
  expect((await config(conf, '--for', 'joe@example.com')).out).toMatch(
    /d=example\.com s=joe.*\n {2}decided by sender_map, line 2, which begins with joe@example\.com\n/,
  );
  expect((await config(conf, '--for', 'joe@example.com', '--list-id', '<list.example.net>')).out).toMatch(
    /d=example\.net s=list.*\n {2}decided by listid_map, line 1, /,
  );
  expect((await config(conf, '--for', 'joe@example.com', '--lang', 'ja')).out).toContain('sender_map の 2 行目');
  const one = GOOD.replace(',example.net', '');
  expect((await config(one, '--for', 'x@example.com')).out).toContain('example.org is the only one');
  const lines = GOOD.replace(/domain .*\n/, '').replace('dkim\n', 'dkim(d=example.org)\n');
  expect((await config(lines, '--for', 'x@example.com')).out).toContain('decided by the signature lines');
});

test('--for: the record of a d= that depends on the mail is looked for, too', async () => {
  dns({ 's1._domainkey.sub.example.org': { TXT: [value] } });
  const conf = GOOD.replace('dkim\n', 'dkim(d=$senderdomain)\n');
  const { out } = await config(conf, '--for', 'a@sub.example.org');
  expect(out).toContain('  s1._domainkey.sub.example.org: published, fits the key file\n');
  expect((await config(conf)).out).not.toContain('sub.example.org');
  expect((await config(conf)).out).toContain('Some d= depend on the mail');
});

test('not-signed, not-signed-because, signature-left-out: why a sender gets none, or not all', async () => {
  dns(fitting());
  const { out, status } = await config(GOOD, '--for', 'a@example.com');
  expect(out).toContain('Not signed: sender a@example.com fits none of example.org, example.net. [not-signed]');
  expect(status).toBe(1);
  const named = async (conf: string, sender: string): Promise<readonly string[]> =>
    JSON.parse((await config(conf, '--for', sender, '--json')).out).for.problems.map(
      ({ code }: { code: string }) => code,
    );
  expect(await named(GOOD, 'a@example.org')).toEqual([]);
  folder.write('senders', 'example.com dkim\n');
  const map = `${GOOD.replace('signature dkim\n', '').replace(/domain .*\n/, '')}sender_map senders\n`;
  expect(await named(map, 'a@example.org')).toEqual(['not-in-map']);
  expect(await named(map, 'a@example.com')).toEqual([]);
  const alone = GOOD.replace(',example.net', '').replace('dkim\n', 'domainkeys\n');
  expect(await named(alone, 'a@example.com')).toEqual(['not-signed-because']);
  expect(await named(alone, 'a@example.org')).toEqual([]);
  const mixed = `${GOOD.replace(',example.net', '')}signature domainkeys\n`;
  expect(await named(mixed, 'a@example.com')).toEqual(['signature-left-out']);
  expect(await named(mixed, 'a@example.org')).toEqual([]);
});
