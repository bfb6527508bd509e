import { execFileSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KeyNeed } from 'signing-policy';
import { beforeAll, expect, test } from 'vitest';
import { readKeyFiles } from './key-files.js';

const files = { read: (path: string) => readFileSync(path), rights: (path: string) => statSync(path) };
let folder: string;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'keys-')));
  for (const bits of [512, 1024, 2048]) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
    write(`rsa${bits}.pem`, privateKey.export({ type: 'pkcs1', format: 'pem' }).toString());
  }
  const { privateKey } = generateKeyPairSync('ed25519');
  write('ed.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  write('none.pem', 'this is no key\n');
});

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text, { mode: 0o600 });
}

function need(keyfile: string, changes: Partial<KeyNeed> = {}): KeyNeed {
  const where = { option: 'keyfile', file: 'x.conf', line: 5 };
  return { ...where, keyfile: join(folder, keyfile), type: 'dkim', algorithm: null, ...changes };
}

const text = ({ message }: { message: string }): string => message.replaceAll(folder, 'DIR');

function read(...needs: KeyNeed[]): { keys: string[]; faults: string[]; warnings: string[] } {
  const { keys, faults, warnings } = readKeyFiles(needs, { user: null, testEach: false, requireSafe: false, files });
  return {
    keys: [...keys.keys()].map((key) => key.replace(folder, 'DIR')),
    faults: faults.map(text),
    warnings: warnings.map(text),
  };
}

test('a key of 2048 bits that only its owner can read: nothing to say', () => {
  expect(read(need('rsa2048.pem'), need('rsa2048.pem', { type: 'domainkeys', algorithm: 'rsa-sha1' }))).toEqual({
    keys: ['DIR/rsa2048.pem'],
    faults: [],
    warnings: [],
  });
});

test('1024 bits are accepted with a remark, fewer are a fault (RFC 8301, section 3.2)', () => {
  expect(read(need('rsa1024.pem'))).toEqual({
    keys: ['DIR/rsa1024.pem'],
    faults: [],
    warnings: ['DIR/rsa1024.pem has 1024 bits: accepted today, 2048 is recommended'],
  });
  expect(read(need('rsa512.pem'))).toEqual({ keys: [], faults: [expect.stringContaining('512')], warnings: [] });
});

test('a key that is not there or is none: one fault, however many signatures need it', () => {
  expect(read(need('missing.pem'), need('missing.pem')).faults).toEqual([
    expect.stringMatching(/^the key file DIR\/missing\.pem cannot be read: ENOENT/),
  ]);
  expect(read(need('none.pem')).faults).toEqual([expect.stringContaining('DIR/none.pem')]);
  expect(read(need('')).faults).toEqual([expect.stringContaining('EISDIR')]);
});

test('a key has to fit the algorithm, and what would fit is said', () => {
  expect(read(need('ed.pem', { algorithm: 'rsa-sha256' })).faults).toEqual([
    'a=rsa-sha256 does not fit DIR/ed.pem, which is an Ed25519 key; write a=ed25519-sha256, or leave it out',
  ]);
  expect(read(need('rsa2048.pem', { algorithm: 'ed25519-sha256' })).faults).toEqual([
    'a=ed25519-sha256 does not fit DIR/rsa2048.pem, which is an RSA key; write a=rsa-sha256, or leave it out',
  ]);
  expect(read(need('ed.pem', { type: 'domainkeys', algorithm: 'rsa-sha1' })).faults).toEqual([
    'DomainKeys signs with RSA keys only; DIR/ed.pem is Ed25519',
  ]);
});

test('Ed25519 alone is not verified everywhere; beside RSA it is', () => {
  expect(read(need('ed.pem')).warnings).toEqual([expect.stringContaining('add a signature with an RSA key')]);
  expect(read(need('ed.pem'), need('rsa2048.pem')).warnings).toEqual([]);
});

test('S-256: a key that others can read gets a warning with its chmod line', () => {
  chmodSync(join(folder, 'rsa2048.pem'), 0o644);
  expect(read(need('rsa2048.pem')).warnings).toEqual([
    'DIR/rsa2048.pem is open to every user. Run: chmod 600 DIR/rsa2048.pem',
  ]);
  chmodSync(join(folder, 'rsa2048.pem'), 0o600);
});

