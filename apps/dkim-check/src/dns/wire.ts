/** One question to one DNS server, by UDP and then TCP where the answer was cut. RFC 1035, section 4.2; RFC 6891; RFC 7766. */
import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import { randomInt } from 'node:crypto';
import { CHECKING_DISABLED, decode, encode, RECURSION_DESIRED, type Answer, type DecodedPacket } from 'dns-packet';

export type QuestionType = 'TXT' | 'CNAME' | 'NS' | 'SOA' | 'A' | 'AAAA';

export interface ServerAddress {
  /** An IP address. */
  readonly host: string;
  readonly port: number;
}

export interface Question {
  /** ASCII, without final dot. */
  readonly name: string;
  readonly type: QuestionType;
}

export interface WireAnswer {
  /** NOERROR, NXDOMAIN, SERVFAIL, REFUSED, ... */
  readonly rcode: string;
  readonly isAuthoritative: boolean;
  readonly answers: readonly Answer[];
  /** Of a negative answer: the SOA of its zone (RFC 2308, section 3). */
  readonly authorities: readonly Answer[];
}

/** No answer in time, or none that can be read. */
export class NoAnswer extends Error {
  readonly kind: 'timeout' | 'failure';
  /** An answer came by UDP, too long for it, and TCP failed. */
  readonly wasCut: boolean;

  constructor(kind: 'timeout' | 'failure', message: string, wasCut = false) {
    super(message);
    this.name = 'NoAnswer';
    this.kind = kind;
    this.wasCut = wasCut;
  }
}

const TRIES = 2;
const WAIT_MS = 3000;
const PAYLOAD = 1232; // what passes every path whole (DNS flag day 2020)
const LENGTH = 2; // octets in front of each message in TCP

/**
 * `tcpOnly`: to see whether the server answers there at all. `checking: false`: whatever DNSSEC says. Rejects with NoAnswer and
 * nothing else.
 */
export async function askServer(
  server: ServerAddress,
  question: Question,
  {
    tcpOnly = false,
    recursive = true,
    checking = true,
  }: { tcpOnly?: boolean; recursive?: boolean; checking?: boolean } = {},
): Promise<WireAnswer> {
  const flags = (recursive ? RECURSION_DESIRED : 0) | (checking ? 0 : CHECKING_DISABLED);
  if (tcpOnly) return shapeOf(await byTcp(server, question, flags));
  for (let tried = 1; ; tried += 1) {
    try {
      const answer = await byUdp(server, question, flags);
      if (!answer.flag_tc) return shapeOf(answer);
      break;
    } catch (err) {
      if (!(err instanceof NoAnswer) || err.kind !== 'timeout' || tried === TRIES) throw err;
    }
  }
  try {
    return shapeOf(await byTcp(server, question, flags));
  } catch (err) {
    throw err instanceof NoAnswer ? new NoAnswer(err.kind, err.message, true) : err;
  }
}

function queryFor({ name, type }: Question, flags: number): { id: number; octets: Buffer } {
  const id = randomInt(0x10000);
  try {
    const octets = encode({
      type: 'query',
      id,
      flags,
      questions: [{ type, name, class: 'IN' }],
      additionals: [
        {
          type: 'OPT',
          name: '.',
          udpPayloadSize: PAYLOAD,
          extendedRcode: 0,
          ednsVersion: 0,
          flags: 0,
          flag_do: false,
          options: [],
        },
      ],
    });
    return { id, octets };
  } catch (err) {
    throw new NoAnswer('failure', err instanceof Error ? err.message : String(err));
  }
}

/** Null for what is no answer to this question: a forged or a late one is passed over (RFC 5452, section 9.1). */
function answerTo({ name, type }: Question, id: number, octets: Buffer): DecodedPacket | null {
  let packet: DecodedPacket;
  try {
    packet = decode(octets);
  } catch {
    return null; // nobody can tell what it answers
  }
  const asked = packet.questions?.[0];
  const isOurs =
    packet.id === id &&
    packet.type === 'response' &&
    packet.questions?.length === 1 &&
    asked?.type === type &&
    asked.name.toLowerCase() === name.toLowerCase();
  return isOurs ? packet : null;
}

function byUdp(server: ServerAddress, question: Question, flags: number): Promise<DecodedPacket> {
  const { id, octets } = queryFor(question, flags);
  return new Promise((resolve, reject) => {
    const socket = createSocket(isIPv6(server.host) ? 'udp6' : 'udp4');
    const timer = setTimeout(() => end(() => reject(new NoAnswer('timeout', 'no answer by UDP'))), WAIT_MS);
    function end(settle: () => void): void {
      clearTimeout(timer);
      socket.close();
      settle();
    }
    socket.on('error', (err) => end(() => reject(new NoAnswer('failure', err.message))));
    socket.on('message', (message) => {
      const packet = answerTo(question, id, message);
      if (packet !== null) end(() => resolve(packet));
    });
    // A connected socket hears this server alone, and hears of a closed port at once.
    socket.connect(server.port, server.host, () => socket.send(octets));
  });
}

function byTcp(server: ServerAddress, question: Question, flags: number): Promise<DecodedPacket> {
  const { id, octets } = queryFor(question, flags);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: server.host, port: server.port });
    const timer = setTimeout(() => end(() => reject(new NoAnswer('timeout', 'no answer by TCP'))), WAIT_MS);
    let heard = Buffer.alloc(0);
    function end(settle: () => void): void {
      clearTimeout(timer);
      socket.destroy();
      settle();
    }
    socket.on('error', (err) => end(() => reject(new NoAnswer('failure', err.message))));
    socket.on('close', () => end(() => reject(new NoAnswer('failure', 'the server closed the connection'))));
    socket.on('connect', () => {
      const length = Buffer.alloc(LENGTH);
      length.writeUInt16BE(octets.length);
      socket.write(Buffer.concat([length, octets]));
    });
    socket.on('data', (chunk) => {
      heard = Buffer.concat([heard, chunk]); // 65,537 octets at most are looked at
      if (heard.length < LENGTH || heard.length < LENGTH + heard.readUInt16BE()) return;
      const packet = answerTo(question, id, heard.subarray(LENGTH, LENGTH + heard.readUInt16BE()));
      end(() => {
        if (packet === null) reject(new NoAnswer('failure', 'the answer cannot be read'));
        else resolve(packet);
      });
    });
  });
}

function shapeOf(packet: DecodedPacket): WireAnswer {
  return {
    rcode: rcodeOf(packet),
    isAuthoritative: packet.flag_aa,
    answers: packet.answers ?? [],
    authorities: packet.authorities ?? [],
  };
}

function rcodeOf(packet: DecodedPacket): string {
  return 'rcode' in packet ? String(packet.rcode) : 'NOERROR';
}
