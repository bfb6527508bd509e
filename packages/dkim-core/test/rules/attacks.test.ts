/** Hostile messages, fields and records: RFC 6376, sections 8.4, 8.8 and 8.9. What they may cost, and what of them is shown. */
import { domainToASCII } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  canonicalizeMessage,
  claimsAuthservId,
  DkimError,
  formatAuthenticationResults,
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
  type CanonicalForm,
  type MemoryRecords,
} from '../../src/index.js';
import { parseDomainkeysPolicy } from '../../src/policy/domainkeys-policy.js';
import { leastCpuMs } from '../fuzz/hostile-input.js';
import {
  bytesOf,
  countingResolver,
  dkimRequest,
  domainkeysRequest,
  HEADER,
  MAIL,
  outcomes,
  RECORDS,
  RSA,
  signed,
  verified,
} from '../mail.js';
import { utf8 } from '../utf8.js';

const KEY_NAME = 'rsa._domainkey.example.org';

/** The DKIM-Signature of a signed MAIL. */
async function fieldOf(more: Parameters<typeof dkimRequest>[0] = {}): Promise<string> {
  return (await signed(MAIL, dkimRequest(more))).slice(0, -MAIL.length);
}

test('S-241: of 20 domains ten are asked, those of the author first', async () => {
  const template = await fieldOf();
  const foreign = Array.from({ length: 19 }, (_, at) => template.replace('d=example.org', `d=d${at}.example`));
  const { resolveTxt, asked } = countingResolver();
  const result = await outcomes(foreign.join('') + template + MAIL, { resolveTxt });
  expect(asked).toHaveLength(10);
  expect(asked).toContain(KEY_NAME);
  expect(result).toEqual([
    ...Array.from({ length: 9 }, () => 'permerror key-not-found'),
    ...Array.from({ length: 10 }, () => 'policy signature-limit'),
    'pass',
  ]);
});

test('S-241: one domain may have many signatures and selectors, and other numbers may be set', async () => {
  const template = await fieldOf();
  const selectors = Array.from({ length: 15 }, (_, at) => template.replace('s=rsa', `s=s${at}`));
  const { resolveTxt, asked } = countingResolver();
  await verified(selectors.join('') + MAIL, { resolveTxt });
  expect(asked).toHaveLength(15);
  const domains = [0, 1, 2].map((at) => template.replace('d=example.org', `d=d${at}.example`));
  expect(await outcomes(domains.join('') + MAIL, { maxDnsDomains: 2 })).toEqual([
    'permerror key-not-found',
    'permerror key-not-found',
    'policy signature-limit',
  ]);
});

test('S-242: a signature of a megabyte is refused unread, in DKIM and DomainKeys, and harms no other', async () => {
  const old = (await signed(MAIL, domainkeysRequest())).slice(0, -MAIL.length);
  const good = await fieldOf();
  for (const size of [66_000, 900_000]) {
    const junk = ` x=${'y'.repeat(size)};`;
    const { resolveTxt, asked } = countingResolver();
    const mail = good.replace(' v=1;', `${junk} v=1;`) + MAIL;
    expect(await outcomes(mail, { resolveTxt })).toEqual(['permerror tag-syntax']);
    expect(await outcomes(old.replace(' a=', `${junk} a=`) + MAIL, { resolveTxt })).toEqual(['permerror tag-syntax']);
    expect(asked).toEqual([]);
    expect(await outcomes(good.replace(' v=1;', `${junk} v=1;`) + good + MAIL)).toEqual([
      'permerror tag-syntax',
      'pass',
    ]);
  }
});

test('S-242: a signature of 64,000 octets is read', async () => {
  const names = Array.from({ length: 2700 }, (_, at) => `x-a-name-of-field-${at}`);
  const mail = await signed(MAIL, dkimRequest({ oversignedFields: names }));
  const size = mail.length - MAIL.length;
  expect(size).toBeGreaterThan(60_000);
  expect(size).toBeLessThan(65_536);
  expect(await outcomes(mail)).toEqual(['pass']);
});

