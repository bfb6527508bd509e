/** verify() and whatever a stranger may send it, mail and DNS alike: documented verdicts, the same in any chunks, and no false pass. */
/* oxlint-disable vitest/no-conditional-expect -- what must hold hangs on whether the text could be read; a tally sees to both */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatAuthenticationResults,
  keyRecordText,
  memoryResolver,
  parseAuthenticationResults,
  type MemoryRecords,
  type VerifyOptions,
} from '../../src/index.js';
import {
  BODY,
  bytesOf,
  dkimRequest,
  domainkeysRequest,
  ED25519,
  HEADER,
  MAIL,
  NOW,
  RECORDS,
  RSA,
  signed,
  vector,
  verified,
} from '../mail.js';
import { CODES } from '../documented-codes.js';
import { cutAt, damaged, glued, hostile, MARKS, ONE_LINE, runs, tally, timeout } from './hostile-input.js';
import { utf8 } from '../utf8.js';

const ED_REQUEST = dkimRequest({ selector: 'ed', key: ED25519 });
const SIGNED = [
  await signed(
    MAIL,
    dkimRequest({ expiresAfter: 1000, bodyLength: 'whole', copiedFields: ['subject'] }),
    domainkeysRequest(),
  ),
  await signed(
    MAIL,
    { ...ED_REQUEST, canonicalization: 'simple/simple' },
    dkimRequest({ identity: 'joe@example.org' }),
  ),
  await signed(MAIL, domainkeysRequest({ canonicalization: 'simple', signedFields: 'all' }), ED_REQUEST),
  vector('rfc6376-A.2').mail,
];
const PIECES = [
  'DKIM-Signature: ',
  'DomainKey-Signature: ',
  'From: ',
  'Sender: a@example.org\r\n',
  'v=1; ',
  ...['a=rsa-sha1', 'b=', 'bh=', 'c=simple', 'd=', 'h=', 'i=', 'l=1', 'q=', 's=', 't=', 'x=1', 'z='].map(
    (tag) => `; ${tag}`,
  ),
  utf8('d=b\u00fccher.example; '),
  '\r\n\r\n',
];
const NAMES = ['rsa._domainkey.example.org', 'ed._domainkey.example.org', 'brisbane._domainkey.example.com'];
const ALL_RECORDS = { ...RECORDS, ...vector('rfc6376-A.2').records };
const records: fc.Arbitrary<MemoryRecords> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(ALL_RECORDS) },
  fc
    .tuple(
      fc.constantFrom(...NAMES),
      fc.array(
        hostile([keyRecordText(RSA), keyRecordText(ED25519), 'v=DKIM1; t=s:y; h=sha256; s=email; p=', 'g=j*e; p=YQ'], {
          pieces: ['v=DKIM1;', 'p=', 'h=sha1;', 's=x;', 'k=ed25519;', 't=s;', 'g=x;'],
        }),
        { minLength: 1, maxLength: 4 },
      ),
    )
    .map(([name, TXT]): MemoryRecords => Object.assign({}, ALL_RECORDS, { [name]: { TXT } })),
);
const options: fc.Arbitrary<Partial<VerifyOptions>> = fc.record(
  {
    now: fc.constantFrom(
      () => NOW,
      () => 0,
      () => NOW + 5000,
    ),
    maxSignatures: fc.constantFrom(1, 20),
    maxDnsDomains: fc.constantFrom(1, 10),
    acceptUnsignedBody: fc.boolean(),
    acceptUnsignedFrom: fc.boolean(),
    requiredFields: fc.constantFrom([], ['subject']),
    refusedDomains: fc.constantFrom([], ['example.org']),
    futureSignatures: fc.constantFrom('warn', 'refuse'),
    rsaSha1: fc.constantFrom('refuse', 'policy'),
    maxHeaderSize: fc.constantFrom(300, 1_048_576),
    maxHeaderFields: fc.constantFrom(3, 10_000),
  },
  { requiredKeys: [] },
);
/** A signature field of damaged tags on top of mail, and whole mails, damaged. */
const mails = fc.oneof(
  { weight: 3, arbitrary: hostile(SIGNED, { pieces: PIECES, most: 2 }) },
  glued(PIECES).map((value) => `DKIM-Signature: ${value}\r\n${SIGNED[0] ?? ''}`),
  damaged([SIGNED[1]?.slice(0, -MAIL.length) ?? ''], [...MARKS, ...PIECES]).map((fields) => fields + MAIL),
);

