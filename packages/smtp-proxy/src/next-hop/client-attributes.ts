/** The attributes in which XFORWARD and XCLIENT tell of a client. Postfix XFORWARD_README and XCLIENT_README; S-220 to S-225, S-227. */
import { decodeXtext, encodeXtext } from './xtext.js';

/** Decoded values by upper-case name; null is [UNAVAILABLE]. */
export type ClientAttributes = ReadonlyMap<string, string | null>;

export type ParsedAttributes = { ok: true; attributes: ClientAttributes } | { ok: false; reason: string };

const MAX_VALUE = 255;
const MAX_COMMAND = 512; // with its CRLF
const UNAVAILABLE = '[UNAVAILABLE]';

/** What stands behind the word `verb`; `names` are the attributes that there are. */
export function parseAttributes(verb: string, args: string, names: readonly string[]): ParsedAttributes {
  const attributes = new Map<string, string | null>();
  for (const pair of args.split(' ').filter((text) => text !== '')) {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, Math.max(equals, 0)).toUpperCase();
    if (!names.includes(name)) return { ok: false, reason: `Unknown ${verb} attribute` };
    const value = decodeXtext(pair.slice(equals + 1));
    if (value === null || value.length > MAX_VALUE) return { ok: false, reason: `Bad ${verb} ${name} value` };
    attributes.set(name, value === '' || value.toUpperCase() === UNAVAILABLE ? null : value);
  }
  return attributes.size > 0 ? { ok: true, attributes } : { ok: false, reason: `${verb} needs attributes` };
}

/** The commands that tell the next hop, without CRLF: those of `names` that are known, in that order, in as few as possible. */
export function attributeCommands(verb: string, attributes: ClientAttributes, names: readonly string[]): string[] {
  const commands: string[] = [];
  let command = verb;
  for (const name of names) {
    const value = attributes.get(name);
    if (value === undefined) continue;
    let pair = ` ${name}=${value === null ? UNAVAILABLE : encodeXtext(value)}`;
    if (verb.length + pair.length + 2 > MAX_COMMAND) pair = ` ${name}=${UNAVAILABLE}`; // no command has room for it
    if (command.length + pair.length + 2 > MAX_COMMAND) {
      if (command !== verb) commands.push(command);
      command = verb;
    }
    command += pair;
  }
  if (command !== verb) commands.push(command);
  return commands;
}
