/**
 * Smuggling where no message is: in command lines, in what follows BDAT, and in the replies of the next hop. One line is one
 * command, one command gets one reply, and nothing else of a stranger's octets is run.
 */
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { ed25519Key, type TestKey } from '../harness/keys.js';
import { lacks } from '../harness/needs.js';
import { proves } from '../harness/proves.js';
import { openStage, type Stage } from '../harness/stage.js';
import { startTcpServer } from '../harness/tcp-server.js';
import { hello } from '../identity/client.js';
import { PROGRAMS, startProgram } from '../identity/programs.js';
import { isSmuggled } from '../smuggling/look-alikes.js';
import { lenientSink, type LenientSink } from '../smuggling/sink.js';

const FIRST = [
  'NOOP',
  'RSET',
  'EHLO x.example',
  'HELO x.example',
  'MAIL FROM:<a@x.example>',
  'RCPT TO:<b@x.example>',
  'DATA',
  'VRFY x',
  'EXPN x',
  'HELP',
  'XFORWARD NAME=x',
  'XCLIENT NAME=x',
  'AUTH PLAIN AAAA',
  'STARTTLS',
  'BDAT 5 LAST',
  'QUIT',
  'UNKNOWN',
  '',
];
const SECOND = ['MAIL FROM:<evil@attacker.example>', 'RCPT TO:<victim@x.example>', 'DATA', 'RSET', ''];
const BETWEEN = { LF: '\n', CR: '\r', LFCR: '\n\r', CRCR: '\r\r', NUL: '\0', 'CR NUL LF': '\r\0\n', 'LF NUL': '\n\0' };
const LINES = FIRST.flatMap((first) =>
  SECOND.flatMap((second) => Object.values(BETWEEN).map((between) => ({ first, between, second }))),
);
const A_SESSION = 8; // ten commands that are none end it

/** What follows BDAT is no command, whatever it looks like. RFC 3030, section 2. */
const PAYLOAD = 'MAIL FROM:<evil@attacker.example>\r\nRCPT TO:<victim@x.example>\r\nDATA\r\nhi\r\n.\r\n';
const BDAT = [
  { line: `BDAT ${PAYLOAD.length}`, code: 502 },
  { line: `BDAT ${PAYLOAD.length} LAST`, code: 502 },
  { line: `bdat ${PAYLOAD.length} last`, code: 502 },
  { line: `BDAT 0${PAYLOAD.length}`, code: 502 },
  // Nobody can tell where these end, so the session does.
  ...['', ' x', ' -1', ' 1.5', ' 0x10', ' 99999999999999999999', ' 5 FIRST', ' 5 LAST LAST', ' 5,LAST'].map((args) => ({
    line: `BDAT${args}`,
    code: 421,
  })),
];

/** What a next hop may say to one command, and the code that the client hears: its own, or ours for what is no reply. */
const REPLIES = [
  { said: '250 ok\n250 second\r\n', code: 'ours' },
  { said: '250 ok\r250 second\r\n', code: 'ours' },
  { said: '250 ok\r\r\n250 second\r\n', code: 'ours' },
  { said: '250-ok\n250 second\r\n', code: 'ours' },
  { said: '250-ok\r\n250-second\n250 third\r\n', code: 'ours' },
  { said: '250-ok\r\n250-second\r250 third\r\n', code: 'ours' },
  { said: '\n250 ok\r\n', code: 'ours' },
  { said: '\r\n250 ok\r\n', code: 'ours' },
  { said: '250-ok\r\n550 second\r\n', code: 'ours' },
  { said: 'ok\r\n250 second\r\n', code: 'ours' },
  { said: '250:ok\r\n250 second\r\n', code: 'ours' },
  { said: '650 ok\r\n250 second\r\n', code: 'ours' },
  { said: '\x00250 ok\r\n', code: 'ours' },
  { said: '250 ok\r\n250 second\r\n', code: '250' },
  { said: '550 no\r\n250 second\r\n', code: '550' },
  { said: '450 no\r\n250 second\r\n250 third\r\n', code: '450' },
  { said: '550-no\r\n550-250 second\r\n550 250 third\r\n', code: '550' },
  { said: '550 no\x00250 second\r\n', code: '550' },
] as const;
const PLACES = ['MAIL', 'RCPT', 'END'] as const;

/** A next hop that says these very octets at one place; it tells how many messages it was given. */
async function oddReplies(stage: Stage): Promise<{ port: number; say(place: string, octets: string): void }> {
  const odd = { place: '', octets: '' };
  const { port } = await startTcpServer(stage, (socket) => {
    socket.write('220 odd.example ESMTP\r\n');
    let waiting = '';
    let inData = false;
    const answer = (place: string, usual: string): void => {
      socket.write(place === odd.place ? odd.octets : usual, 'latin1');
    };
    socket.on('data', (octets: Buffer) => {
      waiting += octets.toString('latin1');
      for (;;) {
        const end = inData ? '\r\n.\r\n' : '\r\n';
        const at = waiting.indexOf(end);
        if (at < 0) return;
        const line = waiting.slice(0, at);
        waiting = waiting.slice(at + end.length);
        if (inData) {
          inData = false;
          answer('END', '250 taken\r\n');
          continue;
        }
        const verb = line.slice(0, 4).toUpperCase();
        inData = verb === 'DATA';
        answer(verb, inData ? '354 go on\r\n' : '250 Ok\r\n');
        if (verb === 'QUIT') socket.end();
      }
    });
  });
  return { port, say: (place, octets) => Object.assign(odd, { place, octets }) };
}