const GOOD = keyRecordText(RSA);

test.each([
  { of: 'of 60 KB', record: `${GOOD}; n=${'x'.repeat(60_000)}`, outcome: 'permerror key-syntax' },
  { of: 'of 60 KB of p=', record: `v=DKIM1; p=${'A'.repeat(60_000)}`, outcome: 'permerror key-syntax' },
  { of: 'of 16,000 octets', record: `${GOOD}; n=${'x'.repeat(15_500)}`, outcome: 'pass' },
  { of: 'with 15,000 tags', record: `v=DKIM1;${'a=;'.repeat(5000)} p=`, outcome: 'permerror key-syntax' },
  {
    of: 'whose DER says 4 GB',
    record: `p=${Buffer.from('3084ffffffff0201', 'hex').toString('base64')}`,
    outcome: 'permerror key-syntax',
  },
  {
    of: 'whose length is longer than any number',
    record: `p=${Buffer.from(`30ff${'ff'.repeat(127)}`, 'hex').toString('base64')}`,
    outcome: 'permerror key-syntax',
  },
  {
    of: 'of no fixed length',
    record: `p=${Buffer.from('3080020101020103', 'hex').toString('base64')}0000`,
    outcome: 'permerror key-syntax',
  },
  {
    of: 'nested a thousand times',
    record: `p=${Buffer.from('3080'.repeat(1000), 'hex').toString('base64')}`,
    outcome: 'permerror key-syntax',
  },
  { of: 'of nothing', record: '', outcome: 'permerror key-syntax' },
])('S-242: a key record $of: $outcome', async ({ record, outcome }) => {
  const records: MemoryRecords = { ...RECORDS, [KEY_NAME]: { TXT: [record] } };
  const mail = (await fieldOf()) + (await fieldOf({ domain: 'other.example' })) + MAIL;
  expect(await outcomes(mail, { records })).toEqual([outcome, 'pass']);
});

/** Controls, C1 controls and what reorders or breaks a line. */
const UNSEEN = /[\0-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
const EVIL = ['\x1b[31m', '\x1b]0;x\x07', '\r\n', '\0', '\x7f', '\u0085', '\u009b1m', '\u202e', '\u2028', '\u2066'];

test('S-243: no reason of a verdict shows a control, whichever tag it quotes', async () => {
  const good = await fieldOf({ identity: 'joe@example.org', expiresAfter: 1000, bodyLength: 'whole' });
  const tags = ['v', 'a', 'c', 'd', 's', 't', 'x', 'i', 'l', 'h', 'bh', 'b', 'q', '\x1b', 'z'];
  const old = (await signed(MAIL, domainkeysRequest())).slice(0, -MAIL.length);
  let quoted = 0;
  for (const tag of tags) {
    for (const evil of EVIL) {
      const text = Buffer.from(evil).toString('latin1');
      for (const field of [good, old]) {
        const start = field.indexOf(':') + 1;
        const others = field.slice(start).replace(new RegExp(`(^|;)\\s*${tag}=[^;]*(?:;|$)`), '$1');
        const mail = `${field.slice(0, start)} ${tag}=a${text}b@example.org;${others.trimEnd()}\r\n${MAIL}`;
        for (const { reason } of (await verified(mail)).signatures) {
          if (reason === null) continue;
          expect(reason).not.toMatch(UNSEEN);
          if (reason.includes('\\')) quoted += 1;
        }
      }
    }
  }
  expect(quoted).toBeGreaterThan(50); // the texts did come up, escaped
});

test.each(['v', 'k', 'p', 'h', 's', 't', 'g', '\x1b'])(
  'S-243: nor does it where a key record is odd in %j',
  async (tag) => {
    for (const evil of EVIL) {
      const text = Buffer.from(evil).toString('latin1');
      const records = { [KEY_NAME]: { TXT: [`${tag}=a${text}b; ${GOOD.replace(`${tag}=`, 'x=')}`] } };
      const mail = await signed(MAIL, dkimRequest(), domainkeysRequest());
      for (const { reason } of (await verified(mail, { records })).signatures) expect(reason ?? '').not.toMatch(UNSEEN);
    }
  },
);

test('S-243: nor does it where the message is of any octets', async () => {
  const part = fc.constantFrom(
    ...EVIL.map((text) => Buffer.from(text).toString('latin1')),
    ';',
    'd=',
    'i=@',
    's=',
    'h=',
    'a=rsa-sha256',
    'v=1',
    'l=',
    'b=YQ',
    'bh=YQ',
    'x',
  );
  const value = fc.array(part, { maxLength: 20 }).map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(value, fc.constantFrom('DKIM-Signature', 'DomainKey-Signature'), async (text, name) => {
      for (const { reason } of (await verified(`${name}: ${text}\r\n${MAIL}`)).signatures) {
        expect(reason).not.toMatch(UNSEEN);
        expect(reason?.length).toBeLessThan(400);
      }
    }),
  );
});

