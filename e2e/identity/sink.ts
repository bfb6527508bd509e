/**
 * A last stop that hands on what came, octet by octet. Written after RFC 5321 and nothing else, so that it can judge: it
 * shares no line with the code under test.
 */
import type { Stage } from '../harness/stage.js';
import { startTcpServer } from '../harness/tcp-server.js';

/** Takes the octets of one message, dots taken off. */
export interface MessageTaker {
  write(octets: Buffer): void;
  /** Called once the final dot has come. */
  end(): void;
}

export interface ExactSink {
  readonly port: number;
  /** Every command line of all sessions, as it came, but EHLO and QUIT. */
  readonly commands: string[];
}

const LINE_DOT = Buffer.from('\r\n.');
const CRLF = Buffer.from('\r\n');

/** `open` is told the RCPT line of each message. */
export async function exactSink(stage: Stage, open: (rcpt: string) => MessageTaker): Promise<ExactSink> {
  const commands: string[] = [];
  const { port } = await startTcpServer(stage, (socket) => {
    socket.write('220 sink.example ESMTP\r\n');
    let waiting: Buffer = Buffer.alloc(0);
    let rcpt = '';
    let message: Message | null = null;

    const execute = (line: string): void => {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'EHLO')
        return void socket.write('250-sink.example\r\n250-PIPELINING\r\n250-SIZE 0\r\n250 8BITMIME\r\n');
      if (verb === 'QUIT') return void socket.end('221 Bye\r\n');
      commands.push(line);
      if (verb === 'RCPT') rcpt = line;
      if (verb !== 'DATA') return void socket.write('250 Ok\r\n');
      message = withoutDots(open(rcpt));
      socket.write('354 go on\r\n');
    };

    socket.on('data', (chunk: Buffer) => {
      waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
      for (;;) {
        if (message !== null) {
          const { ended, rest } = message.take(waiting);
          waiting = rest;
          if (!ended) return;
          message = null;
          socket.write('250 Ok\r\n');
        }
        const end = waiting.indexOf(CRLF);
        if (end < 0) return;
        const line = waiting.toString('latin1', 0, end);
        waiting = waiting.subarray(end + 2);
        execute(line);
      }
    });
  });
  return { port, commands };
}

interface Message {
  /** `rest` is to be given again, with what comes behind it. */
  take(octets: Buffer): { ended: boolean; rest: Buffer };
}

/** RFC 5321, section 4.5.2, by search: the line end before the first line is put in thought in front of it. */
function withoutDots(taker: MessageTaker): Message {
  let atStart = true;
  const hand = (octets: Buffer): void => {
    if (octets.length > 0) taker.write(octets);
  };
  return {
    take(given) {
      let octets = given;
      if (atStart) {
        if (octets.length < 3) return { ended: false, rest: octets }; // the shortest message is ".", CR, LF
        atStart = false;
        if (octets[0] === 0x2e) {
          if (octets[1] === 0x0d && octets[2] === 0x0a) {
            taker.end();
            return { ended: true, rest: octets.subarray(3) };
          }
          octets = octets.subarray(1);
        }
      }
      let from = 0;
      for (let at = octets.indexOf(LINE_DOT); at >= 0; at = octets.indexOf(LINE_DOT, from)) {
        hand(octets.subarray(from, at));
        if (at + 5 > octets.length) return { ended: false, rest: octets.subarray(at) };
        hand(octets.subarray(at, at + 2));
        if (octets[at + 3] === 0x0d && octets[at + 4] === 0x0a) {
          taker.end();
          return { ended: true, rest: octets.subarray(at + 5) };
        }
        from = at + 3;
      }
      const safe = Math.max(from, octets.length - 2); // CR and LF at the end may be half of what is searched
      hand(octets.subarray(from, safe));
      return { ended: false, rest: octets.subarray(safe) };
    },
  };
}
