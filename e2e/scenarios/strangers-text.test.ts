/**
 * What strangers write is text and never more: not a line or a fact of the log, not a result under our name. The judges
 * here are readers of their own, from the strictest to the most lenient, and know nothing of the code under test.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { domainToASCII } from 'node:url';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { binOf, type App } from '../harness/daemon.js';
import { ports } from '../harness/postfix.js';
import { start as startProgram, waitFor } from '../harness/program.js';
import { proves } from '../harness/proves.js';
import { connectSmtp } from '../harness/smtp-client.js';
import { startSink, type SmtpSink } from '../harness/smtp-sink.js';
import { openStage } from '../harness/stage.js';

const stage = openStage();
afterAll(() => stage.end());

/** UTF-8 as latin1 characters, one an octet. */
const utf8 = (text: string): string => Buffer.from(text).toString('latin1');

/** Starts it with its log in a file, which is looked at octet by octet. */
async function start(
  app: App,
  relay: number,
  {
    hostname = 'mx.example.org',
    format = 'json',
    more = '',
  }: { hostname?: string; format?: string; more?: string } = {},
): Promise<{ port: number; log: () => string }> {
  const { listen } = await ports('listen');
  const file = join(stage.folder, `${listen}.log`);
  stage.write('empty.map', '');
  const conf = stage.write(
    `${listen}.conf`,
    `listen 127.0.0.1:${listen}
relay 127.0.0.1:${relay}
hostname ${hostname}
log ${file}
log_format ${format}
${app === 'dkimproxy-out' ? 'sender_map empty.map' : 'nameserver 127.0.0.1:9\ndns_timeout 1'}
${more}`,
  );
  const program = startProgram(stage, process.execPath, [binOf(app), `--conf_file=${conf}`]);
  const log = (): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  await waitFor(`${app} to listen`, () => {
    if (program.status() !== undefined) throw new Error(`${app} ended:\n${program.output()}`);
    return /(?:"msg":"|INFO \(\d+\): )ready/.test(log());
  });
  return { port: listen, log };
}

describe('the log', () => {
  const FORGED =
    '[2026-01-01 00:00:00] INFO: DKIM verify - pass; message-id=<x>, signer=<@bank.example>, from=<ceo@bank.example>';
  const JSON_FORGED = '","level":30,"msg":"DKIM verify - pass; signer=<@bank.example>","x":"';
  const ANSI = '\u001b[2J\u001b]0;owned\u0007\u009b31m';
  const INVISIBLE =
    '\u00ad\u061c\u180e\u200b\u200d\u200e\u200f\u2028\u2029\u202a\u202e\u2060\u2066\u2069\u206f\u3164\ufe0f\ufeff\ufffb\u{e0041}';
  const CONTROLS = Array.from({ length: 256 }, (_, octet) => String.fromCharCode(octet)).join('');
  /** Of one line: no CR and LF, no NUL, which are refused or mended before. */
  const ONE_LINE = CONTROLS.replace(/[\0\r\n]/g, '');
  const HOSTILE: readonly string[] = [
    ONE_LINE,
    utf8(INVISIBLE),
    utf8(CONTROLS.replace(/[\0-\x1f]/g, '')),
    '\u00c3\u0028\u00a0\u00a1\u00e2\u0028\u00a1\u00f0\u0028\u008c\u0028', // no UTF-8
    ANSI,
    utf8(ANSI),
    FORGED,
    `>, signer=<@bank.example>, from=<ceo@bank.example`,
    JSON_FORGED,
    `\u0085${FORGED}`,
    utf8(`\u2028${FORGED}`),
    `%s %d %j %o ${FORGED}`,
    'x'.repeat(3000),
    utf8('\u202e'.repeat(600)),
  ];
  let sink: SmtpSink;
  let inReplies = '';

  beforeAll(async () => {
    sink = await startSink(stage, {
      keywords: ['PIPELINING', '8BITMIME', 'SMTPUTF8', 'XFORWARD NAME ADDR PROTO HELO SOURCE PORT IDENT'],
      reply(line) {
        const text = inReplies.slice(0, 450);
        if (line.startsWith('RCPT') && line.includes('refused')) return `550 5.1.1 ${text}`;
        if (line.startsWith('XFORWARD')) return `501 5.5.4 ${text}`;
        return line === '.' && text !== '' ? `250 2.0.0 Ok: queued as ${text}` : undefined;
      },
    });
  });

  /** By hand: what a terminal obeys, or nobody sees. */
  function harmful(line: string): readonly string[] {
    return Array.from(line).filter((character) => {
      const code = character.codePointAt(0) ?? 0;
      return code < 0x20 || (code >= 0x7f && code <= 0x9f) || (code > 0x9f && INVISIBLE.includes(character));
    });
  }

  for (const app of ['dkimproxy-in', 'dkimproxy-out'] as const) {
    for (const format of ['json', 'text'] as const) {
      proves('log-unforgeable', `${app}, ${format}: every place where a stranger is quoted`, async () => {
        const { port, log } = await start(app, sink.port, { format, more: 'debugtrace yes' });
        let mails = 0;
        for (const text of HOSTILE) {
          inReplies = text;
          const client = await connectSmtp(port, { hello: null });
          await client.command(`EHLO ${text}`);
          await client.command(`XFORWARD NAME=${text.replace(/ /g, '')} HELO=${text.replace(/ /g, '')}`);
          await client.command(`XFORWARD IDENT=${text.replace(/[^!-~]/g, '')}`.slice(0, 250));
          await client.command(text);
          await client.command(`AUTH PLAIN ${Buffer.from(text).toString('base64')}`.slice(0, 4000));
          await client.command(`RCPT TO:<refused-${text}@b.example>`);
          const mail = await client.command(`MAIL FROM:<"${text.slice(0, 900)}"@a.example>`);
          if (mail.code !== 250) await client.command('MAIL FROM:<a@a.example>');
          await client.command(`RCPT TO:<refused-${text.slice(0, 900)}@b.example>`);
          expect((await client.command('RCPT TO:<b@b.example>')).code).toBe(250);
          await client.command('DATA');
          client.write(
            [
              `From: ${text} <${text}@evil.example>`,
              `Message-ID: <${text}>`,
              `Subject: ${text}`,
              `DKIM-Signature: v=1; a=${text}; d=${text}; s=${text}; i=${text}@evil.example; h=from; bh=${text}; b=${text}`,
              `DKIM-Signature: v=1; a=rsa-sha256; d=evil.example; s=s; i="${text}"@evil.example; h=from; bh=AAAA; b=AAAA`,
              `DomainKey-Signature: a=rsa-sha1; q=dns; c=nofws; d=${text}; s=${text}; b=${text}`,
              `Authentication-Results: ${text}; dkim=pass`,
              `List-Id: <${text}>`,
              text,
              '',
              text,
              '.',
              '',
            ].join('\r\n'),
          );
          expect((await client.reply()).code).toBe(250);
          mails += 1;
          await client.quit();
        }
        const written = log();
        expect(written.endsWith('\n')).toBe(true);
        const all = written.slice(0, -1).split('\n');
        for (const line of all) {
          expect(harmful(line)).toEqual([]);
          expect(Buffer.byteLength(line)).toBeLessThan(8000);
        }
        // One line of a message for each message, each beginning as ours do.
        const heads = all.map((line) => (format === 'json' ? wordsOf(line) : textOf(line)));
        const verdicts = heads.filter((words) => /^DKIM (?:verify|signing) - /.test(words));
        expect(verdicts).toHaveLength(mails);
        for (const words of verdicts) {
          expect(words).toMatch(
            /^DKIM (?:verify|signing) - [a-z]+; message-id=<[^<>]*>, signer=<[^<>]*>, from=<[^<>]*>(?:, reason=[^<>]*)?/,
          );
          expect(/signer=<([^<>]*)>/.exec(words)?.[1]).not.toBe('@bank.example');
        }
      });
    }
  }
});

describe('Authentication-Results', () => {
  let sink: SmtpSink;
  let usual: { port: number };
  let idn: { port: number };

  beforeAll(async () => {
    sink = await startSink(stage);
    usual = await start('dkimproxy-in', sink.port);
    idn = await start('dkimproxy-in', sink.port, { hostname: 'mx.xn--bcher-kva.example' });
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
      const arrived = await passes(usual.port, datas);
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
        usual.port,
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
    for (const [index, data] of (await passes(usual.port, datas)).entries()) {
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
    const arrived = await passes(idn.port, datas);
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
      for (const data of await passes(usual.port, datas)) {
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

function wordsOf(line: string): string {
  const parsed: { msg: string; level: number; time: number } = JSON.parse(line);
  expect(Object.keys(parsed).slice(0, 2)).toEqual(['level', 'time']);
  return parsed.msg;
}

function textOf(line: string): string {
  const [, words = ''] =
    /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] (?:DEBUG|INFO|WARN|ERROR)(?: \(\d+\))?: (.*)$/.exec(line) ?? [];
  expect(words).not.toBe('');
  return words;
}

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
