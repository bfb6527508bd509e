/** What is unusual about a DKIM-Signature field, by its text: things that made receivers see no domain or no key in it. */

export type Oddity =
  | { kind: 'no-version' }
  | { kind: 'algorithm-case'; found: string }
  | { kind: 'ed25519' }
  | { kind: 'domain-missing' }
  | { kind: 'domain-blank' }
  | { kind: 'no-tag'; found: string };

const SHOWN = 40; // characters of a part that is quoted

/** `value`: what stands behind the colon, folds and all. */
export function oddities(value: string): readonly Oddity[] {
  const tags = new Map<string, string>();
  const found: Oddity[] = [];
  for (const part of value.split(';')) {
    const text = part.trim();
    const equals = text.indexOf('=');
    if (equals > 0) tags.set(text.slice(0, equals).trim(), text.slice(equals + 1).trim());
    else if (text !== '' && !found.some(({ kind }) => kind === 'no-tag')) {
      found.push({ kind: 'no-tag', found: text.slice(0, SHOWN) });
    }
  }
  if (tags.get('v') !== '1') found.push({ kind: 'no-version' });
  const algorithm = tags.get('a') ?? '';
  if (/[A-Z]/.test(algorithm)) found.push({ kind: 'algorithm-case', found: algorithm.slice(0, SHOWN) });
  if (/^ed25519-/i.test(algorithm)) found.push({ kind: 'ed25519' });
  const domain = tags.get('d') ?? '';
  if (domain === '') found.push({ kind: 'domain-missing' });
  else if (/\s/.test(domain)) found.push({ kind: 'domain-blank' });
  return found;
}