test(
  'any mail, with any keys, under any rules, gets documented verdicts in one line each',
  { timeout: timeout * 2 },
  async () => {
    const seen = tally();
    const property = fc.asyncProperty(mails, records, options, async (mail, known, rules) => {
      const { result, signatures, header } = await verified(mail, { records: known, ...rules });
      expect(signatures).toHaveLength(
        header.fields.filter(({ key }) => key === 'dkim-signature' || key === 'domainkey-signature').length,
      );
      for (const verdict of signatures) {
        const codes = CODES[verdict.result];
        if (!codes.includes(verdict.code)) throw new Error(`${verdict.result} ${verdict.code}: ${verdict.reason}`);
        if (verdict.code !== null) expect(verdict.reason).toMatch(ONE_LINE);
        seen.add(`${verdict.type} ${verdict.code ?? 'pass'}`);
      }
      const dkim = signatures.filter(({ type }) => type === 'dkim');
      expect(result === 'none').toBe(dkim.length === 0);
      expect(result === 'pass').toBe(dkim.some((verdict) => verdict.result === 'pass'));
      const text = Buffer.from(
        formatAuthenticationResults({ authservId: 'mx.example', verdicts: signatures }),
      ).toString('utf8');
      const written = text.split(/\r\n(?![ \t])/).slice(0, -1);
      const methods = written.flatMap((field) => {
        const parsed = parseAuthenticationResults(field.slice(field.indexOf(':') + 1));
        return parsed.ok ? parsed.value.results.map(({ method, result: word }) => `${method}=${word}`) : ['unreadable'];
      });
      const meant = signatures.map(({ type, result: word }) => `${type}=${word}`);
      expect(methods).toEqual(dkim.length === 0 ? ['dkim=none', ...meant] : meant);
    });
    await fc.assert(property, runs(1000));
    expect(seen.seen()).toEqual(
      expect.arrayContaining([
        'dkim pass',
        'dkim body-hash-mismatch',
        'dkim signature-mismatch',
        'dkim signature-expired',
        'dkim key-syntax',
        'dkim header-too-large',
        'dkim signature-limit',
        'dkim domain-refused',
        'dkim tag-value',
        'domainkeys pass',
        'domainkeys signature-mismatch',
        'domainkeys tag-syntax',
      ]),
    );
  },
);

test('S-025: the verdicts of a damaged mail are the same in any chunks', { timeout }, async () => {
  const places = fc.array(fc.nat(1500), { maxLength: 8 });
  const property = fc.asyncProperty(mails, records, places, async (mail, known, cuts) => {
    const { signatures } = await verified(mail, { records: known });
    expect((await verified(cutAt(bytesOf(mail), cuts), { records: known })).signatures).toEqual(signatures);
  });
  await fc.assert(property, runs(200));
});

/** What section 3.4.4 makes of a body, and section 3.4.2 of a field's value. */
function relaxedBody(body: string): string {
  return body
    .split('\r\n')
    .map((line) => line.replaceAll(/[ \t]+/g, ' ').replace(/ $/, ''))
    .join('\r\n')
    .replace(/(?:\r\n)+$/, '');
}

/** From, Subject and To of a header, canonical and in order. */
function relaxedFields(header: string): string {
  return header
    .split(/\r\n(?![ \t])/)
    .filter((line) => /^(?:from|subject|to)[ \t]*:/i.test(line))
    .map((line) => {
      const colon = line.indexOf(':');
      const value = line
        .slice(colon + 1)
        .replaceAll(/\r\n(?=[ \t])/g, '')
        .replaceAll(/[ \t]+/g, ' ');
      return `${line.slice(0, colon).trimEnd().toLowerCase()}:${value.replaceAll(/^ | $/g, '')}`;
    })
    .toSorted((one, other) => (one < other ? -1 : 1))
    .join('\n');
}

test('a signature passes exactly where what it covers is, canonically, what was signed', { timeout }, async () => {
  const names = ['From', 'Subject', 'To'];
  const request = dkimRequest({ ...ED_REQUEST, signedFields: names, oversignedFields: names });
  const field = (await signed(MAIL, request)).slice(0, -MAIL.length);
  const seen = tally();
  const accidents = ['\r\n', ' ', '\t', ' \r\n', '\r\n ', '\r', '\n', 'Subject: x\r\n', 'X: y\r\n'];
  const header = HEADER.join('\r\n');
  const property = fc.asyncProperty(
    damaged([header], accidents, 2),
    damaged([BODY], accidents, 2),
    async (fields, body) => {
      if (/\r\n\r\n|^\r\n|\r\n$|^[ \t]|\r$/.test(fields)) return; // the header would end elsewhere, or belong to the signature
      const isSame = relaxedFields(fields) === relaxedFields(header) && relaxedBody(body) === relaxedBody(BODY);
      const { result } = await verified(`${field}${fields}\r\n\r\n${body}`);
      expect(result).toBe(isSame ? 'pass' : 'fail');
      seen.add(`${result}${fields === header && body === BODY ? '' : ', touched'}`);
    },
  );
  await fc.assert(property, runs(400));
  for (const outcome of ['pass, touched', 'fail, touched']) expect(seen.of(outcome)).toBeGreaterThan(10);
});

test('S-091: nor does a resolver that fails, lies or throws change that', { timeout }, async () => {
  const resolve = memoryResolver(ALL_RECORDS);
  const answers = fc.constantFrom('right', 'timeout', 'server-failure', 'throws', 'rejects', 'invalid-name', 'none');
  const seen = tally();
  const property = fc.asyncProperty(
    fc.constantFrom(...SIGNED),
    fc.array(answers, { minLength: 4, maxLength: 4 }),
    async (mail, kinds) => {
      let asked = 0;
      const { signatures } = await verified(mail, {
        resolveTxt(name) {
          const kind = kinds[asked % kinds.length] ?? 'right';
          asked += 1;
          if (kind === 'throws') throw new Error('no DNS\r\nat all');
          if (kind === 'rejects') return Promise.reject(new Error('no DNS'));
          if (kind === 'none') return Promise.resolve({ status: 'found', records: [] });
          if (kind === 'right') return resolve(name);
          return Promise.resolve({ status: kind });
        },
      });
      for (const { result, code, reason } of signatures) {
        expect(CODES[result]).toContain(code);
        if (code !== null) expect(reason).toMatch(ONE_LINE);
        seen.add(code ?? 'pass');
      }
    },
  );
  await fc.assert(property, runs(100));
  expect(seen.seen()).toEqual(expect.arrayContaining(['pass', 'dns-timeout', 'dns-server-failure', 'key-not-found']));
});
