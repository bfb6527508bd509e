/** What is unusual about a DKIM-Signature field so that receivers saw no domain or no key in it. */
import { fieldValue, type HeaderField } from 'dkim-core';
import { signatureRemarks } from '../diagnosis/signature-remarks.js';
import type { Say } from '../words/words.js';

type Oddity = (say: Say) => string;

const SHOWN = 40; // characters of a part that is quoted

export function oddities(field: HeaderField): readonly Oddity[] {
  const tags = new Map<string, string>();
  const untagged: string[] = [];
  for (const part of fieldValue(field).split(';')) {
    const text = part.trim();
    const equals = text.indexOf('=');
    if (equals > 0) tags.set(text.slice(0, equals).trim(), text.slice(equals + 1).trim());
    else if (text !== '') untagged.push(text);
  }
  const [first] = untagged;
  return [
    ...(first === undefined ? [] : [(say: Say) => say('no-key-odd-no-tag', { found: first.slice(0, SHOWN) })]),
    ...signatureRemarks(field).map(
      ({ code, message }) =>
        (say: Say) =>
          say('problem-line', { sentence: message(say), code }),
    ),
    ...((tags.get('v') ?? '1') === '1' ? [] : [verdict('version-unsupported')]),
    ...(/^ed25519-/i.test(tags.get('a') ?? '') ? [(say: Say) => say('no-key-odd-ed25519')] : []),
    ...((tags.get('d') ?? '') === '' ? [(say: Say) => say('no-key-odd-domain-missing')] : []),
  ];
}

function verdict(code: 'version-unsupported'): Oddity {
  return (say) => say('problem-line', { sentence: say(code), code });
}
