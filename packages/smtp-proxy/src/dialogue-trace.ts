/** debugtrace: the SMTP dialogue in the log, without its secrets. Messages appear as their size only. */
import { logText } from './log-text.js';
import type { Log } from './log.js';
import { describeReply } from './next-hop/reply.js';
import type { Reply } from './types.js';

export type Party = 'client' | 'next hop';

export interface DialogueTrace {
  /** A command line: from the client, or from us to the next hop. */
  command(party: Party, line: string): void;
  /** A reply: from us to the client, or from the next hop to us. */
  reply(party: Party, reply: Reply): void;
  /** Some octets of a message, or the end of one. */
  note(party: Party, text: string): void;
}

const SILENT: DialogueTrace = { command() {}, reply() {}, note() {} };
/** Whole words: base64 has no white space, but may begin as one of these does. */
const COMMANDS =
  /^(?:EHLO|HELO|LHLO|MAIL|RCPT|DATA|BDAT|RSET|NOOP|QUIT|VRFY|EXPN|HELP|ETRN|TURN|STARTTLS|XFORWARD|XCLIENT)(?!\S)/i;
/** By name: a client that leaves the mechanism out has its secret where that belongs. */
const MECHANISM =
  /^\s*AUTH +(PLAIN|LOGIN|(?:CRAM|DIGEST)-MD5|SCRAM-SHA-(?:1|256)(?:-PLUS)?|XOAUTH2|OAUTHBEARER|NTLM|GSSAPI|EXTERNAL|ANONYMOUS)(?!\S)/i;

export function dialogueTrace(log: Log, on: boolean): DialogueTrace {
  if (!on) return SILENT;
  let secret = false; // what follows AUTH may be a password, until a command that we know
  const write = (party: Party, fromThem: boolean, text: string): void => {
    log.info({ party, direction: fromThem ? 'in' : 'out' }, `${party} ${fromThem ? '->' : '<-'} ${logText(text)}`);
  };

  return {
    command(party, line) {
      const isAuth = /^\s*AUTH\b/i.test(line);
      if (isAuth) secret = true;
      else if (COMMANDS.test(line)) secret = false;
      const mechanism = MECHANISM.exec(line)?.[1]?.toUpperCase();
      const shown = isAuth ? `AUTH ${mechanism === undefined ? '' : `${mechanism} `}(the rest is not logged)` : line;
      write(party, party === 'client', secret && !isAuth ? '(not logged, it may belong to AUTH)' : shown);
    },
    reply(party, reply) {
      const more = reply.lines.length > 1 ? ` (and ${reply.lines.length - 1} more lines)` : '';
      write(party, party === 'next hop', describeReply(reply) + more);
    },
    note(party, text) {
      write(party, party === 'client', text);
    },
  };
}
