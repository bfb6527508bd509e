/**
 * A DMARC policy record, read. RFC 9989, sections 4.5 to 4.8; S-167, S-168, S-173.
 *
 * Only v= is strict: what does not begin with it is no DMARC record. Behind it nothing voids the record: a tag that is
 * unknown or has a value of no meaning is left out and told in `ignored`. The text holds one character an octet.
 */
import type { Parsed } from '../parsed.js';
import { quote } from '../text/quote.js';
import { readDmarcReportUris, type DmarcReportUri } from './report-uris.js';

/** What a domain asks receivers to do with mail that fails. RFC 9989, section 4.7 (p=, sp=, np=). */
export type DmarcRequest = 'none' | 'quarantine' | 'reject';

/** How near two domains have to be. RFC 9989, section 4.4 (adkim=, aspf=). */
export type DmarcAlignmentMode = 'relaxed' | 'strict';

/** A part of a record that has no effect. Name and value are a stranger's: escape them where they are shown. */
export interface DmarcIgnored {
  readonly why:
    | 'syntax' // not of the form tag=value, or with characters that no value has
    | 'value' // a known tag whose value is none that it may have: its default holds
    | 'repeated' // a tag that stands again; where the values differ, none of them counts
    | 'historic' // pct=, rf= and ri=, which RFC 9989 took out
    | 'unknown'; // a tag that is not registered
  readonly tag: string;
  readonly value: string;
}

/** What a record says. RFC 9989, section 4.7. */
export interface DmarcRecord {
  /** p=; null where it is absent or no word of the three: see `requests`. */
  readonly policy: DmarcRequest | null;
  /** sp=, for subdomains that exist. */
  readonly subdomainPolicy: DmarcRequest | null;
  /** np=, for subdomains that do not exist. */
  readonly nonexistentPolicy: DmarcRequest | null;
  /**
   * How the three count: `as-written`; `none`, where p= is missing or one of the three is bad, and rua= asks for reports
   * all the same; `unusable`, where it does not: then DMARC is not applied. RFC 9989, section 4.10.1.
   */
  readonly requests: 'as-written' | 'none' | 'unusable';
  /** adkim=. */
  readonly dkimAlignment: DmarcAlignmentMode;
  /** aspf=. */
  readonly spfAlignment: DmarcAlignmentMode;
  /** t=y: each request counts as one step less. */
  readonly testing: boolean;
  /** psd=: a public suffix (y), an organizational domain (n), or not said (u). */
  readonly publicSuffix: 'y' | 'n' | 'u';
  /** rua=: where reports of sums are wanted; what is no URI is left out. */
  readonly aggregateReports: readonly DmarcReportUri[];
  /** ruf=: where reports of single failures are wanted. */
  readonly failureReports: readonly DmarcReportUri[];
  /** fo=: which failures are wanted; `0` where it is absent. */
  readonly failureOptions: readonly string[];
  /** What has no effect, in the order of the text. */
  readonly ignored: readonly DmarcIgnored[];
  /** Every tag that could be read, as written, v= included. Of a repeated tag the first. */
  readonly tags: ReadonlyMap<string, string>;
}

const VERSION = /^v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)/;
const TAG_NAME = /^[A-Za-z]+$/;
const TAG_VALUE = /^[\x20-\x3a\x3c-\x7e]+$/;
const REQUESTS: readonly string[] = ['none', 'quarantine', 'reject'] satisfies readonly DmarcRequest[];
const FAILURE_OPTIONS: readonly string[] = ['0', '1', 'd', 's'];
const HISTORIC: readonly string[] = ['pct', 'rf', 'ri'];

/** Which values a tag may have, in lower case. rua= and ruf= have a grammar of their own. */
const VALUES: ReadonlyMap<string, (value: string) => boolean> = new Map([
  ...['p', 'sp', 'np'].map((tag) => [tag, (value: string) => REQUESTS.includes(value)] as const),
  ...['adkim', 'aspf'].map((tag) => [tag, (value: string) => value === 'r' || value === 's'] as const),
  ['t', (value) => value === 'y' || value === 'n'],
  ['psd', (value) => value === 'y' || value === 'n' || value === 'u'],
  ['fo', (value) => value.split(':').every((option) => FAILURE_OPTIONS.includes(option.trim()))],
  ['rua', (value) => readDmarcReportUris(value).some(({ fault }) => fault === null)],
  ['ruf', (value) => readDmarcReportUris(value).some(({ fault }) => fault === null)],
]);