function wide(size: number): string {
  return `${HEADER.join('\r\n')}\r\nX-Wide: ${'x'.repeat(size)}\r\n\r\nHi.\r\n`;
}

test('S-244: a header of 1,000,000 octets is signed and verified, one of 1,100,000 is not', async () => {
  const request = dkimRequest({ signedFields: ['from', 'x-wide'] });
  const mail = await signed(wide(1_000_000), request);
  expect(await outcomes(mail)).toEqual(['pass']);
  expect(await outcomes(mail.replace('X-Wide: x', 'X-Wide: y'))).toEqual(['fail signature-mismatch']);
  await expect(signed(wide(1_100_000), request)).rejects.toThrow('too large');
  expect(await outcomes(mail.replace('X-Wide: ', `X-Wide: ${'x'.repeat(100_000)}`))).toEqual([
    'policy header-too-large',
  ]);
});

/** Each octet, and pairs that make a careless pattern or a recursion go back and forth. */
const UNITS = Array.from({ length: 256 }, (_, octet) => String.fromCharCode(octet)).concat([
  ' \t',
  '=;',
  '(\\',
  '()',
  '""',
  '"\\',
  '\r\n ',
  '\r\n',
  '\r',
  'a=',
  'a;',
  '<>',
  '@,',
  '.a',
  'a.',
  ': ',
  '==',
  '=3',
  '/=',
  '-----BEGIN ',
  '\r\n\r\n',
]);

const PARSERS: Readonly<Record<string, (text: string) => unknown>> = {
  readHeader: (text) => readHeader(bytesOf(text)),
  'readHeader behind a name': (text) => readHeader(bytesOf(`A: ${text}`)),
  messageIdOf: (text) => messageIdOf(readHeader(bytesOf(`Message-ID: ${text}\r\n\r\n`))),
  parseAddressList,
  parseAuthenticationResults,
  'parseAuthenticationResults, tolerant': (text) => parseAuthenticationResults(`a; b=c ${text}`, { tolerant: true }),
  claimsAuthservId: (text) => claimsAuthservId(text, 'mx.example.org'),
  parseDomain,
  parseSelector,
  isSameOrSubdomain: (text) => isSameOrSubdomain(text, text),
  parseKeyRecord,
  'parseKeyRecord, as much as it reads': (text) => parseKeyRecord(text.slice(0, 16_384), 'domainkeys'),
  parseDomainkeysPolicy,
  loadSigningKey: (text) => {
    try {
      return loadSigningKey(text);
    } catch (err) {
      if (err instanceof DkimError) return null;
      throw err;
    }
  },
};

test.each(Object.keys(PARSERS))(
  'S-245: %s is linear in 100 kB of any octet, and of pairs',
  async (name) => {
    const slow: string[] = [];
    for (const unit of UNITS) {
      const text = unit.repeat(Math.ceil(100_000 / unit.length));
      if ((await leastCpuMs(() => PARSERS[name]?.(text))) > 2000) slow.push(unit);
    }
    expect(slow).toEqual([]);
  },
  120_000,
);

