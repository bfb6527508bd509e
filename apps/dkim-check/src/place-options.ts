/** `--domain` and `--selector`: where a key record stands, as people write it. */
import { parseDomain, parseSelector } from 'dkim-core';
import { fault } from './usage-error.js';

/** Copied out of a zone file it has its final dot. */
export function domainFrom(text: string): string {
  const domain = parseDomain(text.replace(/\.$/, ''));
  if (!domain.ok) throw fault('keygen-domain-invalid', { value: text });
  return domain.value;
}

/** The whole name of the record in its place would be put in front of itself. */
export function selectorFrom(text: string): string {
  const at = text.toLowerCase().indexOf('._domainkey');
  if (at > 0) throw fault('selector-is-name', { value: text, want: text.slice(0, at) });
  const selector = parseSelector(text);
  if (!selector.ok) throw fault('keygen-selector-invalid', { value: text });
  return selector.value;
}
