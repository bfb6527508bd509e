/**
 * The sizes that a stranger may choose: each under a second of CPU time, and four times as much in about four times the
 * time (S-245). The least of three attempts counts, since a daemon is warm and a test is not.
 */
import { expect, test } from 'vitest';
import {
  canonicalizeMessage,
  claimsAuthservId,
  createLineEndNormalizer,
  DkimError,
  formatAuthenticationResults,
  fromFault,
  isSameOrSubdomain,
  keyRecordText,
  loadSigningKey,
  lookUpAdsp,
  messageIdOf,
  parseAddressList,
  parseAuthenticationResults,
  parseDomain,
  parseKeyRecord,
  parseSelector,
  readHeader,
  sign,
  type CanonicalForm,
  type MessageSource,
} from '../../src/index.js';
import { parseDomainkeysPolicy } from '../../src/policy/domainkeys-policy.js';
import { parseTagList } from '../../src/tags/tag-list.js';
import {
  bytesOf,
  countingResolver,
  dkimRequest,
  domainkeysRequest,
  MAIL,
  NOW,
  RECORDS,
  RSA,
  signed,
  verified,
} from '../mail.js';
import { costOfMegabyte, isLongRun, leastCpuMs, timeout } from './hostile-input.js';
import { utf8 } from '../utf8.js';

const SECOND = 1000;
const MEGABYTE = 1_000_000;
const ENOUGH = 700; // no further attempt below it
const ALL = Array.from({ length: 256 }, (_, octet) => String.fromCharCode(octet));
/** One of each kind that a parser may tell apart. */
const SOME = Array.from('\0\r (,;=@"a');
/** What makes a careless pattern or loop go back and forth. */
const PAIRS = ['\r\n ', 'a=;', '(\\', 'a@b,'];
const OCTETS = isLongRun ? ALL : SOME;
const UNITS = [...OCTETS, ...PAIRS];

async function drain(message: MessageSource, form: CanonicalForm): Promise<number> {
  let size = 0;
  for await (const bytes of canonicalizeMessage(message, form)) size += bytes.length;
  return size;
}

function load(text: string): void {
  try {
    loadSigningKey(text);
  } catch (err) {
    if (!(err instanceof DkimError)) throw err;
  }
}

const HALF = MEGABYTE / 2;
const WORK: Readonly<Record<string, (text: string) => unknown>> = {
  readHeader(text) {
    const header = readHeader(bytesOf(text));
    return [fromFault(header), messageIdOf(header)];
  },
  messageIdOf: (text) => messageIdOf(readHeader(bytesOf(`Message-ID: ${text}`))),
  parseAddressList,
  'parseAddressList behind an address': (text) => parseAddressList(`a@b.example <${text}`),
  parseAuthenticationResults,
  'parseAuthenticationResults in a value': (text) => parseAuthenticationResults(`a; b=c d.e=${text}`),
  'parseAuthenticationResults, tolerant': (text) => parseAuthenticationResults(`a; b=c ${text}`, { tolerant: true }),
  claimsAuthservId: (text) => claimsAuthservId(text, 'mx.example.org'),
  'parseDomain, parseSelector, isSameOrSubdomain': (text) => [
    parseDomain(text),
    parseSelector(text),
    isSameOrSubdomain(text, text),
  ],
  parseTagList: (text) => [parseTagList(text), parseTagList(`a=${text}`)],
  'parseKeyRecord, parseDomainkeysPolicy': (text) => [parseKeyRecord(text), parseDomainkeysPolicy(text)],
  lookUpAdsp: (text) => lookUpAdsp('a.example', async () => ({ status: 'found', records: [`dkim=${text}`] })),
  loadSigningKey: load,
  'loadSigningKey between its lines': (text) =>
    load(`-----BEGIN PRIVATE KEY-----\n${text}\n-----END PRIVATE KEY-----\n`),
  createLineEndNormalizer: (text) => createLineEndNormalizer().write(bytesOf(text)),
  'canonicalizeMessage, relaxed': (text) =>
    drain(bytesOf(`A: ${text.slice(0, HALF)}\r\n\r\n${text.slice(HALF)}`), { header: 'relaxed', body: 'relaxed' }),
  'canonicalizeMessage, simple': (text) =>
    drain(bytesOf(`A: ${text.slice(0, HALF)}\r\n\r\n${text.slice(HALF)}`), { header: 'simple', body: 'simple' }),
  'canonicalizeMessage, nofws': (text) =>
    drain(bytesOf(`A: ${text.slice(0, HALF)}\r\n\r\n${text.slice(HALF)}`), { domainkeys: 'nofws' }),
};