const FORMS: readonly CanonicalForm[] = [
  { header: 'simple', body: 'simple' },
  { header: 'relaxed', body: 'relaxed' },
  { domainkeys: 'simple' },
  { domainkeys: 'nofws' },
];

test('S-245: ADSP records, signature fields and bodies are read in linear time, too', async () => {
  const slow: string[] = [];
  for (const unit of UNITS) {
    const text = unit.repeat(Math.ceil(60_000 / unit.length));
    const took = await leastCpuMs(async () => {
      await lookUpAdsp('example.org', async () => ({ status: 'found', records: [`dkim=${text}`] }));
      for (const tag of ['b', 'h', 'i', 'z']) {
        await verified(`DKIM-Signature: ${tag}=${text};v=1\r\nDomainKey-Signature: ${tag}=${text}\r\n${MAIL}`);
      }
      for (const form of FORMS) {
        const mail = bytesOf(`A: ${text}\r\n\r\n${text}`);
        let octets = 0;
        for await (const bytes of canonicalizeMessage(mail, form)) octets += bytes.length;
        expect(octets).toBeLessThanOrEqual(mail.length + 4);
      }
    }, 2000);
    if (took > 5000) slow.push(unit);
  }
  expect(slow).toEqual([]);
}, 120_000);

/** U-labels whose characters, taken for octets, are UTF-8 of another name, which IDNA maps to an ASCII one. */
test.each([
  { utf8: 'paypal\u00c2\u00ad.com', ascii: 'xn--paypal-1ta.com', spoofed: 'paypal.com' },
  { utf8: 'g\u00c2\u00ba\u00c2\u00bagle.com', ascii: 'xn--google-wtab.com', spoofed: 'google.com' },
])('S-121, S-153, S-154: $utf8 is written as the name that signed, $ascii, never as $spoofed', async (row) => {
  const { ascii, utf8, spoofed } = row;
  const mail = await signed(`From: a@${ascii}\r\n\r\nHi\r\n`, dkimRequest({ domain: ascii, identity: `a@${ascii}` }));
  const records = { [`rsa._domainkey.${ascii}`]: { TXT: [keyRecordText(RSA)] } };
  const { signatures } = await verified(mail, { records });
  expect(signatures[0]?.result).toBe('pass');
  for (const domain of [utf8, ascii]) {
    const verdicts = signatures.map((verdict) => Object.assign({}, verdict, { domain, identity: `a@${domain}` }));
    const text = Buffer.from(
      formatAuthenticationResults({
        authservId: 'mx.example.org',
        verdicts,
        adsp: { result: 'pass', author: `a@${domain}` },
      }),
    ).toString();
    expect(text).not.toContain(spoofed);
    expect(text).toContain(`header.d=${ascii}`);
    expect(text).toContain(`header.from=a@${ascii}`);
  }
});

test('S-120, S-271: an honest U-label is written as its A-label, DKIM and DomainKeys', async () => {
  const domain = utf8('b\u00fccher.example');
  const from = `From: a@${domain}\r\n\r\nHi\r\n`;
  const records = { 'rsa._domainkey.xn--bcher-kva.example': { TXT: [keyRecordText(RSA)] } };
  const dkim = await signed(from, dkimRequest({ domain: 'b\u00fccher.example' }));
  const domainkeys = await signed(from, domainkeysRequest({ domain: 'b\u00fccher.example' }));
  for (const mail of [dkim, domainkeys, domainkeys.replace('d=xn--bcher-kva.example', `d=${domain}`)]) {
    const { signatures } = await verified(mail, { records });
    expect(signatures).toMatchObject([{ result: 'pass' }]);
    const written = formatAuthenticationResults({ authservId: 'mx.example.org', verdicts: signatures });
    expect(Buffer.from(written).toString()).toContain('header.d=xn--bcher-kva.example');
  }
});

