/**
 * The tag=value list that signatures and key records are written in. RFC 6376, section 3.2, with erratum 5070.
 *
 * The text holds one character an octet. Values keep their inner white space: what it means is each tag's own
 * business. Maps, since names come from strangers ("constructor" is a tag like any other); every pattern runs in
 * linear time, for the same reason.
 */
import type { Parsed } from '../parsed.js';
import { hasOnlyFolds, trimFws } from '../text/folding-white-space.js';
import { quote } from '../text/quote.js';

/** What voids a list: a spec that is none, or a name that stands twice. RFC 6376, section 3.2. */
export type TagListFault = 'tag-syntax' | 'tag-repeated';

/** Name to value, in the order of the text. */
export type TagList = ReadonlyMap<string, string>;

/** One tag of a list, and where its value stands in the text. */
export interface TagSpec {
  readonly name: string;
  /** Without the white space around it. */
  readonly value: string;
  /** Index in the text of the first character behind "=". */
  readonly start: number;
  /** Index in the text of the ";" or of the end: what stands from start to end is the value and the white space around it (S-063). */
  readonly end: number;
}

/** A list as far as it could be read. */
export interface TagListReading {
  /** What could be read; of a repeated tag the first, unless the values differ: then it is left out. */
  readonly specs: ReadonlyMap<string, TagSpec>;
  /** The first fault. */
  readonly fault: { code: TagListFault; reason: string } | null;
}

/** A signature field that is longer, in octets, is not read, and not written (S-242). */
export const MAX_SIGNATURE_FIELD = 65_536;

const TAG_NAME = /^[A-Za-z][A-Za-z0-9_]*$/;
const VALUE_TEXT = /^[\x21-\x7e\x80-\xff \t\r\n]*$/; // 8-bit: RFC 8616; each tag checks its own UTF-8. A value ends at ";"

/** Reads on after a fault, so that a verdict can say whose signature it was. `base64Tags`: white space in them has no grammar (S-028). */
export function readTagList(text: string, base64Tags: readonly string[] = []): TagListReading {
  const specs = new Map<string, TagSpec>();
  const ambiguous = new Set<string>();
  // What holds for all of the text holds for each tag; none of them ends inside a fold.
  const isText = VALUE_TEXT.test(text);
  const isFolded = hasOnlyFolds(text);
  let fault: TagListReading['fault'] = null;
  let start = 0;
  let equals = text.indexOf('=');
  do {
    const semicolon = text.indexOf(';', start);
    const end = semicolon === -1 ? text.length : semicolon;
    const isTail = start > 0 && semicolon === -1 && trimFws(text.slice(start)) === ''; // the list may end in ";"
    if (equals !== -1 && equals < start) equals = text.indexOf('=', start); // once more only where it was passed: linear
    const spec = isTail || equals === -1 || equals >= end ? null : readTagSpec(text, { start, equals, end, isText });
    if ((spec === null && !isTail) || !(isFolded || isWellFolded(text.slice(start, end), spec, base64Tags))) {
      const source = trimFws(text.slice(start, end));
      fault ??= { code: 'tag-syntax', reason: `${quote(source)} is not of the form tag=value` };
    }
    if (spec !== null) {
      const first = specs.get(spec.name);
      if (first === undefined) {
        specs.set(spec.name, spec);
      } else {
        fault ??= { code: 'tag-repeated', reason: `${spec.name.slice(0, 60)}= stands twice, which voids the list` };
        if (first.value !== spec.value) ambiguous.add(spec.name);
      }
    }
    start = end + 1;
  } while (start <= text.length);
  for (const name of ambiguous) specs.delete(name);
  return { specs, fault };
}

/** Null where what stands from `start` to `end` is none. */
function readTagSpec(
  text: string,
  { start, equals, end, isText }: { start: number; equals: number; end: number; isText: boolean },
): TagSpec | null {
  const name = trimFws(text.slice(start, equals));
  const value = trimFws(text.slice(equals + 1, end));
  return TAG_NAME.test(name) && (isText || VALUE_TEXT.test(value)) ? { name, value, start: equals + 1, end } : null;
}

function isWellFolded(source: string, spec: TagSpec | null, base64Tags: readonly string[]): boolean {
  const isFree = spec !== null && base64Tags.includes(spec.name);
  return hasOnlyFolds(isFree ? source.slice(0, source.indexOf('=')) : source);
}

/** A list without fault, or the first fault. */
export function parseTagList(text: string): Parsed<TagList, TagListFault> {
  const { specs, fault } = readTagList(text);
  if (fault !== null) return { ok: false, ...fault };
  return { ok: true, value: new Map([...specs].map(([name, { value }]) => [name, value])) };
}