/** The text is a DMARC record: v=DMARC1 is its first tag, in exactly these letters. RFC 9989, section 4.7; S-167. */
export function isDmarcRecord(text: string): boolean {
  return VERSION.test(text);
}

/** Reads a record. `dmarc-version`: it is none. Linear time, whatever the text. */
export function parseDmarcRecord(text: string): Parsed<DmarcRecord, 'dmarc-version'> {
  if (!isDmarcRecord(text)) {
    return { ok: false, code: 'dmarc-version', reason: `${quote(text)} does not begin with v=DMARC1` };
  }
  const { written, valid, ignored } = readTags(text);
  const uris = (tag: string): readonly DmarcReportUri[] =>
    readDmarcReportUris(valid.get(tag) ?? '').filter(({ fault }) => fault === null);
  const aggregateReports = uris('rua');
  return {
    ok: true,
    value: {
      policy: request(valid.get('p')),
      subdomainPolicy: request(valid.get('sp')),
      nonexistentPolicy: request(valid.get('np')),
      requests: howRequestsCount(written, valid, aggregateReports.length > 0),
      dkimAlignment: valid.get('adkim')?.toLowerCase() === 's' ? 'strict' : 'relaxed',
      spfAlignment: valid.get('aspf')?.toLowerCase() === 's' ? 'strict' : 'relaxed',
      testing: valid.get('t')?.toLowerCase() === 'y',
      publicSuffix: publicSuffix(valid.get('psd')),
      aggregateReports,
      failureReports: uris('ruf'),
      failureOptions: (valid.get('fo') ?? '0')
        .toLowerCase()
        .split(':')
        .map((option) => option.trim()),
      ignored,
      tags: written,
    },
  };
}

interface Tags {
  readonly written: ReadonlyMap<string, string>;
  readonly valid: ReadonlyMap<string, string>;
  readonly ignored: readonly DmarcIgnored[];
}

function readTags(text: string): Tags {
  const written = new Map<string, string>();
  const valid = new Map<string, string>();
  const ignored: DmarcIgnored[] = [];
  for (const source of text.split(';')) {
    if (trimWsp(source) === '') continue; // the list may end in ";"
    const equals = source.indexOf('=');
    const tag = trimWsp(source.slice(0, Math.max(equals, 0)));
    const value = trimWsp(source.slice(equals + 1));
    const isTag = TAG_NAME.test(tag);
    if (isTag && written.has(tag)) {
      ignored.push({ why: 'repeated', tag, value });
      if (written.get(tag) !== value) valid.delete(tag);
      continue;
    }
    if (isTag) written.set(tag, value);
    const why = tag === 'v' ? null : whyIgnored(tag, value, isTag);
    if (why !== null) ignored.push({ why, tag, value });
    else valid.set(tag, value);
  }
  return { written, valid, ignored };
}

function whyIgnored(tag: string, value: string, isTag: boolean): DmarcIgnored['why'] | null {
  if (!isTag) return 'syntax';
  const isValid = VALUES.get(tag);
  if (isValid === undefined) return HISTORIC.includes(tag) ? 'historic' : 'unknown';
  return TAG_VALUE.test(value) && isValid(value.toLowerCase()) ? null : 'value';
}

function howRequestsCount(
  written: Tags['written'],
  valid: Tags['valid'],
  wantsReports: boolean,
): DmarcRecord['requests'] {
  const isGood = valid.has('p') && ['sp', 'np'].every((tag) => !written.has(tag) || valid.has(tag));
  if (isGood) return 'as-written';
  return wantsReports ? 'none' : 'unusable';
}

function request(value: string | undefined): DmarcRequest | null {
  switch (value?.toLowerCase()) {
    case 'none':
      return 'none';
    case 'quarantine':
      return 'quarantine';
    case 'reject':
      return 'reject';
    default:
      return null;
  }
}

function publicSuffix(value: string | undefined): DmarcRecord['publicSuffix'] {
  const letter = value?.toLowerCase();
  return letter === 'y' || letter === 'n' ? letter : 'u';
}

/** Without SP and HTAB at both ends; a pattern with "+$" would cost quadratic time. */
function trimWsp(text: string): string {
  let start = 0;
  let end = text.length;
  const isWsp = (at: number): boolean => text[at] === ' ' || text[at] === '\t';
  while (start < end && isWsp(start)) start += 1;
  while (end > start && isWsp(end - 1)) end -= 1;
  return text.slice(start, end);
}
