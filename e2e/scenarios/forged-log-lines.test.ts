/**
 * What strangers write is text in the log and never more: not a line, not a fact, nothing that a terminal obeys. The judge
 * reads the log octet by octet and knows nothing of the code under test.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { binOf, type App } from '../harness/daemon.js';
import { utf8 } from '../harness/mails.js';
import { ports } from '../harness/postfix.js';
import { start as startProgram, waitFor } from '../harness/program.js';
import { proves } from '../harness/proves.js';
import { connectSmtp } from '../harness/smtp-client.js';
import { startSink, type SmtpSink } from '../harness/smtp-sink.js';
import { openStage } from '../harness/stage.js';

const stage = openStage();
afterAll(() => stage.end());

/** Starts it with its log in a file, which is looked at octet by octet. */
async function start(app: App, relay: number, format: 'json' | 'text'): Promise<{ port: number; log: () => string }> {
  const { listen } = await ports('listen');
  const file = join(stage.folder, `${listen}.log`);
  stage.write('empty.map', '');
  const conf = stage.write(
    `${listen}.conf`,
    `listen 127.0.0.1:${listen}
relay 127.0.0.1:${relay}
hostname mx.example.org
log ${file}
log_format ${format}
${app === 'dkimproxy-out' ? 'sender_map empty.map' : 'nameserver 127.0.0.1:9\ndns_timeout 1'}
debugtrace yes`,
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
        const { port, log } = await start(app, sink.port, format);
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