test('S-256: with require_safe_keys it stops the start', () => {
  const rules = { user: null, testEach: false, requireSafe: true, files };
  for (const [mode, who] of [
    [0o601, 'every user'],
    [0o602, 'every user'],
    [0o604, 'every user'],
    [0o666, 'every user'],
  ] as const) {
    chmodSync(join(folder, 'rsa2048.pem'), mode);
    const { faults, warnings } = readKeyFiles([need('rsa2048.pem'), need('rsa2048.pem')], rules);
    expect(faults.map(text)).toEqual([
      `DIR/rsa2048.pem is open to ${who}. Run: chmod 600 DIR/rsa2048.pem (require_safe_keys)`,
    ]);
    expect(warnings).toEqual([]);
  }
  chmodSync(join(folder, 'rsa2048.pem'), 0o600);
  expect(readKeyFiles([need('rsa2048.pem')], rules).faults).toEqual([]);
});

// Only root can give a file to a group that is not its own.
test.skipIf(process.getuid?.() !== 0)('S-256: a group counts where the user is not in it', () => {
  const path = join(folder, 'rsa2048.pem');
  const rules = { user: 'nobody', testEach: false, requireSafe: true, files };
  chmodSync(path, 0o640);
  chownSync(path, 0, 0);
  expect(readKeyFiles([need('rsa2048.pem')], rules).faults.map(text)).toEqual([
    'DIR/rsa2048.pem is open to a group that is not ours. Run: chmod 600 DIR/rsa2048.pem (require_safe_keys)',
  ]);
  chownSync(path, 0, Number(execFileSync('id', ['-g', 'nobody'])));
  expect(readKeyFiles([need('rsa2048.pem')], rules).faults).toEqual([]);
  chownSync(path, 0, 0);
  chmodSync(path, 0o600);
});

const toldOfUser = (): readonly string[] =>
  readKeyFiles([need('rsa2048.pem')], { user: 'nobody', testEach: false, requireSafe: false, files }).warnings.map(
    ({ message }) => message,
  );

test('S-266: a key that user cannot read gets a warning with the commands that mend it, of the file and of the folder above', () => {
  const path = join(folder, 'rsa2048.pem');
  const ofFile = `chown nobody ${path} && chmod 600 ${path}`;
  expect(toldOfUser()).toEqual([
    `nobody cannot enter ${folder}, so it cannot read ${path}, and a later reload would fail. Run: chmod o+x ${folder} && ${ofFile}`,
  ]);
  chmodSync(folder, 0o711);
  expect(toldOfUser()).toEqual([`nobody cannot read ${path}, so a later reload would fail. Run: ${ofFile}`]);
  chmodSync(path, 0o604);
  chmodSync(folder, 0o700);
  expect(toldOfUser()[0]).toBe(
    `nobody cannot enter ${folder}, so it cannot read ${path}, and a later reload would fail. Run: chmod o+x ${folder}`,
  );
  chmodSync(path, 0o600);
});

/** Euclid's. */
function inverse(of: bigint, modulus: bigint): bigint {
  let [rest, next, sum, nextSum] = [modulus, of % modulus, 0n, 1n];
  while (next !== 0n) {
    const quotient = rest / next;
    [rest, next, sum, nextSum] = [next, rest - quotient * next, nextSum, sum - quotient * nextSum];
  }
  if (rest !== 1n) throw new Error('it has no inverse');
  return ((sum % modulus) + modulus) % modulus;
}

function base64Url(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url');
}

/** Of two numbers that are no primes: all that hangs together without them being such does. */
function keyOfNoPrimes(): string {
  const [e, p, q] = [65_537n, 2n ** 540n - 3n, 2n ** 520n - 9n];
  const d = inverse(e, (p - 1n) * (q - 1n));
  const numbers = { n: p * q, e, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
  const jwk = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, base64Url(value)]));
  const key = createPrivateKey({ key: { kty: 'RSA', ...jwk }, format: 'jwk' });
  return key.export({ type: 'pkcs1', format: 'pem' }).toString();
}

test('S-253: --check finds a key that makes no valid signature, although its numbers belong together', () => {
  write('no-primes.pem', keyOfNoPrimes());
  const needs = [need('no-primes.pem'), need('rsa2048.pem'), need('ed.pem')];
  expect(readKeyFiles(needs, { user: null, testEach: false, requireSafe: false, files }).faults).toEqual([]);
  const { keys, faults } = readKeyFiles(needs, { user: null, testEach: true, requireSafe: false, files });
  expect(faults.map(text)).toEqual([
    expect.stringMatching(/^DIR\/no-primes\.pem was tried and does not work: The key (?:makes signatures|cannot)/),
  ]);
  expect(keys.size).toBe(2);
});

