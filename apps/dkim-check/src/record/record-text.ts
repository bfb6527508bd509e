/** What is wrong with a key record as a text: what web panels, word processors and copying make of it. S-240. */
import { isUtf8 } from 'node:buffer';
import { problem, type Problem } from '../problem.js';
import { holdsPrivateKey } from './private-key.js';

export interface MendedText {
  /** As it was meant, so that what lies deeper can be judged as well. */
  readonly text: string;
  readonly problems: readonly Problem[];
  /** It holds a private key: nothing else counts. */
  readonly isPrivate: boolean;
}

const PEM = /-----(?:BEGIN|END) [A-Z0-9 ]{1,40}-----/;
const ALL_PEM = /-----(?:BEGIN|END) [A-Z0-9 ]{1,40}-----/g;
const SMART_QUOTES = /[\u2018-\u201f\u00ab\u00bb\u300c-\u300f\uff02]/u;
const ALL_SMART_QUOTES = /[\u2018-\u201f\u00ab\u00bb\u300c-\u300f\uff02]/gu;
const FULL_WIDTH = /[\uff01-\uff5e\u3000]/u;
const ALL_FULL_WIDTH = /[\uff01-\uff5e\u3000]/gu;
const DASHES = /[\u2010-\u2015\u2212]/u;
const INVISIBLE = /[\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u2069\ufeff]/u;
const ALL_INVISIBLE = /[\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u2069\ufeff]/gu;
/** NAME [TTL] [IN] TXT, or what is left of it. */
const ZONE_LINE = /^[ \t\r\n]*(?:[^\s=;"]{1,255}[ \t]+)?(?:\d{1,10}[ \t]+)?(?:IN[ \t]+)?TXT[ \t(]+/i;
/** What folds (RFC 6376, section 2.8) has a blank behind it; the line of a file that was copied has not. */
const LINE_BREAK = /\r\n(?![ \t])|(?<!\r)\n|\r(?!\n)/;
const ALL_LINE_BREAKS = /\r?\n|\r/g;
const APOSTROPHES = /^[ \t]*'([^']*)'[ \t]*$/;
const SHIFT = 0xfee0; // from a full-width form to its ASCII character

/** `octets`: the record, one character an octet. */
export function mendText(octets: string): MendedText {
  const problems: Problem[] = [];
  if (holdsPrivateKey(octets)) {
    return { text: '', problems: [problem('error', 'private-key-published')], isPrivate: true };
  }

  let text = textOf(octets);
  if (SMART_QUOTES.test(text)) {
    problems.push(problem('error', 'smart-quotes-in-record'));
    text = text.replaceAll(ALL_SMART_QUOTES, '');
  }
  if (FULL_WIDTH.test(text)) {
    const [found = ''] = FULL_WIDTH.exec(text) ?? [];
    problems.push(problem('error', 'full-width-in-record', { found, want: halfWidth(found) }));
    text = text.replaceAll(ALL_FULL_WIDTH, halfWidth);
  }
  if (DASHES.test(text)) problems.push(problem('error', 'dash-in-record'));
  const [invisible] = INVISIBLE.exec(text) ?? [];
  if (invisible !== undefined) {
    const found = `U+${(invisible.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
    problems.push(problem('error', 'invisible-in-record', { found }));
    text = text.replaceAll(ALL_INVISIBLE, '');
  }
  const isZoneLine = ZONE_LINE.test(text);
  if (isZoneLine) {
    problems.push(problem('error', 'zone-line-in-record'));
    text = text.replace(ZONE_LINE, '').replaceAll(/[()]/g, '');
  }
  if (text.includes('"')) {
    if (!isZoneLine) problems.push(problem('error', 'quotes-in-record')); // there they are in their place
    text = text
      .split('"')
      .map((piece) => (piece.trim() === '' ? '' : piece))
      .join(''); // strings side by side are joined
  }
  const [, between] = APOSTROPHES.exec(text) ?? [];
  if (between !== undefined) {
    problems.push(problem('error', 'quotes-in-record'));
    text = between;
  }
  if (LINE_BREAK.test(text)) {
    if (!isZoneLine) problems.push(problem('error', 'line-break-in-record'));
    text = text.replaceAll(ALL_LINE_BREAKS, '');
  }
  if (text.includes('\\')) {
    problems.push(problem('error', 'backslashes-in-record'));
    text = text.replaceAll('\\', '');
  }
  if (PEM.test(text)) {
    problems.push(problem('error', 'pem-in-record'));
    text = text.replaceAll(ALL_PEM, '');
  }
  return { text: problems.length === 0 ? octets : text, problems, isPrivate: false };
}

/** UTF-8, as DNS has it (RFC 8616); where it is none, Latin-1, in which the blank that may not be broken is one octet. */
function textOf(octets: string): string {
  const bytes = Buffer.from(octets, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : octets;
}

function halfWidth(character: string): string {
  if (character === '\u3000') return ' ';
  return String.fromCodePoint((character.codePointAt(0) ?? 0) - SHIFT);
}
