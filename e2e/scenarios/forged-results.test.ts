/**
 * What strangers write is never a result under our name. The judges here are readers of their own, from the strictest to
 * the most lenient, and know nothing of the code under test.
 */
import { domainToASCII } from 'node:url';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { startDaemon } from '../harness/daemon.js';
import { utf8 } from '../harness/mails.js';
import { ports } from '../harness/postfix.js';
import { proves } from '../harness/proves.js';
import { connectSmtp } from '../harness/smtp-client.js';
import { startSink, type SmtpSink } from '../harness/smtp-sink.js';
import { openStage } from '../harness/stage.js';

const stage = openStage();
afterAll(() => stage.end());

/** Starts a verifier of that name; answers its port. */
async function start(hostname: string, relay: number): Promise<number> {
  const { listen } = await ports('listen');
  const places = `listen 127.0.0.1:${listen}\nrelay 127.0.0.1:${relay}\nhostname ${hostname}\n`;
  await startDaemon(stage, 'dkimproxy-in', `${places}nameserver 127.0.0.1:9\ndns_timeout 1\n`);
  return listen;
}

describe('Authentication-Results', () => {
  let sink: SmtpSink;
  let usual: number;
  let idn: number;

  beforeAll(async () => {
    sink = await startSink(stage);
    usual = await start('mx.example.org', sink.port);
    idn = await start('mx.xn--bcher-kva.example', sink.port);
  });

  const PASS = 'dkim=pass header.d=bank.example';

  /** Every way to write our name that section 2.2 allows, and those that readers have been seen to take for it. */
  const NAMES: readonly string[] = [
    'mx.example.org',
    'MX.Example.ORG',
    'mx.example.org 1',
    'mx.example.org  01',
    'mx.example.org 2',
    'mx.example.org (c) 1 (d)',
    'mx.example.org/1',
    'mx.example.org.',
    '"mx.example.org"',
    '"MX.EXAMPLE.ORG" 1',
    '"mx\\.example\\.org"',
    '"mx.example.org',
    '(comment) mx.example.org',
    '(one)(two) mx.example.org(three)',
    '(nested (comment) here) mx.example.org',
    '(with \\) in it) mx.example.org',
    '(with "quotes) mx.example.org',
    '(with ; in it) mx.example.org',
    '(other.example;) mx.example.org',
    '(never (closed) mx.example.org',
    '\r\n\tmx.example.org',
    '\r\n \r\n mx.example.org', // a fold of white space only
    '\r\n (a\r\n b)\r\n mx.example.org\r\n\t1',
    '\tmx.example.org\t',
    'mx .example.org',
    'mx.\r\n example.org',
    'mx(x).example.org',
    'm"x".example.org',
    '=?utf-8?q?mx.example.org?=',
    '=?us-ascii?b?bXguZXhhbXBsZS5vcmc=?=',
    '\0mx.example.org',
    '\x0bmx.example.org',
    '\x0cmx.example.org\x0c',
    '\x7fmx.example.org',
    utf8('\u200bmx.example.org'),
    utf8('mx.exam\u00adple.org'),
    utf8('\ufeffmx.example.org'),
    utf8('mx\u3002example\uff0eorg'),
    utf8('\uff4d\uff58.\uff45xample.org'),
    utf8('\u202emx.example.org'),
    '\xa0mx.example.org',
  ];
  const FIELDS: readonly string[] = [
    ...NAMES.flatMap((name) => [`Authentication-Results: ${name}; ${PASS}`, `authentication-RESULTS:${name};${PASS}`]),
    `Authentication-Results : mx.example.org; ${PASS}`,
    `Authentication-Results\t \t: mx.example.org; ${PASS}`,
    `Authentication-Results\r\n : mx.example.org; ${PASS}`,
    `Authentication-\0Results: mx.example.org; ${PASS}`,
    `${utf8('\ufeff')}Authentication-Results: mx.example.org; ${PASS}`,
    `Authentication-Results: mx.example.org ${PASS}`,
    `Authentication-Results: mx.example.org`,
    `Authentication-Results: mx.example.org; ${PASS} (${'x'.repeat(100_000)})`,
    `Authentication-Results: (${'x'.repeat(3000)}) mx.example.org; ${PASS}`,
    `Authentication-Results:${'\r\n '.repeat(300)}mx.example.org; ${PASS}`,
  ];
  /** Where it stands: what is above and below it in the header. */
  const PLACES: readonly { of: string; above: string; below: string }[] = [
    { of: 'on top', above: '', below: 'Subject: x\r\n' },
    {
      of: 'among broken lines',
      above: 'From nobody Mon\r\n: x\r\nno colon here\r\n>From x\r\n',
      below: '\x01\x02\r\nx y: z\r\n',
    },
  ];

  async function passes(port: number, datas: readonly Buffer[]): Promise<readonly Buffer[]> {
    sink.clear();
    const client = await connectSmtp(port);
    for (const data of datas) {
      const { end } = await client.deliver({ from: 'taro@example.net', to: ['hanako@example.org'], data });
      expect(end?.code).toBe(250);
    }
    await client.quit();
    return sink.mails.map((mail) => mail.data);
  }

  for (const { of, above, below } of PLACES) {
    proves('results-unforgeable', `${FIELDS.length} forms ${of}`, async () => {
      const datas = FIELDS.map((field) =>
        Buffer.from(`${above}${field}\r\n${below}From: a@b.example\r\n\r\nx\r\n`, 'latin1'),
      );
      const arrived = await passes(usual, datas);
      expect(arrived).toHaveLength(FIELDS.length);
      for (const [index, data] of arrived.entries()) expectOursAlone(data, 'mx.example.org', FIELDS[index] ?? '');
    });
  }

  proves('results-unforgeable', 'the judges of these tests see each of the forms', async () => {
    const seen = FIELDS.filter((field) => claims(field, 'mx.example.org'));
    // A version that nobody knows names nobody's results, and what is left of a name in two words is two words.
    expect(FIELDS.filter((field) => !seen.includes(field))).toEqual([]);
    for (const field of ['Authentication-Results: other.example; spf=pass', 'Subject: mx.example.org; x']) {
      expect(claims(field, 'mx.example.org')).toBe(false);
    }
  });

  proves(
    'results-unforgeable',
    'behind the limit of a header, in one too large, in one of too many fields',
    async () => {
      const forged = FIELDS.slice(0, 20).join('\r\n');
      const filler = `X-Filler: ${'y'.repeat(900)}\r\n`;
      const datas = [
        `${filler.repeat(1300)}${forged}\r\n\r\nx\r\n`, // over 1 MiB
        `${'X: y\r\n'.repeat(10_050)}${forged}\r\n\r\nx\r\n`, // over 10,000 fields
        `X-Long: ${'y'.repeat(1_100_000)}\r\n${forged}\r\n\r\nx\r\n`,
        `${forged}\r\n`, // a header and no more
        forged,
      ];
      for (const data of await passes(
        usual,
        datas.map((text) => Buffer.from(text, 'latin1')),
      )) {
        const ours = fieldsOf(data).filter((field) => claims(field, 'mx.example.org'));
        expect(ours).toHaveLength(1);
        expect(data.toString('latin1')).not.toContain('bank.example');
      }
    },
  );

  proves('results-unforgeable', 'bare CR and LF make no field that was none before', async () => {
    const datas = ['\n', '\r', '\n\r', '\r\r\n'].flatMap((end) => [
      Buffer.from(`Subject: x${end}Authentication-Results: mx.example.org; ${PASS}\r\n\r\nx\r\n`, 'latin1'),
      Buffer.from(`Subject: x\r\nAuthentication-Results:${end}mx.example.org; ${PASS}\r\n\r\nx\r\n`, 'latin1'),
    ]);
    for (const [index, data] of (await passes(usual, datas)).entries()) {
      expectOursAlone(data, 'mx.example.org', JSON.stringify(datas[index]?.toString()));
    }
  });

  proves('results-unforgeable', 'a name with other letters than ASCII, in each of its spellings', async () => {
    const names = [
      'mx.xn--bcher-kva.example',
      'MX.XN--BCHER-KVA.example',
      'mx.b\u00fccher.example',
      'MX.B\u00dcCHER.EXAMPLE',
      'mx.bu\u0308cher.example',
      '"mx.b\u00fccher.example"',
      'mx\u3002b\u00fccher\uff0eexample 1',
    ];
    const datas = names.map((name) =>
      Buffer.from(`Authentication-Results: ${name}; ${PASS}\r\nFrom: a@b.example\r\n\r\nx\r\n`),
    );
    const arrived = await passes(idn, datas);
    for (const [index, data] of arrived.entries())
      expectOursAlone(data, 'mx.xn--bcher-kva.example', names[index] ?? '');
  });

  proves(
    'results-unforgeable',
    'what a signature says of itself stands quoted in our own field, and adds no result',
    async () => {
      const attacks = [
        'bank.example; dkim=pass header.d=bank.example',
        'bank.example;\r\n dkim=pass',
        '"; dkim=pass header.d=bank.example',
        '(; dkim=pass',
        '=?utf-8?q?x=3B_dkim=3Dpass?=',
        'x\\"; dkim=pass',
        'x\0; dkim=pass',
      ];
      const datas = attacks.map((text) =>
        Buffer.from(
          `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed; d=evil.example; s=s; i="${text.replace(/;/g, '=3B')}"@evil.example; h=from; bh=AAAA; b=BBBB\r\n` +
            `DKIM-Signature: v=1; a=${text}; d=${text}; s=${text}; h=from; bh=AAAA; b=BBBB\r\nFrom: a@b.example\r\n\r\nx\r\n`,
          'latin1',
        ),
      );
      for (const data of await passes(usual, datas)) {
        const [field = ''] = fieldsOf(data);
        const bare = field.replace(/\((?:[^()\\]|\\.)*\)/g, '').replace(/"(?:[^"\\]|\\.)*"/g, '""');
        const results = bare.split(';').slice(1);
        expect(field).toMatch(/^[\t\r\n\x20-\x7e]+$/);
        expect(results.map((result) => /^\s*dkim=(\w+)/.exec(result)?.[1])).not.toContain('pass');
        expect(results.length).toBeLessThanOrEqual(2);
        expect(field).not.toContain('=?');
      }
    },
  );
});

