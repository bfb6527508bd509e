/** dkim-check respond behind a real Postfix: mail to one address is answered, once, and no two programs answer each other. */
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { binOf, runApp } from '../harness/daemon.js';
import { startNsd, type DnsServer } from '../harness/dns.js';
import { fieldValues, message } from '../harness/mails.js';
import { lacks } from '../harness/needs.js';
import { ports, startPostfix } from '../harness/postfix.js';
import { runWell, start, waitFor, type Background } from '../harness/program.js';
import { proves } from '../harness/proves.js';
import { connectSmtp } from '../harness/smtp-client.js';
import { startSink, type SmtpSink } from '../harness/smtp-sink.js';
import { openStage } from '../harness/stage.js';

const AUTHOR = 'taro@example.net';
const TEST_ADDRESS = 'dkim-test@example.org';

describe.skipIf(lacks('root', 'postfix', 'nsd'))('the responder behind Postfix', () => {
  const stage = openStage();
  let keyFile: string;
  let dns: DnsServer;

  beforeAll(async () => {
    const args = ['keygen', '--domain', 'example.net', '--selector', 's1', '--out', stage.folder, '--json'];
    const made: { keyFile: string; value: string } = JSON.parse(
      await runWell(process.execPath, [binOf('dkim-check'), ...args]),
    );
    keyFile = made.keyFile;
    dns = await startNsd(stage, { 'example.net': { 's1._domainkey': [made.value] } });
  });
  afterAll(() => stage.end());

  interface Chain {
    readonly responder: Background;
    /** What leaves Postfix for other hosts. */
    readonly sink: SmtpSink;
    readonly deliver: (from: string, data: Buffer) => Promise<void>;
  }

  async function startChain(protocol: 'lmtp' | 'smtp', more: readonly string[] = []): Promise<Chain> {
    const { listen, submission } = await ports('listen', 'submission');
    const sink = await startSink(stage);
    const transport = protocol === 'lmtp' ? `judge:inet:127.0.0.1:${listen}` : `judge:[127.0.0.1]:${listen}`;
    await startPostfix(stage, {
      relayPort: sink.port,
      services: [
        `127.0.0.1:${submission} inet n - n - - smtpd
  -o smtpd_recipient_restrictions=permit_mynetworks,reject`,
        `judge unix - - n - 4 ${protocol}`,
      ],
      main: `transport_maps = inline:{ { ${TEST_ADDRESS} = ${transport} } }`,
    });
    const args = ['respond', '--listen', `127.0.0.1:${listen}`, '--smtp', `127.0.0.1:${submission}`];
    args.push('--nameserver', `127.0.0.1:${dns.port}`, ...(protocol === 'lmtp' ? ['--lmtp'] : []), ...more);
    const responder = start(stage, process.execPath, [binOf('dkim-check'), ...args]);
    await waitFor('the responder to listen', () => responder.output().includes('listening'));
    return {
      responder,
      sink,
      async deliver(from, data) {
        const client = await connectSmtp(submission);
        expect((await client.deliver({ from, to: [TEST_ADDRESS], data })).end?.code).toBe(250);
        await client.quit();
      },
    };
  }

  const signed = async (subject: string): Promise<Buffer> => {
    const args = ['sign', '-', '--domain', 'example.net', '--selector', 's1', '--keyfile', keyFile];
    return (await runApp('dkim-check', args, { input: message({ from: AUTHOR, subject }) })).stdout;
  };

  for (const protocol of ['lmtp', 'smtp'] as const) {
    proves(
      'check-responds',
      `by ${protocol.toUpperCase()}: a signed mail brings its author a report that says pass`,
      async () => {
        const { responder, sink, deliver } = await startChain(protocol);
        await deliver(AUTHOR, await signed('a test'));
        const [answer] = await sink.received(1);
        expect([answer?.mail, answer?.rcpt]).toEqual([
          expect.stringMatching(/^MAIL FROM:<>/),
          [expect.stringMatching(/^RCPT TO:<taro@example\.net>/)],
        ]);
        const data = answer?.data ?? Buffer.alloc(0);
        expect(fieldValues(data, 'From')).toEqual([`"dkim-check" <${TEST_ADDRESS}>`]);
        expect(fieldValues(data, 'Auto-Submitted')).toEqual(['auto-replied']);
        expect(data.toString('latin1')).toContain('DKIM: pass (a valid DKIM signature)');
        responder.signal('SIGTERM');
        expect(await responder.ended()).toBe(0);
        expect(responder.output()).toMatch(/ answered sender="taro@example\.net" result=pass code=-\n$/);
      },
    );
  }

  proves(
    'check-responds',
    'the mail comes back octet by octet where the subject asks, so that it can be verified',
    async () => {
      const { sink, deliver } = await startChain('lmtp');
      await deliver(AUTHOR, await signed('original please'));
      const [answer] = await sink.received(1);
      const [, encoded = ''] =
        /filename=original\.eml\r\n(?:.+\r\n)*\r\n([^]*?)\r\n--/.exec(answer?.data.toString('latin1') ?? '') ?? [];
      const args = ['verify', '-', '--json', '--nameserver', `127.0.0.1:${dns.port}`];
      const { stdout } = await runApp('dkim-check', args, { input: Buffer.from(encoded, 'base64') });
      expect(JSON.parse(stdout.toString())).toMatchObject({ result: 'pass' });
    },
  );

  proves(
    'check-responds',
    'a bounce, a list, its own answer and its own address are taken and never answered',
    async () => {
      const { responder, sink, deliver } = await startChain('lmtp', ['--json']);
      const plain = message({ from: AUTHOR });
      const listed = message({ from: AUTHOR, fields: ['List-Id: <l.example.net>'] });
      await deliver('', plain);
      await deliver(AUTHOR, listed);
      await deliver(TEST_ADDRESS, plain);
      await deliver(AUTHOR, plain); // the one that is answered
      const [answer] = await sink.received(1);
      await deliver(AUTHOR, answer?.data ?? plain);
      const lines = (): readonly { answered: boolean; code: string | null }[] =>
        responder
          .output()
          .split('\n')
          .filter((line) => line.startsWith('{'))
          .map((line): { answered: boolean; code: string | null } => JSON.parse(line));
      await waitFor('five lines', () => lines().length === 5);
      expect(
        lines()
          .map(({ code }) => code ?? 'answered')
          .toSorted(),
      ).toEqual(['answered', 'no-answer-automatic', 'no-answer-loop', 'no-answer-loop', 'no-answer-null-sender']);
      expect(sink.mails).toHaveLength(1);
    },
  );
});
