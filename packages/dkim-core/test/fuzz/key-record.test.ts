/** Key records of strangers, and the keys in them; ADSP and DomainKeys policies, which are tag lists in DNS, too. */
/* oxlint-disable vitest/no-conditional-expect -- what must hold hangs on whether the text could be read; a tally sees to both */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyRecordText, lookUpAdsp, lookUpKey, parseKeyRecord, type TxtAnswer } from '../../src/index.js';
import { parseDomainkeysPolicy } from '../../src/policy/domainkeys-policy.js';
import { isRecordOfKey } from '../../src/keys/key-pair.js';
import { readPublicKey, rsaSubjectPublicKeyInfo, type PublicKey } from '../../src/keys/public-key.js';
import { ED25519, RSA } from '../mail.js';
import { KEY_FAULTS } from '../documented-codes.js';
import { damaged, hostile, ONE_LINE, runs, tally, timeout } from './hostile-input.js';

const RECORDS = [
  keyRecordText(RSA),
  keyRecordText(ED25519, { hash: 'sha256', strict: true }),
  'v=DKIM1; h=sha1 : sha256; s=email:*; t=y:s; n=note; g=jo*e; k=rsa; p=',
  'p=MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBALZ; k=RSA',
];
const PIECES = [
  'v=DKIM1;',
  'h=',
  'k=',
  'n=',
  'p=',
  's=',
  't=',
  'g=',
  'rsa',
  'ed25519',
  'sha256',
  'email',
  'MFww',
  '==',
];
const records = hostile(RECORDS, { pieces: PIECES });
const modes = fc.constantFrom('dkim' as const, 'domainkeys' as const);

/** By its second use: the first one gives DER, which nobody has looked at. */
function isImportable(key: PublicKey): boolean {
  key.verifyInput();
  try {
    key.verifyInput();
    return true;
  } catch {
    return false;
  }
}

test('S-242: any record gives a documented code and one line, or a key record', { timeout }, () => {
  const seen = tally();
  const property = fc.property(records, modes, (text, mode) => {
    const parsed = parseKeyRecord(text, mode);
    if (!parsed.ok) {
      expect(['key-syntax', 'key-version', 'key-type-unknown']).toContain(parsed.code);
      expect(parsed.reason).toMatch(ONE_LINE);
      seen.add(parsed.code);
      return;
    }
    const { keyType, publicKey, hashes, services, flags, granularity } = parsed.value;
    expect(['rsa', 'ed25519']).toContain(keyType);
    for (const element of [...(hashes ?? []), ...services, ...flags]) expect(element).toMatch(/^[!-9;-~].*$/s);
    if (mode === 'dkim') expect(granularity).toBe(null);
    const key = publicKey === null ? null : readPublicKey(publicKey, keyType);
    if (key === null) seen.add('revoked');
    else if (key.ok) seen.add(isImportable(key.value) ? 'key' : 'not importable');
    else {
      expect(KEY_FAULTS).toContain(key.code);
      expect(key.reason).toMatch(ONE_LINE);
      seen.add(`p= ${key.code}`);
    }
  });
  fc.assert(property, runs(1000));
  const late = ['key-syntax', 'key-version', 'key-type-unknown', 'revoked', 'key', 'p= key-syntax'];
  for (const outcome of late) expect([outcome, seen.of(outcome)]).toEqual([outcome, expect.any(Number)]);
  expect(seen.seen()).toEqual(expect.arrayContaining(late));
});

test('S-077, S-260: a key that can be read is written anew and read as the same numbers', { timeout }, () => {
  const spki = Buffer.from(RSA.publicKey).toString('latin1');
  const bare = spki.slice(24); // the RSAPublicKey alone
  const marks = ['\x30', '\x02', '\x03', '\x00', '\x80', '\x81', '\x82', '\xff', '\x02\x03\x01\x00\x01'];
  const seen = tally();
  const property = fc.property(hostile([spki, bare], { pieces: marks, most: 2 }), (text) => {
    const key = readPublicKey(Buffer.from(text, 'latin1'), 'rsa');
    seen.add(key.ok ? 'read' : key.code);
    if (!key.ok || key.value.type !== 'rsa') return;
    const again = readPublicKey(rsaSubjectPublicKeyInfo(key.value), 'rsa');
    expect(again.ok && again.value).toMatchObject({
      type: 'rsa',
      bits: key.value.bits,
      modulus: key.value.modulus,
      exponent: key.value.exponent,
    });
  });
  fc.assert(property, runs(500));
  for (const outcome of ['read', 'key-syntax']) expect(seen.of(outcome)).toBeGreaterThan(20);
});

test('S-260: a damaged record that is still of the key holds its very numbers', { timeout }, () => {
  let same = 0;
  const property = fc.property(damaged([keyRecordText(RSA), keyRecordText(ED25519)]), (text) => {
    const parsed = parseKeyRecord(text);
    if (!parsed.ok) return;
    for (const key of [RSA, ED25519]) {
      if (!isRecordOfKey(parsed.value, key)) continue;
      same += 1;
      expect(Buffer.from(parsed.value.publicKey ?? []).includes(Buffer.from(key.publicKey).subarray(-32))).toBe(true);
    }
  });
  fc.assert(property, runs(500));
  expect(same).toBeGreaterThan(20);
});

test('S-074, S-142, S-145: whatever DNS says, a look-up ends in a documented result', { timeout }, async () => {
  const seen = tally();
  const texts = fc.array(
    fc.oneof(records, hostile(['dkim=discardable', 'dkim=all; x=y', 't=y; o=-; n=note; r=a@b.example', 'v=spf1 -all'])),
    { maxLength: 5 },
  );
  const answer: fc.Arbitrary<TxtAnswer> = fc.oneof(
    { weight: 6, arbitrary: texts.map((found): TxtAnswer => ({ status: 'found', records: found })) },
    fc.constantFrom<TxtAnswer>(
      { status: 'timeout' },
      { status: 'server-failure' },
      { status: 'no-such-name' },
      { status: 'no-such-record' },
      { status: 'invalid-name' },
    ),
  );
  const property = fc.asyncProperty(answer, modes, async (given, mode) => {
    const key = await lookUpKey('s._domainkey.a.example', async () => given, mode);
    if (key.result === 'found') {
      expect(key.records.length).toBeGreaterThan(0);
      expect(key.records.length).toBeLessThanOrEqual(3);
    } else {
      expect([...KEY_FAULTS, 'domain-invalid', 'dns-timeout', 'dns-server-failure']).toContain(key.code);
      expect(key.reason).toMatch(ONE_LINE);
    }
    seen.add(`key ${key.result}`);
    const adsp = await lookUpAdsp('a.example', async () => given);
    expect(['none', 'unknown', 'all', 'discardable', 'nxdomain', 'temperror', 'permerror']).toContain(adsp.practice);
    if ('reason' in adsp) expect(adsp.reason).toMatch(ONE_LINE);
    seen.add(`adsp ${adsp.practice}`);
    for (const text of given.status === 'found' ? given.records : []) {
      const policy = parseDomainkeysPolicy(text);
      if (policy.ok) seen.add(policy.value.signsAll ? 'policy o=-' : 'policy');
    }
  });
  await fc.assert(property, runs(500));
  expect(seen.seen()).toEqual(expect.arrayContaining(['key found', 'key permerror', 'key temperror']));
  expect(seen.seen()).toEqual(
    expect.arrayContaining(['adsp none', 'adsp unknown', 'adsp discardable', 'policy', 'policy o=-']),
  );
});
