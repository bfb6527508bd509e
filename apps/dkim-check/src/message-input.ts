/** A message from a file, with CRLF line ends whatever the file has; one notice says so (RFC 5322, section 2.1). */
import { createLineEndNormalizer } from 'dkim-core';
import type { Io } from './io.js';
import type { Say } from './words/words.js';

export const messageFrom = (file: string, io: Io, say: Say): AsyncIterable<Uint8Array> =>
  withCrlf(io.read(file), () => io.note(say('line-ends-normalized', { file })));

/** `notice` is called once at the end where line ends were changed. */
export async function* withCrlf(
  source: AsyncIterable<Uint8Array>,
  notice: () => void = () => {},
): AsyncGenerator<Uint8Array> {
  const normalizer = createLineEndNormalizer();
  for await (const chunk of source) yield normalizer.write(chunk);
  if (normalizer.counts.addedCr > 0) notice();
}
