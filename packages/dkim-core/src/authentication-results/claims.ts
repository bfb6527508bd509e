/**
 * Whether a field passes for our own Authentication-Results, to a reader who insists on less than the grammar.
 * RFC 8601, section 5.
 */
import { invalid } from '../option-checks.js';
import { toALabels } from '../text/domain-name.js';
import { trimFws } from '../text/folding-white-space.js';
import { checkedValue, IN_TOKEN, IN_WORD, scanner, toText } from './scanner.js';

const MAX_HEAD = 4096; // characters that are looked at for a hidden name
const INVISIBLE = /["\\\s\0-\x20\x7f-\x9f\p{Cf}]/gu;
const ENCODED_WORD = /=\?[^?\s]*\?([qb])\?([^?\s]*)\?=/gi;
const CONTROLS = /[\0-\x1f\x7f]/g;
const FLAT_COMMENT = /\([^)]*\)/g; // to who knows no comment within a comment
const VERSION_1 = /[\s\0-\x1f]1[\s\0-\x1f]*$/; // "mx1" is another host
const IN_OPEN_QUOTE = /[^\s;"]/;

/**
 * Whether a field must go before our own results are written (RFC 8601, section 5): it claims our authserv-id, well
 * formed or not, or it has a version that we can't read. `value` is what stands behind the colon. Names compare without
 * case, U-labels equal to their A-labels.
 *
 * Throws DkimError, DKIM_OPTION_INVALID, for arguments that are no texts.
 */
export function claimsAuthservId(value: string, authservId: string): boolean {
  const claim = readClaim(checkedValue(value));
  if (typeof authservId !== 'string') throw invalid('authservId must be a text, a domain name mostly', authservId);
  if (claim.version !== null && claim.version !== 1) return true;
  const own = comparable(authservId);
  if (claim.authservId !== null && comparable(claim.authservId) === own) return true;
  return lenientNames(toText(value)).some((name) => comparable(name) === own);
}

/**
 * The names that readers find who insist on less than the grammar: they join tokens around comments and white space,
 * drop quotes, backslashes and characters that nobody sees, or decode encoded words first.
 */
function lenientNames(text: string): readonly string[] {
  let depth = 0;
  let head = ''; // before the first ";", a blank for each comment
  for (const char of text.slice(0, MAX_HEAD)) {
    if (char === '(') {
      depth += 1;
      head += ' ';
    } else if (char === ')') depth = Math.max(depth - 1, 0);
    else if (char === ';' && depth === 0) break;
    else if (depth === 0) head += char;
  }
  const decoded = decodeWords(head).split(';', 1)[0] ?? '';
  const flat = text.slice(0, MAX_HEAD).replace(FLAT_COMMENT, ' ').split(';', 1)[0] ?? '';
  const names = [head, head.replace(VERSION_1, ''), decoded, flat, flat.replace(VERSION_1, '')];
  return names.map((name) => name.replace(INVISIBLE, ''));
}

/** RFC 2047, section 2, in any charset as if it were UTF-8: what is sought is ASCII mostly. */
function decodeWords(text: string): string {
  return text.replace(ENCODED_WORD, (_, encoding: string, word: string) => {
    if (encoding.toLowerCase() === 'b') return Buffer.from(word, 'base64').toString('utf8');
    const octets = word.replaceAll('_', ' ').replace(/=([0-9A-F]{2})/gi, (_octet, hex: string) => {
      return String.fromCharCode(Number.parseInt(hex, 16));
    });
    return toText(octets);
  });
}

function readClaim(value: string): { authservId: string | null; version: number | null } {
  // Controls count as blanks here, as they do for readers that trim them away.
  const scan = scanner(toText(value).replace(CONTROLS, ' '), Infinity);
  scan.skipCfws();
  let quoted = scan.quotedString();
  if (quoted === null && scan.take('"')) quoted = { text: scan.run(IN_OPEN_QUOTE) }; // never closed
  const id = trimFws(quoted === null ? scan.run(IN_TOKEN) : quoted.text);
  scan.skipCfws();
  const word = scan.run(IN_WORD);
  const isVersion = (id !== '' || quoted !== null) && /^\d+$/.test(word);
  return { authservId: id === '' ? null : id, version: isVersion ? Number(word) : null };
}

/** Without case, final dot, and the difference of U-labels and A-labels; IDNA knows other dots, too (RFC 3490, section 3.1). */
function comparable(id: string): string {
  const text = id.replace(/[\u3002\uff0e\uff61]/g, '.');
  return toALabels(text) ?? text.toLowerCase().replace(/\.$/, '');
}
