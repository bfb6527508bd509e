/** A message from a file, with CRLF line ends whatever the file has; one notice says so (RFC 5322, section 2.1). */
import { createLineEndNormalizer } from 'dkim-core';
import type { Io } from './io.js';
import type { Say } from './words/words.js';

/** `quiet`: the notice was given already. */
export async function* messageFrom(
  file: string,
  shownAs: string,
  io: Io,
  say: Say,
  quiet = false,
): AsyncGenerator<Uint8Array> {
  const normalizer = createLineEndNormalizer();
  for await (const chunk of io.read(file)) yield normalizer.write(chunk);
  if (normalizer.counts.addedCr > 0 && !quiet) io.note(say('line-ends-normalized', { file: shownAs }));
}