test.each(Object.keys(WORK))('S-245: 1 MB of any octet, and of pairs: %s', { timeout: timeout * 2 }, async (name) => {
  const slow: string[] = [];
  for (const unit of UNITS) {
    const cost = await costOfMegabyte(unit, (text) => WORK[name]?.(text));
    if (cost !== null) slow.push(cost);
  }
  expect(slow).toEqual([]);
});

const SIGNATURES = (await signed(MAIL, dkimRequest(), domainkeysRequest({ signedFields: ['from'] }))).slice(
  0,
  -MAIL.length,
);

test(
  'S-245: 1 MB of any octet, as a line of the header and as the body of a signed mail',
  { timeout: timeout * 2 },
  async () => {
    const slow: string[] = [];
    for (const octet of OCTETS) {
      const run = octet.repeat(MEGABYTE);
      const mail = bytesOf(`${SIGNATURES}X: ${run}\r\n${MAIL}${run}`);
      const took = await leastCpuMs(() => verified([mail]), ENOUGH);
      if (took > SECOND) slow.push(`${JSON.stringify(octet)} ${took} ms`);
    }
    expect(slow).toEqual([]);
  },
);

/** A DKIM-Signature that gets as far as its key, as short as it can be. */
function dkimField({ d = 'a.b', h = 'from', s = 's', more = '' } = {}): string {
  return `DKIM-Signature:v=1;a=rsa-sha256;b=YQ;bh=${'A'.repeat(43)};d=${d};h=${h};s=${s}${more}\r\n`;
}

function times(count: number, make: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => make(at)).join('');
}

const FROM = 'From: a@a.b\r\n';
const DOMAINKEY = 'DomainKey-Signature: b=YQ; c=nofws; d=a.b; s=s\r\n';
const LABELS = Array.from({ length: 7 }, (_, at) =>
  String.fromCodePoint(...Array.from({ length: 9 }, (__, next) => 0x4e00 + at * 9 + next)),
);
const LONG_AUTHORS = times(20, () => `a@${utf8(LABELS.join('.'))}.example, `);

test.each([
  { of: '10,000 signatures', mail: times(9990, () => dkimField()) + MAIL, count: 9990, asked: 1 },
  {
    of: '9,000 signatures of as many domains, under 20 authors with long names',
    mail: `${times(9000, (at) => dkimField({ d: `${at.toString(36)}.b` }))}From: ${LONG_AUTHORS}\r\n\r\n`,
    count: 9000,
    asked: 10,
  },
  { of: '10,000 DomainKey-Signatures', mail: times(9990, () => DOMAINKEY) + FROM, count: 9990, asked: 1 },
  {
    of: '20 signatures with a selector of 20,000 different characters',
    mail:
      times(16, () =>
        dkimField({ s: utf8(String.fromCodePoint(...Array.from({ length: 20_000 }, (_, at) => 0x4e00 + at))) }),
      ) + MAIL,
    count: 16,
    asked: 0,
  },
  {
    of: '15 signatures that name 30,000 fields each, of 9,900',
    mail:
      times(15, (at) => dkimField({ d: `${at % 5}.b`, h: `from${':x'.repeat(30_000)}` })) +
      'x:\r\n'.repeat(9900) +
      FROM,
    count: 15,
    asked: 5,
  },
  {
    of: '20 DomainKey-Signatures over 9,900 fields',
    mail: times(20, () => DOMAINKEY) + 'x:\r\n'.repeat(9900) + FROM,
    count: 20,
    asked: 1,
  },
])('S-101, S-241, S-245: $of', { timeout }, async ({ mail, count, asked }) => {
  const bytes = bytesOf(mail);
  const resolver = countingResolver();
  const { signatures, header } = await verified(bytes, { resolveTxt: resolver.resolveTxt });
  expect(header.tooLarge).toBe(false);
  expect(signatures).toHaveLength(count);
  expect(resolver.asked.length).toBe(asked);
  expect(await leastCpuMs(() => verified(bytes), ENOUGH)).toBeLessThan(SECOND);
  expect(
    await leastCpuMs(() => formatAuthenticationResults({ authservId: 'mx', verdicts: signatures }), ENOUGH),
  ).toBeLessThan(SECOND);
});

