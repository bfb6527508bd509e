/** Key files and key records: RFC 8017, A.1.2; RFC 5958; RFC 8410, section 10.3; RFC 8463, A.1 and A.2. All keys here are printed in a standard or made in the run. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import {
  createSigner,
  DkimError,
  generateSigningKey,
  keyRecordText,
  loadSigningKey,
  sign,
  type SigningKey,
} from '../../src/index.js';
import { bytesOf, dkimRequest, ED25519, MAIL, NOW, outcomes, RECORDS, RSA, signed, vector } from '../mail.js';

// RFC 8463, A.1
const RFC8463_SEED = 'nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=';
const RFC8463_RSA = `-----BEGIN RSA PRIVATE KEY-----
MIICXQIBAAKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQi
Y/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqM
KrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB
AoGAH0cxOhFZDgzXWhDhnAJDw5s4roOXN4OhjiXa8W7Y3rhX3FJqmJSPuC8N9vQm
6SVbaLAE4SG5mLMueHlh4KXffEpuLEiNp9Ss3O4YfLiQpbRqE7Tm5SxKjvvQoZZe
zHorimOaChRL2it47iuWxzxSiRMv4c+j70GiWdxXnxe4UoECQQDzJB/0U58W7RZy
6enGVj2kWF732CoWFZWzi1FicudrBFoy63QwcowpoCazKtvZGMNlPWnC7x/6o8Gc
uSe0ga2xAkEA8C7PipPm1/1fTRQvj1o/dDmZp243044ZNyxjg+/OPN0oWCbXIGxy
WvmZbXriOWoSALJTjExEgraHEgnXssuk7QJBALl5ICsYMu6hMxO73gnfNayNgPxd
WFV6Z7ULnKyV7HSVYF0hgYOHjeYe9gaMtiJYoo0zGN+L3AAtNP9huqkWlzECQE1a
licIeVlo1e+qJ6Mgqr0Q7Aa7falZ448ccbSFYEPD6oFxiOl9Y9se9iYHZKKfIcst
o7DUw1/hz2Ck4N5JrgUCQQCyKveNvjzkkd8HjYs0SwM0fPjK16//5qDZ2UiDGnOe
uEzxBDAr518Z8VFbR41in3W4Y3yCDgQlLlcETrS+zYcL
-----END RSA PRIVATE KEY-----
`;
// RFC 8410, section 10.3: one key without and with attributes and its public half (RFC 5958, version 2)
const RFC8410_V1 = 'MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC';
const RFC8410_V2 =
  'MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n' +
  'oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB\n' +
  'Z9w7lshQhqowtrbLDFw4rXAxZuE=';
const RFC8410_PUBLIC = 'Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=';

const pkcs8 = (base64: string): string => `-----BEGIN PRIVATE KEY-----\n${base64}\n-----END PRIVATE KEY-----\n`;
const publicOf = (key: SigningKey): string => Buffer.from(key.publicKey).toString('base64');

/** The DkimError of a file that cannot be a key. */
function refusal(text: string | Uint8Array): DkimError {
  try {
    loadSigningKey(text, { name: 'k.pem' });
  } catch (err) {
    if (err instanceof DkimError) return err;
    throw err;
  }
  throw new Error('the key was loaded');
}

test.each([
  { of: 'PKCS#8', text: pkcs8(RFC8410_V1) },
  { of: 'PKCS#8 of version 2, with attributes and public key', text: pkcs8(RFC8410_V2) },
  { of: 'its bare base64', text: RFC8410_V1 },
  { of: 'the bare base64 of version 2, with line ends', text: `${RFC8410_V2.replaceAll('\n', '\r\n')}\r\n` },
])('S-247, S-250, S-259: the Ed25519 key of RFC 8410 as $of', async ({ text }) => {
  const key = loadSigningKey(text);
  expect(key.type).toBe('ed25519');
  expect(publicOf(key)).toBe(RFC8410_PUBLIC);
  expect(keyRecordText(key)).toBe(`v=DKIM1; k=ed25519; p=${RFC8410_PUBLIC}`);
  const records = { 's._domainkey.example.org': { TXT: [`v=DKIM1; k=ed25519; p=${RFC8410_PUBLIC}`] } };
  expect(await outcomes(await signed(MAIL, dkimRequest({ selector: 's', key })), { records })).toEqual(['pass']);
});

test('S-247, S-258: the RSA key of RFC 8463, A.1, has the record of A.2 and passes with it', async () => {
  const { records } = vector('rfc8463-A.3');
  const key = loadSigningKey(RFC8463_RSA);
  expect(records['test._domainkey.football.example.com']).toEqual({ TXT: [keyRecordText(key)] });
  const mail = await signed(MAIL, dkimRequest({ domain: 'football.example.com', selector: 'test', key }));
  expect(await outcomes(mail, { records })).toEqual(['pass']);
  expect(key.bits).toBe(1024);
});

