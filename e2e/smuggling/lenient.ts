/**
 * Next hops that are lenient, each in its own way, as servers were or might be. Each is a pattern for the end of data and
 * the octets that it leaves out before it looks; so it can be asked about octets at hand as well as on a socket.
 */
export interface Leniency {
  readonly name: string;
  /** The end of data. The octets before it begin with the line end of DATA. */
  readonly end: RegExp;
  /** What it does not see at all. */
  readonly drops?: RegExp;
}

export const STRICT: Leniency = { name: 'strict', end: /\r\n\.\r\n/ };

const ENDS = { CRLF: '\r\n', LF: '\n', CR: '\r', LFCR: '\n\r', CRCRLF: '\r\r\n' };

/** One for each pair that is taken beside CRLF.CRLF. */
const PAIRS: readonly Leniency[] = Object.entries(ENDS)
  .flatMap(([nameBefore, before]) =>
    Object.entries(ENDS).map(([nameAfter, after]) => ({
      name: `takes ${nameBefore}.${nameAfter}`,
      pair: `${before}.${after}`,
    })),
  )
  .filter(({ pair }) => !pair.endsWith('\r\n.\r\n')) // the real end, or with a CR more before it
  .map(({ name, pair }) => ({ name, end: new RegExp(`\r\n\\.\r\n|${pair.replace('.', '\\.')}`) }));

/** Those are asked over sockets, too. */
export const KINDS: readonly Leniency[] = [
  { name: 'LF ends a line, too', end: /\r?\n\.\r?\n/ },
  { name: 'CR ends a line, too', end: /(?:\r\n|\r)\.(?:\r\n|\r)/ },
  { name: 'CR, LF and CRLF end a line', end: /[\r\n]\.[\r\n]/ },
  { name: 'any number of CRs before an LF', end: /\r*\n\.\r*\n/ },
  { name: 'leaves CRs out', end: /\n\.\n/, drops: /\r/g },
  { name: 'leaves LFs out', end: /\r\.\r/, drops: /\n/g },
  { name: 'leaves bare CRs out', end: /\r\n\.\r\n/, drops: /\r(?!\n)/g },
  { name: 'leaves NULs out', end: /\r\n\.\r\n/, drops: /\0/g },
  { name: 'leaves NULs out, and LF ends a line', end: /\r?\n\.\r?\n/, drops: /\0/g },
  { name: 'leaves NULs out, and CR, LF and CRLF end a line', end: /[\r\n]\.[\r\n]/, drops: /\0/g },
  { name: 'leaves NULs and CRs out', end: /\n\.\n/, drops: /[\0\r]/g },
  { name: 'a line ends at its NUL, as a string in C', end: /\r\n\.(?:\0[^\r\n]*)?\r\n/ },
  { name: 'a dot ends at a line end of any kind, begins after CRLF', end: /\r\n\.[\r\n]/ },
];

export const LENIENCIES: readonly Leniency[] = [STRICT, ...KINDS, ...PAIRS];

/** One end of a session as such a server has it. */
export interface LenientSession {
  /** Takes octets as they come, latin1; answers what it has to say. */
  take(octets: string): string;
  /** Every command that it executed. */
  readonly commands: readonly string[];
  /** The octets behind each DATA that had its end, as they came. */
  readonly wire: readonly string[];
}

/** `choose`: which leniency, at the first MAIL. */
export function lenientSession(choose: (mail: string) => Leniency): LenientSession {
  const commands: string[] = [];
  const wire: string[] = [];
  let waiting = '';
  let leniency: Leniency | null = null;
  let inData = false;

  const execute = (line: string): string => {
    if (line === '') return ''; // what is left of a line end of another kind
    commands.push(line);
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'MAIL') leniency ??= choose(line);
    if (verb === 'EHLO') return '250-sink.example\r\n250-PIPELINING\r\n250-XFORWARD NAME ADDR\r\n250 8BITMIME\r\n';
    if (verb === 'QUIT') return '221 Bye\r\n';
    inData = verb === 'DATA';
    return inData ? '354 go on\r\n' : '250 Ok\r\n';
  };

  return {
    commands,
    wire,
    take(octets) {
      waiting += octets;
      let said = '';
      for (;;) {
        if (inData) {
          const { end, drops } = leniency ?? STRICT;
          const seen = `\r\n${drops === undefined ? waiting : waiting.replaceAll(drops, '')}`;
          const found = end.exec(seen);
          if (found === null) return said;
          const length = found.index + found[0].length;
          wire.push(waiting);
          waiting = seen.slice(length);
          inData = false;
          said += '250 Ok\r\n';
        }
        const found = (leniency === STRICT || leniency === null ? /\r\n/ : /\r\n|\n|\r/).exec(waiting);
        if (found === null) return said;
        const line = waiting.slice(0, found.index);
        waiting = waiting.slice(found.index + found[0].length);
        said += execute(line);
      }
    },
  };
}

/** The commands that such a server would execute behind this DATA, given these octets. */
export function commandsBehind(leniency: Leniency, octets: string): readonly string[] {
  const session = lenientSession(() => leniency);
  session.take(`MAIL FROM:<a@x.example>\r\nRCPT TO:<b@x.example>\r\nDATA\r\n`);
  session.take(octets);
  return session.commands.slice(3);
}
