import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { generateSigningKey, isRecordOfKey, keyRecordText } from './key-pair.js';
import { parseKeyRecord, type KeyRecord } from './key-record.js';
import { loadSigningKey, testSigningKey } from './private-key.js';

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

test.each([1023, 16_385, 1.5, Number.NaN, -1])('a key of %d bits cannot be made', async (bits) => {
  await expect(generateSigningKey({ type: 'rsa', bits })).rejects.toMatchObject({ code: 'DKIM_OPTION_INVALID' });
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
