import { expect, test } from 'vitest';
import { canonicalizeMessage, loadSigningKey, sign } from '../../src/index.js';
import { bytesOf, outcomes, vector, verified } from '../mail.js';

const EXAMPLE = 'A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n';

test.each([
  { header: 'simple', body: 'simple', canonical: 'A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n' },
  { header: 'relaxed', body: 'simple', canonical: 'a:X\r\nb:Y Z\r\n\r\n C \r\nD \t E\r\n' },
  { header: 'relaxed', body: 'relaxed', canonical: 'a:X\r\nb:Y Z\r\n\r\n C\r\nD E\r\n' },
] as const)('S-065: RFC 6376, 3.4.5, in $header/$body', async ({ canonical, ...form }) => {
  const pieces: Uint8Array[] = [];
  for await (const bytes of canonicalizeMessage(bytesOf(EXAMPLE), form)) pieces.push(bytes);
  expect(Buffer.concat(pieces).toString('latin1')).toBe(canonical);
});

test('S-065: RFC 6376, A.2, with errata 3192 and 4926, passes with the key of A.3', async () => {
  const { mail, records } = vector('rfc6376-A.2');
  const { result, signatures } = await verified(mail, { records });
  expect(result).toBe('pass');
  expect(signatures).toMatchObject([
    {
      domain: 'example.com',
      selector: 'brisbane',
      identity: 'joe@football.example.com',
      algorithm: 'rsa-sha256',
      canonicalization: 'simple/simple',
      keyBits: 1024,
    },
  ]);
});

test('S-065: RFC 8463, A.3, both signatures pass', async () => {
  const { mail, records } = vector('rfc8463-A.3');
  expect(await outcomes(mail, { records })).toEqual(['pass', 'pass']);
});

test('S-064: in simple the folding of the signature counts, but for the value of b=', async () => {
  const { mail, records } = vector('rfc6376-A.2');
  const refolded = mail.replace('b=AuUoFEfDxTDk', 'b=\r\n\t AuUo FEfDxTDk').replace('cubU4=;', 'cubU4= \r\n ;');
  expect(await outcomes(refolded, { records })).toEqual(['pass']);
  expect(await outcomes(mail.replace('; d=example.com', ';  d=example.com'), { records })).toEqual([
    'fail signature-mismatch',
  ]);
});

test.each([
  { of: 'the Subject changed', from: 'Subject: Is', to: 'Subject: Was', outcome: 'fail signature-mismatch' },
  { of: 'the body changed', from: 'We lost', to: 'We won', outcome: 'fail body-hash-mismatch' },
  { of: 'empty lines added at the end', from: 'Joe.\r\n', to: 'Joe.\r\n\r\n\r\n', outcome: 'pass' },
  { of: 'the last line end gone', from: 'Joe.\r\n', to: 'Joe.', outcome: 'pass' },
  { of: 'the name of a field in capitals', from: 'Subject:', to: 'SUBJECT:', outcome: 'fail signature-mismatch' },
  { of: 'a field added that nobody signed', from: 'To: Suzie', to: 'X-A: b\r\nTo: Suzie', outcome: 'pass' },
])('S-015, S-020, S-022, S-070: RFC 6376, A.2, with $of: $outcome', async ({ from, to, outcome }) => {
  const { mail, records } = vector('rfc6376-A.2');
  expect(mail).toContain(from);
  expect(await outcomes(mail.replace(from, to), { records })).toEqual([outcome]);
});

test('S-096: the body hash of ours with the key of RFC 8463, A.1, is that of A.3, and the signature passes', async () => {
  const { mail, records } = vector('rfc8463-A.3');
  const unsigned = mail.slice(mail.indexOf('From: Joe'));
  const key = loadSigningKey('nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=');
  const { fields } = await sign(bytesOf(unsigned), {
    signatures: [{ type: 'dkim', domain: 'football.example.com', selector: 'brisbane', key }],
    now: () => 1_528_637_909,
  });
  const text = Buffer.from(fields).toString('latin1');
  expect(text.replaceAll(/\s+/g, '')).toContain('bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;');
  expect(await outcomes(text + unsigned, { records })).toEqual(['pass']);
});
