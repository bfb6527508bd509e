/** XFORWARD: who the client of the client was. Postfix XFORWARD_README; xtext is RFC 3461, section 4; S-220 to S-225. */

/** The attributes there are, in the order in which Postfix writes them. */
export const XFORWARD_ATTRIBUTES: readonly string[] = ['NAME', 'ADDR', 'PORT', 'PROTO', 'HELO', 'IDENT', 'SOURCE'];

/** Decoded values by upper-case name; null is [UNAVAILABLE]. */
export type XforwardAttributes = ReadonlyMap<string, string | null>;

export type ParsedXforward = { ok: true; attributes: XforwardAttributes } | { ok: false; reason: string };

const MAX_VALUE = 255;
const MAX_COMMAND = 512; // with its CRLF
const UNAVAILABLE = '[UNAVAILABLE]';

/** What stands behind the word XFORWARD. */
export function parseXforward(args: string): ParsedXforward {
  const attributes = new Map<string, string | null>();
  for (const pair of args.split(' ').filter((text) => text !== '')) {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, Math.max(equals, 0)).toUpperCase();
    if (!XFORWARD_ATTRIBUTES.includes(name)) return { ok: false, reason: 'Unknown XFORWARD attribute' };
    const value = decodeXtext(pair.slice(equals + 1));
    if (value === null || value.length > MAX_VALUE) return { ok: false, reason: `Bad XFORWARD ${name} value` };
    attributes.set(name, value === '' || value.toUpperCase() === UNAVAILABLE ? null : value);
  }
  return attributes.size > 0 ? { ok: true, attributes } : { ok: false, reason: 'XFORWARD needs attributes' };
}

/** The first command of a transaction sets all that it does not name to unknown (S-221). */
export function mergeXforward(known: XforwardAttributes, given: XforwardAttributes): XforwardAttributes {
  const start: Iterable<[string, string | null]> =
    known.size > 0 ? known : XFORWARD_ATTRIBUTES.map((name) => [name, null]);
  return new Map([...start, ...given]);
}

/** The commands that tell the next hop, without CRLF: only attributes that it lists, as few commands as possible. */
export function xforwardCommands(attributes: XforwardAttributes, offered: readonly string[]): string[] {
  const commands: string[] = [];
  let command = 'XFORWARD';
  for (const name of offered) {
    const value = attributes.get(name);
    if (value === undefined) continue;
    const pair = ` ${name}=${value === null ? UNAVAILABLE : encodeXtext(value)}`;
    if (command.length + pair.length + 2 > MAX_COMMAND) {
      commands.push(command);
      command = 'XFORWARD';
    }
    command += pair;
  }
  if (command !== 'XFORWARD') commands.push(command);
  return commands;
}

/** Null for what is not xtext, or stands for white space, a control or a non-ASCII octet (S-225). */
function decodeXtext(text: string): string | null {
  if (/\+(?![0-9A-F]{2})/i.test(text)) return null;
  const value = text.replace(/\+([0-9A-F]{2})/gi, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return /^[\x21-\x7e]*$/.test(value) ? value : null;
}

function encodeXtext(value: string): string {
  return value.replace(/[+=]/g, (char) => `+${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
