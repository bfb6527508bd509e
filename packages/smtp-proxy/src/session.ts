/**
 * One client, one next hop: what each command does, and which reply it gets. MAIL and RCPT go on as they came and get
 * the next hop's own reply; the rest is answered here (DESIGN.md's promise 2). S-187, S-194 to S-197, S-216.
 */
import type { CommandLine } from './client/input.js';
import { clientIdentity, type KnownClient } from './client-identity.js';
import { logText } from './log-text.js';
import type { Log } from './log.js';
import { offeredKeywords } from './next-hop/capabilities.js';
import type { NextHop, Outcome } from './next-hop/connection.js';
import { describeReply } from './next-hop/reply.js';
import type { ClientFacts, Envelope, RelaySettings, Reply } from './types.js';

const MAX_UNKNOWN = 10; // commands; then it is no SMTP client (S-211)
const MAX_BDAT = 2 ** 40; // octets that we are ready to pass over
/** What a client may say before its session is secure, where `tls_mode required` asks for that. RFC 3207, section 4. */
const BEFORE_TLS: ReadonlySet<string> = new Set(['EHLO', 'HELO', 'LHLO', 'NOOP', 'RSET', 'HELP', 'STARTTLS']);

export type Step =
  | { readonly next: 'go on' | 'receive a message' | 'start TLS' | 'close'; readonly reply: Reply }
  /** Some octets follow that are no commands. */
  | { readonly next: 'skip'; readonly reply: Reply; readonly octets: number };

export interface Session {
  /** What the client hears first, and again behind XCLIENT. */
  greeting(): Reply;
  execute(line: CommandLine): Promise<Step>;
  /** TLS begins, and nothing that was said before counts (RFC 3207, section 4.2). */
  becomeSecure(): Promise<void>;
  /** MAIL was accepted, and neither the end of data nor RSET has come since. */
  inTransaction(): boolean;
  /** What the message about to come is about. */
  envelope(): Envelope;
  client(): ClientFacts;
  /** The message has come to its end, whatever became of it. The next hop has no transaction any more either. */
  endTransaction(): void;
}

export interface SessionParts {
  readonly nextHop: NextHop;
  readonly settings: RelaySettings;
  readonly client: KnownClient;
  /** The client speaks LMTP. */
  readonly lmtp: boolean;
  /** The session is secure from its first octet on. */
  readonly secure: boolean;
  readonly log: Log;
  /** In whole seconds since 1970. */
  readonly now: () => number;
}

type Transaction = Omit<Envelope, 'recipients'> & { readonly recipients: string[] };