const SEED_OCTETS = Buffer.from(RFC8463_SEED, 'base64');

test.each([
  { of: 'without a line end', text: RFC8463_SEED },
  { of: 'with one', text: `${RFC8463_SEED}\n` },
  { of: 'with CRLF and blanks', text: ` ${RFC8463_SEED} \r\n\r\n` },
  { of: 'behind a byte order mark', text: `\ufeff${RFC8463_SEED}\n` },
  { of: 'without "="', text: RFC8463_SEED.replace('=', '') },
])('S-249, S-251: a seed in base64, $of', ({ text }) => {
  for (const form of [text, Buffer.from(text)]) {
    expect(publicOf(loadSigningKey(form))).toBe('11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=');
  }
});

test.each([16, 31, 33, 48, 63, 65, 96])('S-249: %d octets in base64 are no seed', (length) => {
  const octets = Buffer.concat([SEED_OCTETS, SEED_OCTETS, SEED_OCTETS]).subarray(0, length);
  expect(refusal(octets.toString('base64')).message).toMatch(/^k\.pem is not a private key/);
});

test.each([
  { of: 'a word in front', text: `seed ${RFC8463_SEED}` },
  { of: 'a comment behind', text: `${RFC8463_SEED}\n# made today\n` },
  { of: 'a second seed', text: `${RFC8463_SEED}\n${RFC8463_SEED}\n` },
  { of: 'hexadecimal', text: SEED_OCTETS.toString('hex') },
])('S-249: a seed that is not the whole file, $of, is refused', ({ text }) => {
  expect(refusal(text).code).toBe('DKIM_KEY_UNUSABLE');
});

test('S-251: one file with all of it: text, mark, mixed line ends, blanks, no last line end', () => {
  const lines = RFC8463_RSA.trimEnd().split('\n');
  const text = `\ufeffkey of example.org \n\n${lines.map((line, at) => `${line}${' \t'.slice(0, at % 3)}${at % 2 ? '\r\n' : '\n'}`).join('')}`;
  expect(publicOf(loadSigningKey(Buffer.from(text.trimEnd())))).toBe(publicOf(loadSigningKey(RFC8463_RSA)));
});

test('S-248: an encrypted key is known by its marks alone, be it broken or not', () => {
  const lines = ['AAAA', '', '!!!'];
  for (const line of lines) {
    const header = `Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n${line}`;
    for (const text of [
      `-----BEGIN ENCRYPTED PRIVATE KEY-----\n${line}\n-----END ENCRYPTED PRIVATE KEY-----\n`,
      `-----BEGIN RSA PRIVATE KEY-----\n${header}\n-----END RSA PRIVATE KEY-----\n`,
      `-----BEGIN RSA PRIVATE KEY-----\r\n${header.replaceAll('\n', '\r\n')}\r\n-----END RSA PRIVATE KEY-----\r\n`,
    ]) {
      expect(refusal(text).message).toMatch(
        /^k\.pem is encrypted with a passphrase; a daemon can.*openssl pkey -in \.\.\. -out \.\.\./,
      );
    }
  }
});

test('S-254: 1024 bits can sign, 1023 cannot, in each form of a file', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1023 });
  const pem = (type: 'pkcs1' | 'pkcs8'): string => privateKey.export({ type, format: 'pem' }).toString();
  for (const text of [pem('pkcs1'), pem('pkcs8'), pem('pkcs1').replaceAll(/-----.*-----\n/g, '')]) {
    expect(refusal(text).message).toBe('k.pem has 1023 bits; 1024 is the least (RFC 8301).');
  }
  expect(loadSigningKey(RFC8463_RSA).bits).toBe(1024);
});

test.each([
  { of: 'RSA', key: RSA, algorithm: 'rsa-sha256', other: 'ed25519-sha256' },
  { of: 'Ed25519', key: ED25519, algorithm: 'ed25519-sha256', other: 'rsa-sha256' },
] as const)('S-255: a= follows the key, $of; one that does not fit is refused', async ({ key, algorithm, other }) => {
  const requests = [dkimRequest({ key }), dkimRequest({ key, algorithm }), dkimRequest({ key, algorithm: other })];
  const { signatures, fields } = await sign(bytesOf(MAIL), { signatures: requests, now: () => NOW });
  expect(signatures).toMatchObject([{ algorithm }, { algorithm }, { made: false, code: 'key-unusable' }]);
  expect(
    Buffer.from(fields)
      .toString()
      .match(/ a=[^;]*;/g),
  ).toEqual([` a=${algorithm};`, ` a=${algorithm};`]);
});

