/**
 * What a worker is asked to do over and over, and what it answers. A job is a line on its standard input, fields separated
 * by tabs: OPERATION CANONICALIZATION FILE SECONDS SIGNATURES KEYS; the answer is a line of JSON. Peers, which make one
 * signature and read the key anew each time, look at the first four.
 */
import type { Canonicalization } from '../signature-requests.js';

export interface Job {
  readonly operation: 'sign' | 'verify';
  readonly canonicalization: Canonicalization;
  /** A signed mail where it is to be verified. */
  readonly file: string;
  /** How many the mail gets, or has. */
  readonly signatures: number;
  /** Whether the verifier may have seen the key before: an unknown one arrives with each mail, or always the same. */
  readonly keys: 'known' | 'unknown';
}

export type Answer =
  | { readonly count: number; readonly wallSeconds: number; readonly cpuSeconds: number }
  | { readonly error: string };

export function writeJob(job: Job, seconds: number): string {
  return `${[job.operation, job.canonicalization, job.file, seconds, job.signatures, job.keys].join('\t')}\n`;
}

export function readJob(line: string): { job: Job; seconds: number } {
  const [operation, canonicalization, file = '', seconds, signatures, keys] = line.split('\t');
  return {
    job: {
      operation: operation as Job['operation'],
      canonicalization: canonicalization as Canonicalization,
      file,
      signatures: Number(signatures),
      keys: keys as Job['keys'],
    },
    seconds: Number(seconds),
  };
}