describe.skipIf(lacks('openssl'))('smuggling beside the message', () => {
  const stage = openStage();
  let key: TestKey;
  beforeAll(async () => {
    key = await ed25519Key(stage);
  });
  afterAll(() => stage.end());

  describe.each(PROGRAMS)('through %s', (program) => {
    let sink: LenientSink;
    let port: number;
    beforeAll(async () => {
      sink = await lenientSink(stage);
      port = await startProgram(stage, program, { relay: sink.port, key });
    });
    const ofThisSession = (): readonly string[] =>
      (sink.sessions.at(-1)?.commands ?? ['no session']).filter((line) => !line.startsWith('EHLO '));

    proves(
      'smuggling-commands',
      `${LINES.length} lines with a bare CR, a bare LF or a NUL are one refused command each`,
      async () => {
        const faults: string[] = [];
        for (let from = 0; from < LINES.length; from += A_SESSION) {
          const client = await hello(port);
          for (const [at, { first, between, second }] of LINES.slice(from, from + A_SESSION).entries()) {
            const line = `${first}${between}${second}\r\n`;
            const cut = first.length + 1;
            // A few in two segments: the wait for each takes its time.
            if (at === 0) await client.writeSegments([Buffer.from(line.slice(0, cut)), Buffer.from(line.slice(cut))]);
            else await client.write(line);
            const reply = await client.reply();
            if (!reply.startsWith('500 5.5.2 ')) faults.push(`${JSON.stringify(line)}: ${reply}`);
          }
          await client.write('NOOP\r\n');
          expect(await client.reply()).toBe('250 2.0.0 Ok\r\n');
          expect(client.unread()).toBe('');
          client.destroy();
          faults.push(...ofThisSession());
        }
        expect(faults).toEqual([]);
        console.log(`smuggling, ${program}: ${LINES.length} command lines, none run`);
      },
    );

    proves('smuggling-commands', 'a client that ends its lines by LF alone gets nothing run', async () => {
      const client = await hello(port);
      await client.write('MAIL FROM:<evil@attacker.example>\nRCPT TO:<victim@x.example>\nDATA\nhi\n.\n');
      await client.write('\r\nNOOP\r\n');
      expect(await client.reply()).toMatch(/^500 /);
      expect(await client.reply()).toMatch(/^250 /);
      expect(ofThisSession()).toEqual([]);
      client.destroy();
    });

    proves('smuggling-commands', 'line ends written as xtext stay what they are', async () => {
      const client = await hello(port);
      for (const value of ['a+0D+0AMAIL+20FROM:<evil@attacker.example>', 'a+0Ab', 'a+0Db', 'a+00b']) {
        await client.write(`XFORWARD NAME=${value}\r\n`);
        expect({ value, reply: await client.code() }).toEqual({ value, reply: 501 });
      }
      await client.write('MAIL FROM:<a@x.example> ENVID=a+0D+0ARSET\r\n');
      expect(await client.code()).toBe(250);
      expect(ofThisSession()).toEqual(['MAIL FROM:<a@x.example> ENVID=a+0D+0ARSET']);
      client.destroy();
    });

    proves('smuggling-commands', 'what follows BDAT is passed over, or the session ends', async () => {
      for (const { line, code } of BDAT) {
        for (const cut of [0, 1, 40, PAYLOAD.length - 1]) {
          const client = await hello(port);
          await client.write('MAIL FROM:<a@x.example>\r\nRCPT TO:<b@x.example>\r\n');
          for (const expected of [250, 250]) expect(await client.code()).toBe(expected);
          await client.write(`${line}\r\n${PAYLOAD.slice(0, cut)}`);
          expect({ line, code: await client.code() }).toEqual({ line, code });
          await client.write(`${PAYLOAD.slice(cut)}NOOP\r\n`);
          if (code === 421) await client.closed;
          else expect(await client.reply()).toBe('250 2.0.0 Ok\r\n');
          expect(client.unread()).toBe('');
          expect(ofThisSession().filter(isSmuggled)).toEqual([]);
          client.destroy();
        }
      }
    });

    proves(
      'smuggling-replies',
      `${PLACES.length * REPLIES.length} odd replies of the next hop are one reply each, or ours`,
      async () => {
        const odd = await oddReplies(stage);
        const through = await startProgram(stage, program, { relay: odd.port, key });
        for (const place of PLACES) {
          for (const { said, code } of REPLIES) {
            odd.say(place, said);
            const client = await hello(through);
            let last = '';
            const steps = ['MAIL FROM:<a@x.example>', 'RCPT TO:<b@x.example>', 'DATA', 'Subject: x\r\n\r\nhi\r\n.'];
            for (const line of steps.slice(0, place === 'MAIL' ? 1 : place === 'RCPT' ? 2 : 4)) {
              await client.write(`${line}\r\n`);
              last = await client.reply();
            }
            if (code === 'ours')
              expect({ place, said, last }).toEqual({ place, said, last: expect.stringMatching(/^4[25]1 4\./) });
            else expect({ place, said, last }).toEqual({ place, said, last: expect.stringMatching(`^${code}[ -]`) });
            // Whatever else was said answers no later command.
            odd.say('', '');
            await client.write('MAIL FROM:<c@x.example>\r\n');
            const next = await client.reply().catch(() => '421 closed');
            expect({ place, said, later: /second|third/.test(next) }).toEqual({ place, said, later: false });
            expect({ place, said, unread: client.unread() }).toEqual({ place, said, unread: '' });
            client.destroy();
          }
        }
      },
    );
  });
});
