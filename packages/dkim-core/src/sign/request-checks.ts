/**
 * What the requests of both kinds have in common, checked: nothing that a caller gives may break out of its tag, and a
 * wrong one is told with what would be right. RFC 6376, section 3.5; RFC 4870, section 3.3.
 */
import type { KeyObject } from 'node:crypto';
import { DkimError } from '../errors.js';
import { privateKeyOf } from '../keys/private-key-object.js';
import type { SigningKey } from '../keys/signing-key.js';
import { checkedTexts, invalid } from '../option-checks.js';
import { keyRecordName, parseDomain, parseSelector } from '../text/domain-name.js';
import { NotMade } from './not-made.js';

const FIELD_NAME = /^[!-9<-~]+$/; // RFC 5322, section 3.6.8 (ftext), without ";", which would end the tag
const FIELD_NAMES = { words: 'names of header fields', test: (name: string): boolean => FIELD_NAME.test(name) };

/** d= and s= in A-labels. Throws NotMade or DkimError. */
export function checkedNames(request: { domain: unknown; selector: unknown }): { domain: string; selector: string } {
  const domain = parseDomain(checkedText('domain', request.domain, 'such as example.org'));
  if (!domain.ok) throw new NotMade('option-invalid', domain.reason);
  const selector = parseSelector(checkedText('selector', request.selector, 'such as s1'));
  if (!selector.ok) throw new NotMade('option-invalid', selector.reason);
  if (keyRecordName(selector.value, domain.value) === null) {
    throw new NotMade('option-invalid', 'selector and domain together are longer than 253 octets');
  }
  return { domain: domain.value, selector: selector.value };
}

/** Undefined where it is absent, which is not the same as an empty list. Throws DkimError. */
export function checkedFieldNames(request: object, option: string): readonly string[] | undefined {
  const isAbsent = (request as Readonly<Record<string, unknown>>)[option] === undefined;
  return isAbsent ? undefined : checkedTexts(request, option, FIELD_NAMES);
}

/** Throws DkimError. `like`: what it looks like. */
export function checkedText(option: string, value: unknown, like: string): string {
  if (typeof value !== 'string') throw invalid(`${option} must be a text ${like}`, value);
  return value;
}

/** The library's key object. Throws DkimError or NotMade. */
export function usableKey(key: SigningKey): KeyObject {
  try {
    return privateKeyOf(key);
  } catch (err) {
    throw err instanceof DkimError ? err : keyCannotSign(err);
  }
}

/** What the library says of a key it refuses. */
export function keyCannotSign(err: unknown): NotMade {
  const why = err instanceof Error ? err.message : String(err);
  return new NotMade('key-unusable', `the key cannot sign: ${why}`, { cause: err });
}
