import { expect, test } from 'vitest';
import { parseKeyRecord } from './key-record.js';

function read(text: string, mode?: 'dkim' | 'domainkeys') {
  const parsed = parseKeyRecord(text, mode);
  if (!parsed.ok) throw new Error(`${parsed.code}: ${parsed.reason}`);
  return parsed.value;
}

function faultOf(text: string): string {
  const parsed = parseKeyRecord(text);
  return parsed.ok ? 'none' : parsed.code;
}

test('RFC 6376, section 3.6.1: what absent tags mean', () => {
  expect(read('p=AAAA')).toEqual({
    keyType: 'rsa',
    publicKey: Buffer.alloc(3),
    hashes: null,
    services: ['*'],
    flags: [],
    granularity: null,
  });
});

test('S-035, S-081, S-082, S-083: lists', () => {
  const record = read('v=DKIM1; k=rsa; h=sha1 : SHA256; s= email :tlsrpt; t= s : y; n=hi; p= AA\r\n AA ;');
  expect(record).toMatchObject({ hashes: ['sha1', 'sha256'], services: ['email', 'tlsrpt'], flags: ['s', 'y'] });
});

test('S-033: empty elements are skipped, so empty lists allow nothing and set nothing', () => {
  expect(read('h=; s=:; t= ; p=AAAA')).toMatchObject({ hashes: [], services: [], flags: [] });
});

test.each(['v=DKIM1; p=', 'v=DKIM1; p= ;', 'p=\r\n '])('S-076: %j is revoked', (text) => {
  expect(read(text).publicKey).toBe(null);
});

test.each([
  ['S-075', 'k=rsa; v=DKIM1; p=AAAA', 'key-version'],
  ['S-075', 'v=DKIM2; p=AAAA', 'key-version'],
  ['S-075', 'v=DKIM1.0; p=AAAA', 'key-version'],
  ['S-075', 'v=dkim1; p=AAAA', 'key-version'],
  ['S-075', 'v=; p=AAAA', 'key-version'],
  ['S-035, S-075', ' v=DKIM1; p=AAAA', 'none'],
  ['S-035, S-075', 'v = DKIM1 ; p=AAAA', 'none'],
  ['S-030', 'V=DKIM9; p=AAAA', 'none'], // an unknown tag
  ['S-076', 'v=DKIM1', 'key-syntax'],
  ['S-098', 'v=DKIM2', 'key-syntax'], // syntax before version, version before type
  ['S-098', 'v=DKIM2; p=!', 'key-syntax'],
  ['S-098', 'v=DKIM2; k=dsa; p=AAAA', 'key-version'],
  ['S-038', 'v=DKIM1; p="AAAA" "AAAA"', 'key-syntax'],
  ['S-075', 'v=DKIM1\\; p=AAAA', 'key-version'],
  ['S-038', 'v=DKIM1; p=AAAA\\', 'key-syntax'],
  ['S-038', 'v=DKIM1; p=AA-_', 'key-syntax'],
  ['S-038', 'v=DKIM1; p=AAA', 'none'], // no padding
  ['S-078', 'k=dsa; p=AAAA', 'key-type-unknown'],
  ['S-078', 'k=; p=AAAA', 'key-type-unknown'],
  ['S-078', 'k=ed25519-sha256; p=AAAA', 'key-type-unknown'],
  ['S-078', 'k=__proto__; p=AAAA', 'key-type-unknown'],
  ['S-031, S-078', 'k=RSA; p=AAAA', 'none'],
  ['S-031, S-078', 'k=Ed25519; p=AAAA', 'none'],
  ['S-029', 'p=; p=AAAA', 'key-syntax'],
  ['S-086', 'v=spf1 -all', 'key-syntax'],
  ['S-086', '', 'key-syntax'],
  ['S-028, S-086', 'v=DKIM1; p=AAAA; foo', 'key-syntax'],
  ['S-028, S-086', 'v=DKIM1; p=AAAA; x-foo=1', 'key-syntax'], // "-" is in no tag name
  ['S-032, S-086', 'v=DKIM1; p=AAAA; foo=1', 'none'],
  ['S-086', 'v=DKIM1; n=\u00ff; foo=\u00fc; p=AAAA', 'none'],
  ['S-086', 'v=DKIM1; p=AA\u00ff', 'key-syntax'],
  ['S-086', 'v=DKIM1; t=\u00ff; p=AAAA', 'key-syntax'],
  ['S-086', 'v=DKIM1; n=\u001b[31m; p=AAAA', 'key-syntax'],
  ['S-085', 'v=DKIM1; g=other*; p=AAAA', 'none'],
])('%s: %j gives %s', (_, text, code) => {
  expect(faultOf(text)).toBe(code);
});

test('S-086, S-243: a reason shows the text, escaped and cut', () => {
  const parsed = parseKeyRecord(
    'v=spf1 include:_spf.example.com \u001b[2J ~all and much more that nobody wants to see',
  );
  expect(parsed.ok ? '' : parsed.reason).toContain(
    '"v=spf1 include:_spf.example.com \\x1b[2J ~all and much more that...',
  );
});

test('S-242: a record of more than 16 KB is refused unread', () => {
  expect(faultOf(`p=AAAA; n=${'x'.repeat(16_384 - 10)}`)).toBe('none');
  expect(faultOf(`p=AAAA; n=${'x'.repeat(16_384 - 9)}`)).toBe('key-syntax');
});

test('S-085, S-138: g= speaks in DomainKeys only, and empty it allows all', () => {
  expect(read('g=joe; p=AAAA').granularity).toBe(null);
  expect(read('g=joe; p=AAAA', 'domainkeys').granularity).toBe('joe');
  expect(read('g=; p=AAAA', 'domainkeys').granularity).toBe(null);
  expect(read('v=DKIM1; p=AAAA', 'domainkeys').granularity).toBe(null); // S-137: v= tolerated
});