test('S-256: a link to a key that others can read is as open as the key', () => {
  write('open.pem', readFileSync(join(folder, 'rsa2048.pem'), 'utf8'));
  chmodSync(join(folder, 'open.pem'), 0o604);
  symlinkSync(join(folder, 'open.pem'), join(folder, 'link.pem'));
  expect(read(need('link.pem')).warnings).toEqual(['DIR/link.pem is open to every user. Run: chmod 600 DIR/link.pem']);
});

test('S-256: a folder where others may put another key in its place, also above it, gets a warning; a sticky one none', () => {
  mkdirSync(join(folder, 'a/b'), { recursive: true });
  renameSync(join(folder, 'open.pem'), join(folder, 'a/b/x.pem'));
  chmodSync(join(folder, 'a/b/x.pem'), 0o600);
  for (const place of ['a/b', 'a']) {
    chmodSync(join(folder, place), 0o777);
    expect(read(need('a/b/x.pem')).warnings).toEqual([
      `others may put another key in the place of DIR/a/b/x.pem: DIR/${place} is open to them. Run: chown root DIR/${place} && chmod go-w DIR/${place}`,
    ]);
    chmodSync(join(folder, place), 0o1777);
    expect(read(need('a/b/x.pem')).warnings).toEqual([]);
    chmodSync(join(folder, place), 0o755);
  }
  symlinkSync(join(folder, 'a/b'), join(folder, 'to'));
  chmodSync(join(folder, 'a'), 0o777);
  expect(read(need('to/x.pem')).warnings).toEqual([expect.stringContaining('DIR/a is open to them')]);
  chmodSync(join(folder, 'a'), 0o755);
});

test.skipIf(process.getuid?.() !== 0)('S-256: a key that belongs to a stranger, or stands in their folder', () => {
  chownSync(join(folder, 'a/b/x.pem'), 4711, 0);
  expect(read(need('a/b/x.pem')).warnings).toEqual([
    'DIR/a/b/x.pem belongs to another user (4711). Run: chown root DIR/a/b/x.pem',
  ]);
  chownSync(join(folder, 'a/b/x.pem'), 0, 0);
  chownSync(join(folder, 'a'), 4711, 0);
  expect(read(need('a/b/x.pem')).warnings).toEqual([expect.stringContaining('DIR/a is open to them')]);
});

test('S-256: a broken key is told without a piece of it, however it is broken', () => {
  const pems = ['rsa2048.pem', 'ed.pem'].map((name) => readFileSync(join(folder, name), 'utf8').trim());
  const broken = pems.flatMap((pem) => {
    const lines = pem.split('\n');
    const inner = lines.slice(1, -1);
    const [head = '', tail = ''] = [lines[0], lines.at(-1)];
    return [
      [head, ...inner].join('\n'), // cut
      [...inner, tail].join('\n'),
      inner.slice(1).join('\n'),
      [head, ...inner.slice(1), tail].join('\n'),
      [head, inner.join(' '), tail].join(' '), // one line
      [head, ...inner.map((line) => `> ${line}`), tail].join('\n'), // quoted
      [head, ...inner.map((line) => line.replace(/.$/, '!')), tail].join('\n'),
      [head.replace('PRIVATE', 'PUBLIC'), ...inner, tail].join('\n'),
      [head.replace('PRIVATE KEY', inner[0] ?? ''), ...inner, tail].join('\n'), // the key as its own label
      [head, `Comment: ${inner.join('')}`, '', tail].join('\n'),
      `${pem}\n${pem}`,
      Buffer.from(inner.join(''), 'base64').toString('latin1'),
      Buffer.from(inner.join(''), 'base64').toString('hex'),
      JSON.stringify({ key: pem }),
    ];
  });
  const pieces = pems.flatMap((pem) =>
    Array.from({ length: pem.length - 22 }, (_, at) => pem.slice(at, at + 22)).filter(
      (piece) => /^[A-Za-z0-9+/]+$/.test(piece), // 16 octets
    ),
  );
  expect(pieces.length).toBeGreaterThan(1000);
  for (const [number, content] of broken.entries()) {
    write('broken.pem', content);
    const { keys, faults } = readKeyFiles([need('broken.pem')], {
      user: null,
      testEach: true,
      requireSafe: false,
      files,
    });
    const said = faults.map(({ message }) => message).join();
    expect([number, keys.size, faults.length]).toEqual([number, 0, 1]);
    expect(pieces.filter((piece) => said.includes(piece))).toEqual([]);
  }
});
