/**
 * The text of a map file: `KEY SIGNATURES` lines. Read by the sender map and the List-Id map.
 *
 * Keys without case (DKIMproxy 1.4.1 never matched a key with capitals), domains as A-labels. A Map, since keys are
 * compared with what strangers write.
 */
import { toALabels } from 'dkim-core';
import { parseSignatureSpecs, type SignatureSpec } from './signature-spec.js';

export interface MapEntry {
  /** As looked up. */
  key: string;
  specs: readonly SignatureSpec[];
  /** Line of the file, from 1. */
  line: number;
}

export interface MapReading {
  entries: ReadonlyMap<string, MapEntry>;
  faults: readonly { line: number; message: string }[];
  warnings: readonly { line: number; message: string }[];
}

export function parseLookupMap(text: string): MapReading {
  const entries = new Map<string, MapEntry>();
  const faults: { line: number; message: string }[] = [];
  const warnings: { line: number; message: string }[] = [];
  for (const [index, source] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = index + 1;
    const content = source.trim();
    if (content === '' || content.startsWith('#')) continue;
    const blank = content.search(/\s/);
    if (blank === -1) {
      faults.push({ line, message: `"${content.slice(0, 60)}" has no signature behind it; write KEY dkim(...)` });
      continue;
    }
    const written = content.slice(0, blank);
    const key = canonicalKey(written);
    if (key === null) {
      faults.push({ line, message: `"${written.slice(0, 60)}" is neither an address nor a domain nor "."` });
      continue;
    }
    const specs = parseSignatureSpecs(content.slice(blank).trim());
    if (!specs.ok) {
      faults.push({ line, message: specs.reason });
      continue;
    }
    const before = entries.get(key);
    if (before === undefined) entries.set(key, { key, specs: specs.value, line });
    else warnings.push({ line, message: `"${written}" stood in line ${before.line} already; that line counts` });
  }
  return { entries, faults, warnings };
}

/** An address or a domain in the form for comparing; null if it is neither. */
export function canonicalKey(text: string): string | null {
  if (text === '.') return text;
  const at = text.lastIndexOf('@');
  const domain = toALabels(text.slice(at + 1));
  if (domain === null) return null;
  return at === -1 ? domain : `${text.slice(0, at).toLowerCase()}@${domain}`;
}
