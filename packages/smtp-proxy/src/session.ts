/**
 * One client, one next hop: what each command does, and which reply it gets. MAIL and RCPT go on as they came and get
 * the next hop's own reply; the rest is answered here (DESIGN.md's promise 2). S-187, S-194 to S-197, S-216.
 */
import type { CommandLine } from './client/input.js';
import type { Log } from './log.js';
import { offeredKeywords, offeredXforward } from './next-hop/capabilities.js';
import type { NextHop, Outcome } from './next-hop/connection.js';
import { describeReply } from './next-hop/reply.js';
import { mergeXforward, parseXforward, xforwardCommands, type XforwardAttributes } from './next-hop/xforward.js';
import type { Envelope, RelaySettings, Reply } from './types.js';

const MAX_UNKNOWN = 10; // commands; then it is no SMTP client (S-211)
const MAX_BDAT = 2 ** 40; // octets that we are ready to pass over

export type Step =
  | { readonly next: 'go on' | 'receive a message' | 'close'; readonly reply: Reply }
  /** Some octets follow that are no commands. */
  | { readonly next: 'skip'; readonly reply: Reply; readonly octets: number };

export interface Session {
  execute(line: CommandLine): Promise<Step>;
  /** MAIL was accepted, and neither the end of data nor RSET has come since. */
  inTransaction(): boolean;
  /** What the message about to come is about. */
  envelope(): Envelope;
  helo(): string;
  xforward(): XforwardAttributes;
  /** The message has come to its end, whatever became of it. The next hop has no transaction any more either. */
  endTransaction(): void;
}

export interface SessionParts {
  readonly nextHop: NextHop;
  readonly settings: RelaySettings;
  /** The client may say XFORWARD. */
  readonly xforwardAllowed: boolean;
  readonly log: Log;
  /** In whole seconds since 1970. */
  readonly now: () => number;
}

type Transaction = Omit<Envelope, 'recipients'> & { readonly recipients: string[] };

export function createSession({ nextHop, settings, xforwardAllowed, log, now }: SessionParts): Session {
  const { hostname, timeouts } = settings;
  const attributesOffered = offeredXforward(nextHop.capabilities);
  let helo = '';
  let transaction: Transaction | null = null;
  let xforward: XforwardAttributes = new Map();
  let xforwardSent = false;
  let touched = false; // the next hop knows something of a transaction
  let unknown = 0;

  const forget = (): void => {
    transaction = null;
    xforward = new Map();
    xforwardSent = false;
    touched = false;
  };

  /** Both sides; our reply does not depend on the next hop's, a loss shows at the next command. */
  const reset = async (): Promise<void> => {
    if (touched) await nextHop.command('RSET', timeouts.mail);
    forget();
  };

  const sendXforward = async (): Promise<Step | null> => {
    if (xforward.size === 0 || xforwardSent) return null;
    for (const command of xforwardCommands(xforward, attributesOffered)) {
      const outcome = await nextHop.command(command, timeouts.mail);
      if (outcome.result === 'lost' || outcome.reply.code === 421) return passOn(outcome);
      if (outcome.reply.code >= 400) {
        log.warn({ nextHopReply: describeReply(outcome.reply) }, 'the next hop refused XFORWARD, mail goes on');
        break;
      }
    }
    xforwardSent = true;
    return null;
  };

  /** 3xx to a command that asks for no more is no reply. */
  const step = async (line: string, timeoutMs: number): Promise<Outcome> => {
    touched = true;
    const outcome = await nextHop.command(line, timeoutMs);
    if (outcome.reply.code < 300 || outcome.reply.code >= 400) return outcome;
    nextHop.destroy();
    return { result: 'lost', reply: NONSENSE, reason: `it answered ${describeReply(outcome.reply)}` };
  };

  const mail = async (line: string): Promise<Step> => {
    touched = true;
    const stopped = await sendXforward();
    if (stopped !== null) return stopped;
    const receivedAt = now();
    const outcome = await step(line, timeouts.mail);
    if (outcome.reply.code < 300) transaction = { ...readMail(line), mail: line, recipients: [], receivedAt };
    return passOn(outcome);
  };

  const rcpt = async (line: string): Promise<Step> => {
    const outcome = await step(line, timeouts.rcpt);
    if (outcome.reply.code < 300) transaction?.recipients.push(line);
    return passOn(outcome);
  };

  const takeXforward = (args: string): Reply => {
    if (!xforwardAllowed) return NOT_ALLOWED;
    if (attributesOffered.length === 0) return NOT_IMPLEMENTED;
    if (transaction !== null) return reply(503, '5.5.1 XFORWARD may not come inside a transaction');
    const parsed = parseXforward(args);
    if (!parsed.ok) return reply(501, `5.5.4 ${parsed.reason}`);
    xforward = mergeXforward(xforward, parsed.attributes);
    xforwardSent = false;
    return OK;
  };

  const noCommand = (refusal: Reply): Step => {
    unknown += 1;
    return unknown < MAX_UNKNOWN ? goOn(refusal) : { next: 'close', reply: TOO_MANY_ERRORS };
  };

  const execute = async (verb: string, args: string, line: string): Promise<Step> => {
    switch (verb) {
      case 'EHLO':
      case 'HELO':
        if (args === '') return goOn(reply(501, `5.5.4 ${verb} needs a name`));
        await reset();
        helo = args;
        if (verb === 'HELO') return goOn(reply(250, hostname));
        return goOn(reply(250, hostname, ...offeredKeywords(nextHop.capabilities, { xforward: xforwardAllowed })));
      case 'MAIL':
        return mail(line);
      case 'RCPT':
        return rcpt(line);
      case 'DATA':
        if (args !== '') return goOn(reply(501, '5.5.4 DATA takes no parameter'));
        if (transaction === null) return goOn(reply(503, '5.5.1 MAIL comes first'));
        if (transaction.recipients.length === 0) return goOn(reply(554, '5.5.1 No valid recipients'));
        return { next: 'receive a message', reply: START_MAIL };
      case 'RSET':
        await reset();
        return goOn(OK);
      case 'NOOP':
        return goOn(OK);
      case 'VRFY':
        return goOn(reply(252, '2.5.0 Send some mail, the next hop will tell'));
      case 'HELP':
        return goOn(reply(214, '2.0.0 See RFC 5321; MAIL and RCPT are answered by the next hop'));
      case 'XFORWARD':
        return goOn(takeXforward(args));
      case 'XCLIENT':
        return goOn(NOT_ALLOWED);
      case 'EXPN':
      case 'ETRN':
      case 'TURN':
      case 'AUTH':
      case 'STARTTLS':
        return goOn(NOT_IMPLEMENTED);
      case 'BDAT':
        return skipBdat(args);
      default:
        return noCommand(reply(500, '5.5.2 Command not recognized'));
    }
  };

  return {
    async execute(line) {
      if (!line.ok) return noCommand(reply(500, `5.5.2 ${line.reason}`));
      const [, word = '', args = ''] = /^([A-Za-z0-9]*)\s*(.*)$/s.exec(line.text) ?? [];
      const verb = word.toUpperCase();
      if (verb === 'QUIT') return { next: 'close', reply: reply(221, '2.0.0 Bye') };
      const gone = nextHop.gone();
      if (gone !== null) {
        log.warn({ reason: gone.reason }, 'session ended, the next hop has gone');
        return { next: 'close', reply: gone.reply };
      }
      return execute(verb, args.trimEnd(), line.text);
    },
    inTransaction: () => transaction !== null,
    envelope() {
      if (transaction === null) throw new Error('There is no transaction.');
      return transaction;
    },
    helo: () => helo,
    xforward: () => xforward,
    endTransaction: forget,
  };
}