test(
  'S-244, S-245: 10,000 header fields are signed and verified, and 10,000 more of any kind make no difference',
  { timeout },
  async () => {
    const fields = times(9970, (at) => `X-${at}: ${at}\r\n`);
    const mail = await signed(
      fields + MAIL,
      dkimRequest({ signedFields: ['from', 'x-1', 'x-9969'] }),
      domainkeysRequest({ signedFields: 'all' }),
    );
    const { signatures } = await verified(mail);
    expect(signatures.map(({ result }) => result)).toEqual(['pass', 'pass']);
    for (const more of [
      '',
      ...['no field\r\n', 'X:\r\n', ':\r\n', 'From: a@b.example\r\n', 'x:\r\n y\r\n'].map((line) =>
        line.repeat(10_000),
      ),
    ]) {
      const bytes = bytesOf(mail.replace('Message-ID', `${more}Message-ID`));
      expect(await leastCpuMs(() => verified(bytes), ENOUGH)).toBeLessThan(SECOND);
      const options = { signatures: [dkimRequest(), domainkeysRequest()], now: () => NOW };
      expect(await leastCpuMs(() => sign(bytes, options))).toBeLessThan(SECOND);
    }
  },
);

/** Twenty that share no hash, of all canonicalizations. */
function twenty(h: string): string {
  return (
    times(7, (at) => dkimField({ d: `${at}.b`, h, more: `;c=relaxed/relaxed;l=${HALF + at}` })) +
    times(7, (at) => dkimField({ d: `${at}.b`, h, more: `;c=simple;l=${HALF + at}` })) +
    DOMAINKEY.repeat(6)
  );
}

test.each([
  ['X', 'x'],
  ['X', 'x\t '],
  ['X', 'x\r\n '],
  ['From', 'a@b,'],
  ['From', 'a@'],
  ['From', '"'],
])('S-244, S-245: 1 MB of header line, %s: %j, under 20 signatures that cover it', { timeout }, async (name, unit) => {
  const line = `${name}: ${unit.repeat(MEGABYTE / unit.length)}\r\n`;
  const bytes = bytesOf(`${twenty('from:x:sender')}${line}${name === 'From' ? '' : FROM}\r\n`);
  const took = await leastCpuMs(async () => {
    const { signatures, header } = await verified(bytes);
    expect([signatures.length, header.tooLarge]).toEqual([20, false]);
  }, ENOUGH);
  expect(took).toBeLessThan(SECOND);
});

test.each(['x\r\n', 'x  \r\n\r\n', '\r'])(
  'S-245: a body of 1 MB of %j, under 20 signatures that share no hash',
  { timeout },
  async (unit) => {
    const bytes = bytesOf(`${twenty('from')}${FROM}\r\n${unit.repeat(MEGABYTE / unit.length)}`);
    const took = await leastCpuMs(async () => expect((await verified(bytes)).signatures).toHaveLength(20), ENOUGH);
    expect(took).toBeLessThan(SECOND);
  },
);

test('S-242, S-245: a key record of 60 KB, of any octet, and many of them', { timeout }, async () => {
  const mail = await signed(MAIL, dkimRequest(), domainkeysRequest());
  const good = keyRecordText(RSA);
  const slow: string[] = [];
  for (const unit of UNITS) {
    const long = unit.repeat(60_000 / unit.length);
    const texts = [
      `${good}; n=${long}`,
      `v=DKIM1; p=${long}`,
      long,
      ...Array.from({ length: 50 }, () => `p=${long.slice(0, 16_000)}`),
    ];
    const records = { ...RECORDS, 'rsa._domainkey.example.org': { TXT: texts } };
    const took = await leastCpuMs(() => verified(mail, { records }));
    if (took > SECOND) slow.push(`${JSON.stringify(unit)} ${took} ms`);
  }
  expect(slow).toEqual([]);
});