/** Each run of eight octets of the private numbers, in the forms in which they could be printed. */
function secretsOf(key: KeyObject): readonly string[] {
  const jwk = key.export({ format: 'jwk' });
  return [jwk.d, jwk.p, jwk.q, jwk.dp, jwk.dq, jwk.qi].flatMap((number) => {
    if (number === undefined) return [];
    const octets = Buffer.from(number, 'base64url');
    return [
      octets.toString('base64').slice(2, 18),
      octets.toString('base64url').slice(2, 18),
      octets.toString('hex').slice(2, 18),
      [...octets.subarray(1, 9)].join(','),
      [...octets.subarray(1, 9)].join(', '),
      String(BigInt(`0x${octets.toString('hex')}`)).slice(0, 16),
    ];
  });
}

function printed(value: unknown): string {
  const json = JSON.stringify(value, (_, of: unknown) => (typeof of === 'bigint' ? String(of) : of)) as
    | string
    | undefined;
  return [
    inspect(value, { depth: 20, showHidden: true, getters: true, maxArrayLength: null, maxStringLength: null }),
    json ?? '',
    String(value),
  ].join('\n');
}

test.each(['rsa', 'ed25519'] as const)('S-257: whatever holds a key of type %s prints nothing of it', async (type) => {
  const pair = type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 1024 }) : generateKeyPairSync('ed25519');
  const key = loadSigningKey(pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  const options = { signatures: [dkimRequest({ key })], now: () => NOW };
  const signer = createSigner(options);
  await signer.write(bytesOf(MAIL));
  const holders = [key, { ...key }, options, signer, await signer.end(), await sign(bytesOf(MAIL), options)];
  const secrets = secretsOf(pair.privateKey);
  expect(secrets.some((secret) => printed(pair.privateKey.export({ format: 'jwk' })).includes(secret))).toBe(true); // they would be seen
  for (const text of holders.map(printed)) {
    for (const secret of secrets) expect(text).not.toContain(secret);
  }
  expect(inspect(key)).toContain(`type: '${type}'`);
  expect(inspect(key)).toContain(`bits: ${key.bits}`);
});

test('S-257: the error about a broken key shows none of it', async () => {
  const { pem } = await generateSigningKey({ type: 'rsa', bits: 1024 });
  const base64 = pem.replaceAll(/-----.*-----|\s/g, '');
  const middle = base64.slice(400, 700);
  const both = Buffer.concat([SEED_OCTETS, SEED_OCTETS]).toString('base64');
  const broken = [
    pem.replace(/-----END[^]*/, ''),
    pem.replace('-----BEGIN', '----BEGIN'),
    pem.replaceAll('PRIVATE', 'FOO PRIVATE'),
    pem.replaceAll('PRIVATE KEY', 'PUBLIC KEY'),
    pem.replaceAll('PRIVATE KEY', 'RSA PRIVATE KEY'),
    pem.replaceAll('PRIVATE KEY', 'EC PRIVATE KEY'),
    pem + pem,
    pem.replace(middle.slice(0, 40), ''),
    pkcs8(base64.slice(0, 700)),
    pkcs8(`${base64.slice(0, 500)}????${base64.slice(504)}`),
    pkcs8(`${base64.slice(0, 500)}${base64[500] === 'A' ? 'B' : 'A'}${base64.slice(501)}`),
    `x${base64}`,
    base64.slice(0, 700),
    Buffer.from(base64, 'base64'),
    both,
    `x ${RFC8463_SEED}`,
    RFC8463_SEED.slice(0, 40),
  ];
  const secrets = [
    ...Array.from({ length: 60 }, (_, at) => middle.slice(at * 5, at * 5 + 12)),
    RFC8463_SEED.slice(0, 12),
    RFC8463_SEED.slice(20, 32),
  ];
  for (const text of broken) {
    const shown = printed(refusal(text));
    for (const secret of secrets) expect(shown).not.toContain(secret);
  }
});

test('S-258, S-259: a record of ours is one line, read back by our verifier', async () => {
  for (const record of [keyRecordText(RSA), keyRecordText(ED25519)])
    expect(record).toMatch(/^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/);
  expect(keyRecordText(ED25519)).toMatch(/; p=[A-Za-z0-9+/=]{44}$/);
  const mail = await signed(MAIL, dkimRequest(), dkimRequest({ selector: 'ed', key: ED25519 }));
  expect(await outcomes(mail, { records: RECORDS })).toEqual(['pass', 'pass']);
});