/** Its octets follow at once, whatever we answer (RFC 3030, section 2); they must not be run as commands (S-211). */
function skipBdat(args: string): Step {
  const [, digits] = /^(\d{1,13})(?:\s+LAST)?$/i.exec(args) ?? [];
  const octets = Number(digits ?? Number.NaN);
  if (Number.isNaN(octets) || octets > MAX_BDAT) return { next: 'close', reply: TOO_MANY_ERRORS };
  return { next: 'skip', reply: NOT_IMPLEMENTED, octets };
}

/** What the apps want to know of MAIL. The line itself is relayed, so nothing here has to be exact for the mail to pass. */
function readMail(line: string): Pick<Envelope, 'sender' | 'eightBitMime' | 'smtpUtf8'> {
  const [, quoted, bare = ''] = /^MAIL\s+FROM:\s*(?:<((?:"(?:[^"\\]|\\.)*"|[^">])*)>|(\S*))/is.exec(line) ?? [];
  const found = /^MAIL\s+FROM:\s*(?:<(?:"(?:[^"\\]|\\.)*"|[^">])*>|\S*)(.*)$/is.exec(line);
  const parameters = (found?.[1] ?? '').toUpperCase().split(/\s+/);
  return {
    sender: quoted ?? bare,
    eightBitMime: parameters.includes('BODY=8BITMIME'),
    smtpUtf8: parameters.includes('SMTPUTF8'),
  };
}

/** The next hop's reply as the client gets it; 421 closes both sides (S-189). */
function passOn({ reply }: Outcome): Step {
  return { next: reply.code === 421 ? 'close' : 'go on', reply };
}

function goOn(reply: Reply): Step {
  return { next: 'go on', reply };
}

function reply(code: number, ...lines: string[]): Reply {
  return { code, lines };
}

const OK = reply(250, '2.0.0 Ok');
const START_MAIL = reply(354, 'End data with <CR><LF>.<CR><LF>');
const NOT_IMPLEMENTED = reply(502, '5.5.1 Command not implemented');
const NOT_ALLOWED = reply(550, '5.7.1 Not allowed');
const TOO_MANY_ERRORS = reply(421, '4.7.0 Too many commands that are none');
const NONSENSE = reply(451, '4.3.0 The next hop does not speak proper SMTP; try again later');
