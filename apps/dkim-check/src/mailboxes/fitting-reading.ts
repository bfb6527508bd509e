/** Judges a message of an mbox in that reading of its quoted "From " lines in which its signature fits. */
import type { VerifyResult } from 'dkim-core';
import type { QuotedLines } from './from-quoting.js';
import type { Mail } from './mails.js';

/** A reading, as something that can be read again; `verdict` is that of `judge` for it. */
export interface Fitting<Verdict> {
  readonly open: () => AsyncIterable<Uint8Array>;
  readonly verdict: Verdict;
}

/** That of mboxrd where none fits, and where there is nothing to choose from. */
export async function fittingReading<Verdict extends Pick<VerifyResult, 'result' | 'signatures'>>(
  mail: Mail,
  judge: (open: () => AsyncIterable<Uint8Array>) => Promise<Verdict>,
): Promise<Fitting<Verdict>> {
  let seen: QuotedLines = { single: 0, more: 0 };
  const open = (): AsyncIterable<Uint8Array> => mail.open('mboxrd', (seen = { single: 0, more: 0 }));
  const first = { open, verdict: await judge(open) };
  const { single, more } = seen;
  if (single + more === 0 || !first.verdict.signatures.some(({ code }) => code !== null && CHANGED.has(code))) {
    return first;
  }
  for (const quoting of more > 0 ? (['mboxo', 'none'] as const) : (['none'] as const)) {
    const other = (): AsyncIterable<Uint8Array> => mail.open(quoting);
    const verdict = await judge(other);
    if (verdict.result === 'pass') return { open: other, verdict };
  }
  return first;
}

const CHANGED: ReadonlySet<string> = new Set(['body-hash-mismatch', 'signature-mismatch']);
