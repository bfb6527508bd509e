/** What a body canonicalizer makes of chunks, as text with one character an octet. */
import type { BodyCanonicalizer, ByteSink } from '../src/canonicalization/canonicalization.js';

export function collect(make: (emit: ByteSink) => BodyCanonicalizer, chunks: readonly string[]): string {
  let text = '';
  const canonicalizer = make((bytes) => {
    text += Buffer.from(bytes).toString('latin1');
  });
  for (const chunk of chunks) canonicalizer.write(Buffer.from(chunk, 'latin1'));
  canonicalizer.end();
  return text;
}

/** The text in two pieces, cut at each place in turn. */
export function everyCut(text: string): readonly (readonly string[])[] {
  return Array.from({ length: text.length + 1 }, (_, cut) => [text.slice(0, cut), text.slice(cut)]);
}
