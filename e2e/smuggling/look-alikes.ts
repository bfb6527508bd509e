/**
 * What some server might take for the end of a message, though it is not CRLF.CRLF: each of these line ends and none
 * before the dot, each of them behind it. RFC 5321, sections 2.3.8 and 4.1.1.4; CVE-2023-51764, -51765, -51766.
 */
const LINE_ENDS: Readonly<Record<string, string>> = {
  CRLF: '\r\n',
  LF: '\n',
  CR: '\r',
  LFCR: '\n\r',
  CRCR: '\r\r',
  CRCRLF: '\r\r\n',
  'NUL CRLF': '\0\r\n',
  'CRLF NUL': '\r\n\0',
  'CR NUL LF': '\r\0\n',
  'NUL LF': '\0\n',
  'LF NUL': '\n\0',
  'CR NUL': '\r\0',
  nothing: '',
};

export interface LookAlike {
  /** `LF.CRLF`. */
  readonly name: string;
  readonly octets: string;
}

const all: readonly LookAlike[] = Object.entries(LINE_ENDS).flatMap(([nameBefore, before]) =>
  Object.entries(LINE_ENDS).map(([nameAfter, after]) => ({
    name: `${nameBefore}.${nameAfter}`,
    octets: `${before}.${after}`,
  })),
);

/** All that are not the end. */
export const LOOK_ALIKES = all.filter(({ octets }) => !octets.includes('\r\n.\r\n'));

export const REAL_END: LookAlike = { name: 'CRLF.CRLF', octets: '\r\n.\r\n' };

const EVIL = 'evil@attacker.example';
const FROM = 'From: taro@identity.example\r\n'; // so that the signer has lines to add
const BEFORE = `${FROM}Subject: x\r\n\r\na`;
const BEHIND = `MAIL FROM:<${EVIL}>\r\nRCPT TO:<victim@x.example>\r\nDATA\r\n${FROM}\r\nhi\r\n.\r\n`;

/** What the attacker writes behind DATA: a mail, the look-alike, and what shall become the commands of a second mail. */
export function attack({ octets }: LookAlike): string {
  return `${BEFORE}${octets}${BEHIND}`;
}

/** The same with the look-alike first, right behind the lines that the programs add; null where that is the real end. */
export function attackAtOnce({ octets }: LookAlike): string | null {
  return `\r\n${octets}`.includes('\r\n.\r\n') ? null : `${octets}${BEHIND}`;
}

/** Where the look-alike stands in it, with one octet on each side. */
export function placeIn({ octets }: LookAlike): { from: number; to: number } {
  return { from: BEFORE.length - 1, to: BEFORE.length + octets.length + 1 };
}

/** Is this command line one of the second mail's? */
export function isSmuggled(command: string): boolean {
  return command.includes(EVIL) || command.includes('victim@');
}

/** What the message says by the rules: without the dots at the begin of lines, bare LF as CRLF, bare CR as a space. */
function byTheRules(wire: string): { message: string; bare: boolean } {
  const message = wire.slice(0, -'.\r\n'.length).replaceAll(/(?<=^|\r\n)\./g, '');
  const proper = message.replaceAll(/\r(?!\n)/g, ' ').replaceAll(/(?<!\r)\n/g, '\r\n');
  return { message: proper, bare: proper !== message };
}

/** The code that the attacker gets at the end of these octets. */
export function replyTo(wire: string, mode: 'normalize' | 'reject'): number {
  const { message, bare } = byTheRules(wire);
  const hidden = /(?:^|\r\n)\0+\.\0*\r\n/.test(message);
  return hidden || (bare && mode === 'reject') ? 550 : 250;
}