test.each(['pay\u00ad%70al.com', 'paypal\u00ad/evil.com', 'exam\u00adple/x.org', 'a\u00ad#b.org', 'a\u00ad\tb.org'])(
  'S-044, S-120: %j is no domain: nothing decodes or cuts it like a URL',
  (domain) => {
    expect(parseDomain(domain)).toMatchObject({ ok: false, code: 'domain-invalid' });
    expect(parseSelector(domain)).toMatchObject({ ok: false });
  },
);

test.each([
  'mx .example.org; dkim=pass',
  'mx (c).example.org; dkim=pass',
  'mx.\r\n example.org; dkim=pass',
  'mx"".example.org; dkim=pass',
  'mx.exam"ple".org; dkim=pass',
  'mx\\.example.org; dkim=pass',
  '=?utf-8?q?mx=2Eexample=2Eorg?=; dkim=pass',
  '=?utf-8?b?bXguZXhhbXBsZS5vcmc=?=; dkim=pass',
  'mx\0.example.org; dkim=pass',
  '\u00c2\u00a0mx.example.org; dkim=pass',
  'mx.example.org\u00e3\u0080\u0080; dkim=pass',
  'mx.exa\u00e2\u0080\u008bmple.org; dkim=pass',
  'mx.example.org 1; dkim=pass',
  'mx .example.org(c)1; dkim=pass',
  'mx\\.example.org\t1 (c) ; dkim=pass',
])('S-160, S-161: %j is ours to some reader, and goes', (value) => {
  expect(claimsAuthservId(value, 'mx.example.org')).toBe(true);
  expect(claimsAuthservId(value, 'mx.example.net')).toBe(false);
});

test.each(['mx1; dkim=pass', 'm x1; dkim=pass', 'mx.example.org1; dkim=pass', 'mx.example1 (c) ; dkim=pass'])(
  'S-160: %j is another host, whose results stay',
  (value) => {
    for (const own of ['mx', 'mx.example.org', 'mx.example']) expect(claimsAuthservId(value, own)).toBe(false);
  },
);

test.each(['voil\u00e0.example', '\u0420\u043e\u0441\u0441\u0438\u044f.example'])(
  'S-122, S-160: %s in UTF-8 is ours under its A-label',
  (name) => {
    const octets = utf8(name);
    expect(claimsAuthservId(` ${octets}; dkim=pass`, domainToASCII(name))).toBe(true);
  },
);

test('S-153: what would be an encoded word to a reader that decodes first is broken up', async () => {
  const word = '=?utf-8?q?=29=3Bdkim=3Dpass_header=2Ed=3Dpaypal=2Ecom=28?=';
  const field = `DKIM-Signature: v=1; a=${word}; b=YQ==; bh=YQ==; d=example.org; h=from; s=s`;
  const { signatures } = await verified(`${field}\r\n${MAIL}`);
  const verdicts = [
    ...signatures,
    ...signatures.map((verdict) => Object.assign({}, verdict, { identity: '=?utf-8?q?=3Bdkim=3Dpass?=@evil.example' })),
  ];
  const text = Buffer.from(formatAuthenticationResults({ authservId: 'mx.example.org', verdicts })).toString();
  expect(text).not.toMatch(/=\?[^?\s]*\?[qb]\?[^?\s]*\?=/i);
});

test.each([
  { of: 'short runs of line ends', unit: 'a\r\n\r\n' },
  { of: 'such runs behind blanks', unit: 'a \r\n\r\n' },
])('S-245: twenty signatures of different l= over a megabyte of $of cost little', async ({ unit }) => {
  const body = unit.repeat(200_000);
  const requests = Array.from({ length: 20 }, (_, at) => dkimRequest({ bodyLength: 1000 + at }));
  const mail = bytesOf(await signed(`${HEADER.join('\r\n')}\r\n\r\n${body}`, ...requests));
  expect(await leastCpuMs(() => verified(mail, { acceptUnsignedBody: true }), 2000)).toBeLessThan(5000);
});