export function createSession({ nextHop, settings, client, lmtp, secure, log, now }: SessionParts): Session {
  const { hostname, timeouts, limits } = settings;
  let isSecure = secure;
  let transaction: Transaction | null = null;
  const identity = clientIdentity({ nextHop, settings, client, log });
  let touched = false; // the next hop knows something of a transaction
  let unknown = 0;
  let toldOfRecipients = false; // the log; once for a message is enough

  const offersStartTls = (): boolean =>
    settings.clientTls !== null && settings.clientTls.mode !== 'implicit' && !isSecure;
  const forget = (): void => {
    transaction = null;
    identity.endTransaction();
    touched = false;
    toldOfRecipients = false;
  };

  /** Both sides; our reply does not depend on the next hop's, a loss shows at the next command. */
  const reset = async (): Promise<void> => {
    if (touched) await nextHop.command('RSET', timeouts.mail);
    forget();
  };

  const hello = async (verb: 'EHLO' | 'HELO' | 'LHLO', name: string): Promise<Step> => {
    if (name === '') return goOn(reply(501, `5.5.4 ${verb} needs a name`));
    await reset();
    const isExtended = verb !== 'HELO';
    identity.sayHello(name, isExtended);
    // Who may yet speak for another one, or say another name in TLS, is introduced at MAIL: after it the next hop may take no
    // XCLIENT any more.
    const stopped = identity.maySpeakForOthers() || offersStartTls() ? null : await identity.introduce();
    if (stopped !== null) return passOn({ reply: stopped });
    if (!isExtended) return goOn(reply(250, hostname));
    const keywords = offeredKeywords(nextHop.capabilities, {
      xforward: identity.xforwardTaken(),
      xclient: identity.xclientTaken(),
      startTls: offersStartTls(),
      maxMessageSize: limits.messageSize,
    });
    return goOn(reply(250, hostname, ...keywords));
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
    const { sender, eightBitMime, smtpUtf8, declaredSize } = readMail(line);
    if (limits.messageSize !== null && declaredSize > limits.messageSize) {
      log.warn(
        { sender: logText(sender), declaredSize },
        'message refused at MAIL, it is too large (max_message_size)',
      );
      return goOn(MESSAGE_TOO_LARGE);
    }
    const stopped = (await identity.introduce()) ?? (await identity.forward());
    if (stopped !== null) return passOn({ reply: stopped });
    const receivedAt = now();
    const outcome = await step(line, timeouts.mail);
    if (outcome.reply.code < 300) {
      transaction = { mail: line, recipients: [], sender, eightBitMime, smtpUtf8, receivedAt };
    }
    return passOn(outcome);
  };

  const rcpt = async (line: string): Promise<Step> => {
    const accepted = transaction?.recipients.length ?? 0;
    if (limits.recipients !== null && accepted >= limits.recipients) {
      const facts = { sender: logText(transaction?.sender ?? ''), recipients: accepted };
      if (!toldOfRecipients) log.warn(facts, 'further recipients of a message put off (max_recipients)');
      toldOfRecipients = true;
      return goOn(TOO_MANY_RECIPIENTS);
    }
    const outcome = await step(line, timeouts.rcpt);
    if (outcome.reply.code < 300) transaction?.recipients.push(line);
    return passOn(outcome);
  };

  /** Null where XFORWARD or XCLIENT may come now. */
  const attributesRefused = (verb: string, isAllowed: boolean, taken: readonly string[]): Reply | null => {
    if (!isAllowed) return NOT_ALLOWED;
    if (taken.length === 0) return NOT_IMPLEMENTED;
    return transaction === null ? null : reply(503, `5.5.1 ${verb} may not come inside a transaction`);
  };

  const takeXforward = (args: string): Reply => {
    const refusal = attributesRefused('XFORWARD', identity.mayForward(), identity.xforwardTaken());
    if (refusal !== null) return refusal;
    const fault = identity.takeXforward(args);
    return fault === null ? OK : reply(501, `5.5.4 ${fault}`);
  };

  const takeXclient = async (args: string): Promise<Reply> => {
    const refusal = attributesRefused('XCLIENT', identity.maySpeakForOthers(), identity.xclientTaken());
    if (refusal !== null) return refusal;
    const fault = identity.takeXclient(args);
    if (fault !== null) return reply(501, `5.5.4 ${fault}`);
    await reset();
    return greeting();
  };

  const greeting = (): Reply => reply(220, `${hostname} ${lmtp ? 'LMTP' : 'ESMTP'}`);

  const noCommand = (refusal: Reply): Step => {
    unknown += 1;
    return unknown < MAX_UNKNOWN ? goOn(refusal) : { next: 'close', reply: TOO_MANY_ERRORS };
  };

  const execute = async (verb: string, args: string, line: string): Promise<Step> => {
    if (settings.clientTls?.mode === 'required' && !isSecure && !BEFORE_TLS.has(verb)) return noCommand(TLS_FIRST);
    switch (verb) {
      case 'EHLO':
      case 'HELO':
        return lmtp ? noCommand(SAY_LHLO) : hello(verb, args);
      case 'LHLO':
        return lmtp ? hello(verb, args) : noCommand(UNKNOWN_COMMAND);
      case 'MAIL':
        return mail(line);
      case 'RCPT':
        return rcpt(line);
      case 'DATA':
        if (args !== '') return goOn(reply(501, '5.5.4 DATA takes no parameter'));
        if (transaction === null) return goOn(reply(503, '5.5.1 MAIL comes first'));
        // RFC 2033, section 4.2, wants 503 of an LMTP server.
        if (transaction.recipients.length === 0) return goOn(reply(lmtp ? 503 : 554, '5.5.1 No valid recipients'));
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
        return goOn(await takeXclient(args));
      case 'STARTTLS':
        if (isSecure) return goOn(reply(503, '5.5.1 TLS has begun already'));
        if (!offersStartTls()) return goOn(NOT_IMPLEMENTED);
        if (args !== '') return goOn(reply(501, '5.5.4 STARTTLS takes no parameter'));
        return { next: 'start TLS', reply: reply(220, '2.0.0 Ready to start TLS') };
      case 'EXPN':
      case 'ETRN':
      case 'TURN':
      case 'AUTH':
        return goOn(NOT_IMPLEMENTED);
      case 'BDAT':
        return skipBdat(args);
      default:
        return noCommand(UNKNOWN_COMMAND);
    }
  };

  return {
    greeting,
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
    async becomeSecure() {
      await reset();
      identity.forgetHello();
      isSecure = true;
    },
    inTransaction: () => transaction !== null,
    envelope() {
      if (transaction === null) throw new Error('There is no transaction.');
      return transaction;
    },
    client: () => identity.facts(),
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

/**
 * What the apps want to know of MAIL, and the size that it declares (RFC 1870, section 6; 0 if none). The line itself is
 * relayed, so nothing here has to be exact for the mail to pass.
 */
function readMail(
  line: string,
): Pick<Envelope, 'sender' | 'eightBitMime' | 'smtpUtf8'> & { readonly declaredSize: number } {
  const [, quoted, bare = ''] = /^MAIL\s+FROM:\s*(?:<((?:"(?:[^"\\]|\\.)*"|[^">])*)>|(\S*))/is.exec(line) ?? [];
  const found = /^MAIL\s+FROM:\s*(?:<(?:"(?:[^"\\]|\\.)*"|[^">])*>|\S*)(.*)$/is.exec(line);
  const parameters = (found?.[1] ?? '').toUpperCase().split(/\s+/);
  const size = parameters.find((parameter) => /^SIZE=\d{1,20}$/.test(parameter));
  return {
    sender: quoted ?? bare,
    eightBitMime: parameters.includes('BODY=8BITMIME'),
    smtpUtf8: parameters.includes('SMTPUTF8'),
    declaredSize: Number(size?.slice('SIZE='.length) ?? 0),
  };
}

/** The next hop's reply as the client gets it; 421 closes both sides (S-189). */
function passOn({ reply }: Pick<Outcome, 'reply'>): Step {
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
const UNKNOWN_COMMAND = reply(500, '5.5.2 Command not recognized');
const SAY_LHLO = reply(500, '5.5.1 This is LMTP; say LHLO');
const NOT_IMPLEMENTED = reply(502, '5.5.1 Command not implemented');
const TLS_FIRST = reply(530, '5.7.0 Say STARTTLS first');
const NOT_ALLOWED = reply(550, '5.7.1 Not allowed');
const TOO_MANY_ERRORS = reply(421, '4.7.0 Too many commands that are none');
const TOO_MANY_RECIPIENTS = reply(452, '4.5.3 Too many recipients; send the others in another message');
const MESSAGE_TOO_LARGE = reply(552, '5.3.4 The message is larger than this server takes');
const NONSENSE = reply(451, '4.3.0 The next hop does not speak proper SMTP; try again later');
