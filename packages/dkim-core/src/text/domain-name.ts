/**
 * A domain name as it is checked, compared and asked for: A-labels in lower case. RFC 6376, section 3.5 (d=, s=);
 * RFC 5321, section 4.1.2; RFC 8616, section 3; UTS 46, non-transitional (S-044, S-045, S-120, S-122).
 *
 * Labels go to Node's URL code one at a time and only if they are not ASCII: as a whole it would read "1.2" as an
 * address, decode %61, and cut at "/".
 */
import { domainToASCII } from 'node:url';
import type { Parsed } from '../parsed.js';
import { quote } from './quote.js';
import { isAscii } from './utf8.js';

const MAX_NAME = 253; // octets of the dotted form; RFC 1035, section 2.3.4
const MAX_TEXT = 4 * MAX_NAME; // a bound before IDNA's work, whose time is the square of a label's length
const MAX_LABEL = MAX_NAME; // of a label as it is written: what IDNA makes of it has 63 octets
const URL_SYNTAX = /[\0-,/:-@[-^`{-\x7f]/; // ASCII that no label has; URL code would decode it, cut there, or drop it
const HOST_LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const DNS_LABEL = /^[a-z0-9_-]+$/;
/** A name that is its own A-labels, as nearly all are: nothing is to be split. Lengths are checked beside it. */
const PLAIN_NAME = /^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/;
/** The same for d= and s=. */
const PLAIN_DOMAIN = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/;
const PLAIN_SELECTOR = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/;
const SELECTOR_LABEL = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/;

/** Null where IDNA refuses the label. */
function toALabel(label: string): string | null {
  if (isAscii(label)) return label.toLowerCase();
  if (label.length > MAX_LABEL || URL_SYNTAX.test(label)) return null;
  const ascii = domainToASCII(label.normalize('NFC'));
  return ascii === '' || ascii.includes('.') ? null : ascii;
}

function toLabels(text: string): string[] | null {
  if (text === '' || text.length > MAX_TEXT) return null;
  const labels: string[] = [];
  let length = -1; // of the dotted form so far
  for (const label of text.split('.')) {
    const ascii = toALabel(label);
    if (ascii === null || ascii === '' || ascii.length > 63) return null;
    length += 1 + ascii.length;
    if (length > MAX_NAME) return null; // IDNA is not asked for the rest
    labels.push(ascii);
  }
  return labels;
}

/**
 * The form for comparing and for DNS: A-labels, lower case, no final dot. Letters, digits, "-" and "_" only; null for
 * anything else, for names and labels that are too long, and where IDNA refuses.
 */
export function toALabels(domain: string): string | null {
  if (domain.length <= MAX_NAME && PLAIN_NAME.test(domain)) return domain;
  const labels = toLabels(domain.endsWith('.') ? domain.slice(0, -1) : domain);
  if (labels === null || !labels.every((label) => DNS_LABEL.test(label))) return null;
  const name = labels.join('.');
  return name.length > MAX_NAME ? null : name;
}

/** Checks a d= (S-044): two labels at least, letters, digits and inner hyphens, no final dot. Gives its A-labels. */
export function parseDomain(text: string): Parsed<string, 'domain-invalid'> {
  if (text.length <= MAX_NAME && PLAIN_DOMAIN.test(text)) return { ok: true, value: text };
  const labels = toLabels(text);
  const name = labels?.join('.') ?? '';
  if (
    labels === null ||
    labels.length < 2 ||
    name.length > MAX_NAME ||
    !labels.every((label) => HOST_LABEL.test(label))
  ) {
    return { ok: false, code: 'domain-invalid', reason: `${quote(text)} is not a domain name of two labels or more` };
  }
  return { ok: true, value: name };
}

/** Checks an s= (S-045): labels joined by dots, underscores allowed. Gives its A-labels. */
export function parseSelector(text: string): Parsed<string, 'selector-invalid' | 'domain-invalid'> {
  if (text.length <= MAX_NAME && PLAIN_SELECTOR.test(text)) return { ok: true, value: text };
  if (text.length > MAX_TEXT) return { ok: false, code: 'selector-invalid', reason: `${quote(text)} is too long` };
  const labels: string[] = [];
  let length = -1; // of the dotted form so far
  for (const label of text.split('.')) {
    const ascii = toALabel(label);
    if (ascii === null)
      return { ok: false, code: 'domain-invalid', reason: `IDNA refuses the selector ${quote(text)}` };
    if (ascii.length > 63 || !SELECTOR_LABEL.test(ascii)) {
      return { ok: false, code: 'selector-invalid', reason: `${quote(text)} is not a selector` };
    }
    length += 1 + ascii.length;
    if (length > MAX_NAME) return { ok: false, code: 'domain-invalid', reason: `${quote(text)} is too long for DNS` };
    labels.push(ascii);
  }
  return { ok: true, value: labels.join('.') };
}

/** Where the key record stands (S-072); both parts in A-labels. Null where the name is over 253 octets. */
export function keyRecordName(selector: string, domain: string): string | null {
  const name = `${selector}._domainkey.${domain}`;
  return name.length > MAX_NAME ? null : name;
}

/** The same name: without case, without final dot, U-labels equal to their A-labels. False if either is no name. */
export function isSameDomain(one: string, other: string): boolean {
  const ascii = toALabels(one);
  return ascii !== null && ascii === toALabels(other);
}

/** `name` is `parent` or stands under it, by whole labels. False if either is no name. */
export function isSameOrSubdomain(name: string, parent: string): boolean {
  const lower = toALabels(name);
  const upper = toALabels(parent);
  if (lower === null || upper === null) return false;
  return lower.endsWith(upper) && (lower.length === upper.length || lower.at(-upper.length - 1) === '.');
}

/** The name's parents, nearest first: `a.b.example` gives `b.example` and `example`. Empty if it is no name. */
export function parentDomains(name: string): readonly string[] {
  const labels = toALabels(name)?.split('.') ?? [];
  return labels.slice(1).map((_, index) => labels.slice(index + 1).join('.'));
}
