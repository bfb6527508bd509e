/**
 * A private key in every wrong place and broken in every way: nothing of it comes out again. Searched for in all that a
 * program writes: any 16 octets of the private numbers, raw, in hex or in base64, in whatever case.
 */
import { createPrivateKey } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { runApp, startDaemon, type App } from '../harness/daemon.js';
import { ed25519Key, rsaKey } from '../harness/keys.js';
import { message } from '../harness/mails.js';
import { lacks } from '../harness/needs.js';
import { ports } from '../harness/postfix.js';
import { waitFor } from '../harness/program.js';
import { proves } from '../harness/proves.js';
import { connectSmtp } from '../harness/smtp-client.js';
import { startSink } from '../harness/smtp-sink.js';
import { openStage } from '../harness/stage.js';

const WINDOW = 16; // octets
const BARE = 0; // the broken file that is none

interface SecretKey {
  readonly file: string;
  readonly pem: string;
  /** Its base64 without line ends. */
  readonly body: string;
  readonly lines: readonly string[];
  /** The private numbers as they stand in its DER. */
  readonly secrets: Buffer;
}

describe.skipIf(lacks('openssl'))('keys are never seen', () => {
  const stage = openStage();
  let keys: readonly SecretKey[];

  beforeAll(async () => {
    const made = [await rsaKey(stage, 2048), await rsaKey(stage, 2048, 'pkcs8'), await ed25519Key(stage)];
    keys = made.map(({ file }) => read(file));
  });
  afterAll(() => stage.end());

  const OPTIONS =
    'keyfile selector domain identity hostname listen relay user group spool_dir log pidfile allow xforward_hosts timeout_mail spool_threshold log_format daemonize oversign method sender_fields expire';
  const TAGS = ['key=', 's=', 'd=', 'i=', 'a=', 'c=', 'h=', 't=', ''];
  /** Each place of a configuration where somebody may have pasted a key, or named its file; all faults are told together. */
  const misplaced: readonly ((key: SecretKey) => { of: string; lines: string; flags?: readonly string[] })[] = [
    ({ body }) => ({ of: 'options', lines: OPTIONS.replaceAll(/(\S+) ?/g, `$1 ${body}\n`) }),
    ({ body }) => ({ of: 'signatures', lines: TAGS.map((tag) => `signature dkim(${tag}${body})`).join('\n') }),
    ({ body }) => ({ of: 'domainkeys', lines: TAGS.map((tag) => `signature domainkeys(${tag}${body})`).join('\n') }),
    ({ body }) => ({ of: 'no signature', lines: `signature ${body}` }),
    ({ pem }) => ({ of: 'keyfile in PEM on one line', lines: `keyfile ${pem.replaceAll('\n', ' ')}` }),
    ({ pem }) => ({ of: 'keyfile in PEM on many lines', lines: `keyfile ${pem}` }),
    ({ lines }) => ({ of: 'the lines of a key', lines: lines.join('\n') }),
    ({ body }) => ({ of: 'options by that name', lines: `${body} yes\n${body} # x\n${body}\u3000x\n${body}=x` }),
    ({ file }) => ({ of: 'the key as a map', lines: `sender_map ${file}\nlistid_map ${file}` }),
    ({ pem, body }) => ({ of: 'flags', lines: '', flags: [`--keyfile=${pem}`, '--selector', body, `--${body}`] }),
    ({ body }) => ({ of: 'an argument too many', lines: '', flags: ['127.0.0.1:1', '127.0.0.1:2', body] }),
    ({ file }) => ({ of: 'the key as configuration', lines: '', flags: [`--conf_file=${file}`] }),
  ];

  for (const [number, of] of ['RSA in PKCS#1', 'RSA in PKCS#8', 'Ed25519'].entries()) {
    proves(
      'keys-unseen',
      `in the wrong place of a configuration: ${of}`,
      async () => {
        const key = keyAt(number);
        for (const place of misplaced) {
          const { of: what, lines, flags = [] } = place(key);
          const conf = stage.write(
            'misplaced.conf',
            `listen 127.0.0.1:1\nrelay 127.0.0.1:2\ndomain example.net\nselector s1\nkeyfile ${key.file}\n${lines}\n`,
          );
          await expectUnseen(what, 'dkimproxy-out', [`--conf_file=${conf}`, '--check', ...flags], key);
        }
      },
      300_000,
    );
  }

  /** Ways in which files are broken: cut, joined, quoted, re-encoded, damaged in one octet. */
  const broken: readonly ((key: SecretKey) => string | Buffer)[] = [
    ({ lines }) => lines.join('\n'), // taken, as dkimpy's are: base64 without its markers
    ({ pem }) => pem.slice(0, pem.length / 2),
    ({ pem }) => pem.slice(pem.length / 2),
    ({ lines }) => `-----BEGIN PRIVATE KEY-----\n${lines.slice(1).join('\n')}\n-----END PRIVATE KEY-----\n`,
    ({ lines }) => `-----BEGIN RSA PRIVATE KEY-----\n${lines.toReversed().join('\n')}\n-----END RSA PRIVATE KEY-----\n`,
    ({ body }) => `-----BEGIN ${body}-----\n${body}\n-----END ${body}-----\n`,
    ({ pem }) => pem.replaceAll('\n', ' '),
    ({ pem }) => pem.replaceAll(/^/gm, '> '),
    ({ pem }) => pem.replace(/.{4}\n-----END/, '!!!!\n-----END'),
    ({ body }) => Buffer.from(body, 'base64').toString('hex'),
    ({ body }) => Buffer.from(body, 'base64'),
    ({ pem }) => JSON.stringify({ key: pem }),
    ({ pem }) => `${pem}${pem}`,
    ({ body }) => {
      const der = Buffer.from(body, 'base64');
      const at = der.length > 100 ? der.length - 20 : 5; // any other 32 octets are a seed of Ed25519 as well
      der[at] = (der[at] ?? 0) ^ 1;
      return `-----BEGIN PRIVATE KEY-----\n${der.toString('base64')}\n-----END PRIVATE KEY-----\n`;
    },
  ];

  proves(
    'keys-unseen',
    'in a broken file: the signer and the checker say what is wrong without it',
    async () => {
      for (const key of keys) {
        const files = broken.map((breaks, number) => stage.write(`broken-${number}.pem`, breaks(key), 0o600));
        const signatures = files.map((file) => `signature dkim(key=${file})\n`).join('');
        const conf = stage.write(
          'broken.conf',
          `listen 127.0.0.1:1\nrelay 127.0.0.1:2\ndomain example.net\nselector s1\n${signatures}`,
        );
        const said = await expectUnseen('broken', 'dkimproxy-out', [`--conf_file=${conf}`, '--check'], key);
        for (const file of files.toSpliced(BARE, 1)) expect(said).toContain(file);
        for (const file of files.slice(0, 6)) {
          const args = ['sign', '-', '--domain', 'example.net', '--selector', 's1', '--keyfile', file];
          await expectUnseen(file, 'dkim-check', args, key);
        }
      }
    },
    300_000,
  );

  proves(
    'keys-unseen',
    'as an argument of the checker, and what keygen prints of the key that it makes',
    async () => {
      const key = keyAt(1);
      const sign = ['sign', '-', '--domain', 'example.net', '--selector', 's1', '--keyfile', key.file];
      for (const args of [
        [key.body],
        [...sign.slice(0, -1), key.pem],
        [...sign, '--selector', key.body],
        [...sign, '--domain', key.body],
        [...sign, '--signature', key.body],
        [...sign, '--signature', `dkim(key=${key.body})`],
        [...sign, `--${key.body}`],
        ['verify', key.body],
        ['verify', '-', '--records', key.file],
        ['verify', '-', '--at', key.body],
        ['canon', '-', '--header', key.body],
        ['keygen', '--domain', key.body],
        ['keygen', '--domain', 'example.net', '--out', key.body],
        ['keygen', '--domain', 'example.net', '--bits', key.body],
        ['keygen', '--lang', key.body],
      ]) {
        await expectUnseen(args.join(' ').slice(0, 40), 'dkim-check', args, key);
      }
      for (const more of [[], ['--json'], ['--algorithm', 'ed25519']]) {
        const made = await runApp(
          'dkim-check',
          ['keygen', '--domain', `x${more.length}${more.at(-1)?.length ?? 0}.example`, ...more],
          {
            cwd: stage.folder,
          },
        );
        expect(made.status).toBe(0);
        const [, file = ''] = /([^\s"/]+\._domainkey\.[a-z0-9.]+\.pem)/.exec(made.stdout.toString()) ?? [];
        expect(found(made.stdout.toString('latin1') + made.stderr, read(join(stage.folder, file)))).toEqual([]);
      }
    },
    300_000,
  );

  proves(
    'keys-unseen',
    'in the life of a signer: dialogue, mails, reloads with broken keys, faults, signals',
    async () => {
      const { listen } = await ports('listen');
      const sink = await startSink(stage);
      const key = keyAt(0);
      const file = stage.write('life.pem', key.pem, 0o600);
      const daemon = await startDaemon(
        stage,
        'dkimproxy-out',
        `listen 127.0.0.1:${listen}\nrelay 127.0.0.1:${sink.port}\nhostname mx.example.org\ndebugtrace yes\ndomain example.net\nselector s1\nkeyfile ${file}\nsignature dkim,domainkeys\n`,
      );
      const client = await connectSmtp(listen);
      for (const data of [message({}), message({ from: 'no address' }), message({ body: key.body })]) {
        await client.deliver({ from: 'taro@example.net', to: ['hanako@example.org'], data });
      }
      await client.quit();
      for (const breaks of broken.slice(BARE + 1, 5)) {
        const before = daemon.output().split('the old one stays in force').length;
        writeFileSync(file, breaks(key));
        daemon.signal('SIGHUP');
        await waitFor('the reload', () => daemon.output().split('the old one stays in force').length > before);
      }
      daemon.signal('SIGUSR1'); // Node's own handler opens a debugger to every user of the machine
      daemon.signal('SIGTERM');
      expect(await daemon.ended()).toBe(0);
      expect(daemon.output()).not.toContain('Debugger');
      expect(found(daemon.output(), key)).toEqual([]);
    },
  );

  proves('keys-unseen', 'the search of these tests finds what is there', async () => {
    for (const key of keys) {
      const [at, hex] = [key.body.length - 40, key.secrets.toString('hex')];
      expect(found(`x${key.body.slice(at, at + 22)}x`, key)).not.toEqual([]);
      expect(found(key.body.slice(at, at + 22).toLowerCase(), key)).not.toEqual([]);
      expect(found(hex.slice(3, 3 + 34).toUpperCase(), key)).not.toEqual([]);
      expect(found(key.secrets.toString('latin1', 1, 17), key)).not.toEqual([]);
      expect(found(key.body.slice(at, at + 20), key)).toEqual([]);
    }
  });

  function keyAt(number: number): SecretKey {
    const key = keys[number];
    if (key === undefined) throw new Error(`There is no key ${number}.`);
    return key;
  }

  /** What it said. */
  async function expectUnseen(of: string, app: App, args: readonly string[], key: SecretKey): Promise<string> {
    const { stdout, stderr } = await runApp(app, args, {
      input: 'From: a@example.net\r\n\r\nx\r\n',
      cwd: stage.folder,
    });
    const said = stdout.toString('latin1') + stderr;
    expect([of, found(said, key)]).toEqual([of, []]);
    return said;
  }
});

function read(file: string): SecretKey {
  const pem = readFileSync(file, 'utf8');
  const lines = pem.trim().split('\n').slice(1, -1);
  const body = lines.join('');
  const der = Buffer.from(body, 'base64');
  // Behind the modulus and the exponent of RSA, which are public, stands the private exponent.
  const { d = '' } = createPrivateKey(pem).export({ format: 'jwk' });
  const start = der.indexOf(Buffer.from(d, 'base64url'));
  return { file, pem, lines, body, secrets: der.subarray(start) };
}

/** What of the key stands in a text. */
function found(text: string, { body, secrets }: SecretKey): readonly string[] {
  const low = text.toLowerCase();
  const characters = Math.ceil((WINDOW * 8) / 6);
  const from = body.length - Math.floor((secrets.length * 4) / 3) + 2;
  const base64 = windows(body.slice(from).replaceAll('=', ''), characters);
  const hex = windows(secrets.toString('hex'), 2 * WINDOW);
  return [...base64, ...hex, ...windows(secrets.toString('latin1'), WINDOW)].filter((piece) =>
    low.includes(piece.toLowerCase()),
  );
}

function windows(text: string, length: number): readonly string[] {
  return Array.from({ length: Math.max(text.length - length + 1, 0) }, (_, at) => text.slice(at, at + length));
}
