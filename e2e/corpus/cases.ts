/**
 * The peers' test cases, read where they lie. They are not part of the project: DKIM_CORPUS names their folder, by
 * default the one beside the checkout. A clone on its own has none.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLineEndNormalizer, type MemoryRecords } from 'dkim-core';

const ROOT = process.env['DKIM_CORPUS'] ?? fileURLToPath(new URL('../../../shared/corpus', import.meta.url));

/** One signature of a verify case. `accept`: what is as right. */
export interface ExpectedSignature {
  result: string;
  d?: string;
  s?: string;
  accept?: readonly string[];
}

export interface Expected {
  overall?: string;
  results?: readonly ExpectedSignature[];
  reason?: string;
  error?: unknown;
  /** "lenient": either is right. */
  valid?: boolean | 'lenient';
  value?: unknown;
  [name: string]: unknown;
}

export interface CorpusCase {
  source: string;
  /** The folder of its files. */
  folder: string;
  id: string;
  kind: string;
  topic: string;
  message?: string;
  lineEndings?: 'lf' | 'mixed' | 'none';
  files?: Readonly<Record<string, string>>;
  dns?: MemoryRecords;
  options?: Readonly<Record<string, unknown>>;
  expect: Expected | null;
  rfc_today?: Expected | null;
  rfc6376_legacy?: Expected | null;
  header?: string;
  record?: string;
  records?: readonly string[];
  g?: string;
  policy?: { type: string; domain?: string; record: string };
  input?: unknown;
  value?: string;
}

/** Null where there is no corpus. */
export function readCorpus(): readonly CorpusCase[] | null {
  if (!existsSync(ROOT)) return null;
  return readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('cases.json'))
    .toSorted()
    .flatMap((path) => {
      const cases = JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as readonly Omit<CorpusCase, 'folder'>[];
      const folder = dirname(join(ROOT, path));
      return cases.map((entry) => Object.assign(entry, { folder, source: dirname(path) }));
    });
}

/** What is right: what the standards ask for today where the corpus says it, else what the source expects. */
export function rightOf({ rfc_today: today, expect }: CorpusCase): Expected {
  return today ?? expect ?? {};
}

export function fileOf(entry: CorpusCase, path: string): Buffer {
  return readFileSync(join(entry.folder, path));
}

/** The message; where its lines do not all end with CRLF, as its source reads it. */
export function messageOf(entry: CorpusCase): Buffer {
  const bytes = fileOf(entry, entry.message ?? '');
  return entry.lineEndings === undefined ? bytes : withCrlf(bytes);
}

export function withCrlf(bytes: Uint8Array): Buffer {
  return Buffer.from(createLineEndNormalizer().write(bytes));
}

/** The octets of a text: one a character where the case says so, else UTF-8. */
export function octetsOf(text: string, options: CorpusCase['options'] = {}): Buffer {
  return Buffer.from(text, options['binary'] === true ? 'latin1' : 'utf8');
}
