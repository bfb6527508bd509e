import { createHash, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { holdsKey, withoutKeyMaterial } from './key-material.js';

const PEM = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
/** As the lines of a key are: its first one begins with what all keys have, the others are noise, the same in each run. */
const LINES = [
  `MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ${noise('head').slice(0, 14)}`,
  ...Array.from({ length: 1000 }, (_, line) => noise(String(line))),
];

function noise(seed: string): string {
  return createHash('sha512').update(seed).digest('base64').slice(0, 64);
}

test('a key in PEM is left out, wherever it begins', () => {
  expect(withoutKeyMaterial(`"${PEM}" is no host name`)).toBe('"(not shown: a key)');
  expect(withoutKeyMaterial(PEM.replaceAll('\n', ' '))).toBe('(not shown: a key)');
  expect([holdsKey(PEM), holdsKey('listen 127.0.0.1:25')]).toEqual([true, false]);
});

test('each line of a key alone, a part of it, and with the text of our own around it', () => {
  for (const [number, line] of LINES.entries()) {
    const part = number === 0 ? line : line.slice(7, 47); // the first line begins with what all keys have
    for (const text of [line, line.slice(0, 60), part]) {
      expect(withoutKeyMaterial(`"${text}" is no selector`)).toBe('"(not shown: it may be a key)" is no selector');
    }
  }
});

test.each([
  '"everybody" is no network; write an address, ADDRESS/BITS, loopback, private, unix or any',
  'the key file /usr/local/etc/dkimproxy/keys/example/Private/rsa2048.pem cannot be read: ENOENT',
  '/Users/Administrator/Documents/MailServer/DKIMproxy/PrivateKeys/ExampleOrg2026 cannot be read',
  'MaximumSessionsPerClient: there is no such option; did you mean max_sessions_per_client?',
  'MAXSESSIONSPERCLIENTANDNETWORK: there is no such option',
  'a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6a7b8c9d0 is no selector',
  'selector20260101020304050607080910 is no selector',
  '"1234567890123456789012345678901234567890" is out of range',
  'x.pem is no private key in PEM; it should begin with -----BEGIN PRIVATE KEY-----.',
  '-----END OF LINE-----',
])('ordinary text stays: %s', (text) => {
  expect(withoutKeyMaterial(text)).toBe(text);
});

test('100 kB of anything takes linear time', () => {
  for (const text of ['A', 'aB1/', '-----BEGIN', '=']) {
    expect(withoutKeyMaterial(text.repeat(100_000)).length).toBeLessThanOrEqual(text.length * 100_000);
  }
});
