/**
 * Compares what left with what came: the message itself to the last octet, and above it nothing but the lines that the
 * program is there to add. A huge message is compared as it comes, and never kept.
 */
import type { KeyObject } from 'node:crypto';
import { AUTHSERV_ID, type TestMessage } from './messages.js';
import { faultOfSignature, fieldsOf, nameOf, simpleBodyHash } from './signature.js';
import type { MessageTaker } from './sink.js';

const KEPT = 2 * 1024 * 1024; // octets up to which a message is kept and compared as a whole
const MOST_ADDED = 16 * 1024; // octets that our lines may have

/** What stands between client and sink: both is the verifier behind the signer. */
export type Route = 'dkimproxy-out' | 'dkimproxy-in' | 'both';

export interface Verdict {
  /** What is wrong, with the first octet that differs; null if all is as it should be. */
  readonly fault: string | null;
  readonly signed: boolean;
  readonly octets: number;
}

const GUARD = 'X-DKIMproxy: first line of the message was a continuation';

export function judge(
  message: TestMessage,
  { route, key, huge }: { route: Route; key: KeyObject; huge: boolean },
  tell: (verdict: Verdict) => void,
): MessageTaker {
  const expected = route === 'dkimproxy-out' ? message.pieces() : message.piecesWithoutForged();
  let octets = 0;
  const told = (fault: string | null, signed: boolean): void => tell({ fault, signed, octets });

  if (huge) {
    const compare = comparison(expected);
    const body = simpleBodyHash();
    let head: Buffer | null = Buffer.alloc(0); // until our lines and the header have come
    let header = '';
    let added = '';
    let fault: string | null = null;
    return {
      write(piece) {
        octets += piece.length;
        if (head === null) {
          compare.write(piece);
          body.write(piece);
          return;
        }
        head = Buffer.concat([head, piece]);
        if (head.length < MOST_ADDED) return;
        const begin = head.indexOf('X-Identity: ');
        const end = head.indexOf('\r\n\r\n');
        if (begin < 0 || end < 0) fault ??= 'the first line of the message is not where it should be';
        added = head.toString('latin1', 0, Math.max(begin, 0));
        header = head.toString('latin1', 0, end + 2);
        compare.write(head.subarray(Math.max(begin, 0)));
        body.write(head.subarray(end + 4));
        head = null;
      },
      end() {
        const difference = fault ?? compare.end();
        const { fault: ours, signed } = judgeAdded(added, { header, bodyHash: body.digest(), message, route, key });
        told(difference ?? ours, signed);
      },
    };
  }

  const parts: Buffer[] = [];
  return {
    write(piece) {
      octets += piece.length;
      if (octets < KEPT) parts.push(Buffer.from(piece)); // a copy: the memory of a chunk is used again
    },
    end() {
      const arrived = Buffer.concat(parts);
      const sent = Buffer.concat([...expected]);
      const begin = arrived.length - sent.length;
      if (octets >= KEPT || begin < 0) return told(`${octets} octets left, ${sent.length} came`, false);
      if (!arrived.subarray(begin).equals(sent)) return told(differenceOf(arrived, sent), false);
      // An empty line at once: the message has no header, and ours ends it.
      const end = arrived.indexOf('\r\n\r\n');
      const header = arrived.toString('latin1', 0, end < 0 ? arrived.length : end + 2);
      const body = simpleBodyHash();
      if (end >= 0) body.write(arrived.subarray(end + 4));
      const added = arrived.toString('latin1', 0, begin);
      const { fault, signed } = judgeAdded(added, { header, bodyHash: body.digest(), message, route, key });
      told(fault, signed);
    },
  };
}

/** Are these lines the ones that the program adds, and no others? */
function judgeAdded(
  added: string,
  facts: { header: string; bodyHash: string; message: TestMessage; route: Route; key: KeyObject },
): { fault: string | null; signed: boolean } {
  const { message, route } = facts;
  if (added !== '' && !added.endsWith('\r\n')) return { fault: 'our lines run into the message', signed: false };
  const fields = added === '' ? [] : fieldsOf(added);
  const continued = message.beginsWithContinuation;
  const wrong = (what: string): { fault: string; signed: boolean } => ({
    fault: `${what}: ${JSON.stringify(added)}`,
    signed: false,
  });

  if (route !== 'dkimproxy-out') {
    const results = fields.shift() ?? '';
    if (!results.startsWith(`Authentication-Results: ${AUTHSERV_ID};`)) return wrong('our results are not on top');
    const word = /^X-DKIM-Authentication-Results: (\w+)$/.exec(fields.shift() ?? '')?.[1];
    const signed = fields.some((field) => nameOf(field) === 'dkim-signature');
    if (word !== (signed ? 'pass' : 'none')) return wrong('the verdict is not what it should be');
  }
  const signatures = route === 'dkimproxy-in' ? [] : fields.filter((field) => nameOf(field) === 'dkim-signature');
  const signed = signatures.length > 0;
  if (route !== 'dkimproxy-in' && message.mustBeSigned && !signed) return wrong('it was not signed');
  if (signatures.length > 1) return wrong('it was signed more than once');
  const [signature] = signatures;
  const guarded = continued && (signed || route === 'dkimproxy-in');
  const own = [...signatures, ...(guarded ? [GUARD] : [])];
  // Behind the signer every message begins with a field, if it was signed; else the verifier guards it.
  if (route === 'both' && continued && !signed) own.push(GUARD);
  if (fields.length !== own.length || fields.some((field, at) => field !== own[at])) return wrong('other lines');
  if (signature === undefined) return { fault: null, signed };
  const fault = faultOfSignature(signature, facts.header, facts.bodyHash, facts.key);
  return { fault, signed };
}

/** Where two messages begin to differ, the message being the end of what arrived. */
function differenceOf(arrived: Buffer, sent: Buffer): string {
  const begin = arrived.length - sent.length;
  let at = 0;
  while (at < sent.length && arrived[begin + at] === sent[at]) at += 1;
  return `octet ${at} of ${sent.length} differs: ${near(arrived, begin + at)} left, ${near(sent, at)} came`;
}

function near(octets: Buffer, at: number): string {
  return JSON.stringify(octets.toString('latin1', Math.max(at - 10, 0), at + 10));
}

/** Compares octets as they come with those of an iterable. */
function comparison(expected: Iterable<Buffer>): { write(octets: Buffer): void; end(): string | null } {
  const pieces = expected[Symbol.iterator]();
  let piece: Buffer = Buffer.alloc(0);
  let offset = 0;
  let fault: string | null = null;
  const refill = (): boolean => {
    while (piece.length === 0) {
      const next = pieces.next();
      if (next.done === true) return false;
      piece = next.value;
    }
    return true;
  };
  return {
    write(octets) {
      for (let at = 0; at < octets.length && fault === null;) {
        if (!refill()) {
          fault = `octet ${offset} came behind the end of the message`;
          return;
        }
        const length = Math.min(piece.length, octets.length - at);
        if (octets.compare(piece, 0, length, at, at + length) !== 0) {
          let same = 0;
          while (octets[at + same] === piece[same]) same += 1;
          fault = `octet ${offset + same} differs: ${octets[at + same]} left, ${piece[same]} came`;
        }
        piece = piece.subarray(length);
        at += length;
        offset += length;
      }
    },
    end: () => fault ?? (refill() ? `only ${offset} octets left` : null),
  };
}
