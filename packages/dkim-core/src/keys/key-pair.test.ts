import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  generateSigningKey,
  isRecordOfKey,
  keyRecordText,
  type KeyPairOptions,
  type KeyRecordTextOptions,
} from './key-pair.js';
import { parseKeyRecord, type KeyRecord } from './key-record.js';
import { loadSigningKey, testSigningKey } from './private-key.js';
import type { SigningKey } from './signing-key.js';

function record(text: string): KeyRecord {
  const parsed = parseKeyRecord(text);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.value;
}

test('S-237, S-258: a new RSA key has 2048 bits and e = 65537, its record is what OpenSSL calls the public key', async () => {
  const { pem, key } = await generateSigningKey({ type: 'rsa' });
  expect(key).toMatchObject({ type: 'rsa', bits: 2048, exponent: 65_537n });
  const p = createPublicKey(createPrivateKey(pem)).export({ type: 'spki', format: 'der' }).toString('base64');
  expect(keyRecordText(key)).toBe(`v=DKIM1; k=rsa; p=${p}`);
  expect(isRecordOfKey(record(keyRecordText(key)), key)).toBe(true);
  expect(() => testSigningKey(key)).not.toThrow();
});

test('S-259, S-260: a new Ed25519 key, and a strict record', async () => {
  const { pem, key } = await generateSigningKey({ type: 'ed25519' });
  expect(pem).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
  const text = keyRecordText(key, { hash: 'sha256', strict: true });
  expect(text).toMatch(/^v=DKIM1; k=ed25519; h=sha256; t=s; p=[A-Za-z0-9+/]{43}=$/);
  expect(record(text)).toMatchObject({ keyType: 'ed25519', hashes: ['sha256'], flags: ['s'] });
  expect(isRecordOfKey(record(text), key)).toBe(true);
});

test('S-259: the record of RFC 8463, A.2', () => {
  const key = loadSigningKey('nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=');
  expect(keyRecordText(key)).toBe('v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=');
});

const BITS = 'bits must be a whole number from 1024 to 16384; it is ';

test.each([
  ...[1023, 16_385, 1.5, Number.NaN, -1, null].map((bits) => ({
    options: { type: 'rsa', bits },
    says: `${BITS}${bits}.`,
  })),
  { options: { type: 'rsa', bits: '2048' }, says: `${BITS}'2048'.` },
  { options: { type: 'ed25519', bits: 2048 }, says: 'bits is for RSA keys; leave it out' },
  { options: { type: 'RSA' }, says: "type must be rsa or ed25519; it is 'RSA'." },
  { options: { type: 'dsa' }, says: "type must be rsa or ed25519; it is 'dsa'." },
  { options: {}, says: 'type must be rsa or ed25519; it is undefined.' },
  { options: undefined, says: 'generateSigningKey needs an object of options' },
  { options: 'rsa', says: 'generateSigningKey needs an object of options' },
])('a key by $options cannot be made, and the sentence says why', async ({ options, says }) => {
  await expect(generateSigningKey(options as KeyPairOptions)).rejects.toMatchObject({
    name: 'DkimError',
    code: 'DKIM_OPTION_INVALID',
    message: expect.stringContaining(says),
  });
});

test('absent bits are the default ones', async () => {
  expect((await generateSigningKey({ type: 'rsa', bits: undefined })).key.bits).toBe(2048);
  expect((await generateSigningKey({ type: 'ed25519', bits: undefined })).key.bits).toBe(256);
});

test.each([
  { options: { hash: 'sha1' }, says: "hash must be sha256, or absent; it is 'sha1'." },
  { options: { hash: 'sha256; p=' }, says: 'hash must be sha256' },
  { options: { hash: null }, says: 'hash must be sha256' },
  { options: { strict: 'no' }, says: "strict must be true or false; it is 'no'." },
  { options: null, says: 'keyRecordText needs an object of options' },
])('a record with $options is not written', ({ options, says }) => {
  const key = loadSigningKey('nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=');
  expect(() => keyRecordText(key, options as KeyRecordTextOptions)).toThrow(
    expect.objectContaining({ code: 'DKIM_OPTION_INVALID', message: expect.stringContaining(says) }),
  );
  expect(keyRecordText(key, { hash: undefined, strict: undefined })).toBe(keyRecordText(key));
});

test('a record of what is no signing key is not written, and nothing of it is shown', async () => {
  const pair = await generateSigningKey({ type: 'ed25519' });
  for (const key of [undefined, pair.pem, pair, createPrivateKey(pair.pem)]) {
    expect(() => keyRecordText(key as unknown as SigningKey)).toThrow(
      expect.objectContaining({
        code: 'DKIM_KEY_UNUSABLE',
        message: 'The key must be what loadSigningKey or generateSigningKey gave.',
      }),
    );
  }
});

test('S-260: a record is of a key if the numbers are equal, whatever its form', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const key = loadSigningKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  const bare = publicKey.export({ type: 'pkcs1', format: 'der' }).toString('base64');
  expect(isRecordOfKey(record(`p=${bare}`), key)).toBe(true);
  const other = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
  const p = other.export({ type: 'spki', format: 'der' }).toString('base64');
  for (const text of [`p=${p}`, 'p=', 'p=AAAA', `k=ed25519; p=${bare}`, 'k=ed25519; p=AAAA']) {
    expect(isRecordOfKey(record(text), key)).toBe(false);
  }
});