/** All that can be asked of one who reads a field: its own name for it, and every name it may find in front. */
function claims(field: string, own: string): boolean {
  const unfolded = field.replaceAll('\r\n', '');
  const colon = unfolded.indexOf(':');
  const name = unfolded.slice(0, colon).replace(/[^A-Za-z-]/g, '');
  if (colon === -1 || name.toLowerCase() !== 'authentication-results') return false;
  const value = Buffer.from(unfolded.slice(colon + 1), 'latin1').toString('utf8');
  const same = (text: string): boolean => {
    const plain = text
      .normalize('NFKC')
      .replace(/[\s"\\\ufffd\p{C}]/gu, '')
      .toLowerCase()
      .replace(/\.$/, '');
    return [plain, domainToASCII(plain)].includes(own);
  };
  const withoutComments = (pattern: RegExp): string => {
    let text = value;
    for (let before = ''; before !== text;) {
      before = text;
      text = text.replace(pattern, ' ');
    }
    return text;
  };
  const decoded = value.replace(/=\?[^?]*\?([qb])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
    kind.toLowerCase() === 'b' ? Buffer.from(word, 'base64').toString() : word,
  );
  return [
    value,
    decoded,
    withoutComments(/\((?:[^()\\]|\\.)*\)/gs), // nested, with escapes: the grammar's way
    withoutComments(/\([^()]*\)/gs),
    value.replace(/\([^)]*\)/g, ' '), // as one regular expression does it
  ].some((text) => {
    const head = text.split(';')[0] ?? '';
    const [first = ''] = head.trim().split(/[\s/]+/);
    return same(head) || same(first) || same(head.replace(/\s\d+\s*$/, '')) || same(text.trim().split(/\s/)[0] ?? '');
  });
}

/** Lines with their folds, of all that stands before the first empty line. */
function fieldsOf(data: Buffer): readonly string[] {
  const [header = ''] = data.toString('latin1').split('\r\n\r\n');
  return header.split(/\r\n(?![ \t])/);
}

/** Of all fields with our name only the first of the message, which is the one that we write. */
function expectOursAlone(data: Buffer, own: string, forged: string): void {
  const fields = fieldsOf(data);
  const ours = fields.filter((field) => claims(field, own));
  expect([forged, ours]).toEqual([forged, [`Authentication-Results: ${own}; dkim=none`]]);
  expect(fields[0]).toBe(ours[0]);
}
