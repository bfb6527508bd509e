/**
 * The text of a map file: `KEY SIGNATURES` lines, `#` or `;` as the first non-blank begins a comment. Read by the sender
 * map and the List-Id map.
 *
 * Keys without case (DKIMproxy 1.4.1 never matched a key with capitals), domains as A-labels. A Map, since keys are
 * compared with what strangers write. A line that can never match is no fault: 1.4.1 passed over it, too.
 */
import { toALabels } from 'dkim-core';
import { shown } from './shown.js';
import { parseSignatureSpecs, type SignatureSpec } from './signature-spec.js';

export interface MapEntry {
  /** As looked up. */
  key: string;
  specs: readonly SignatureSpec[];
  /** Line of the file, from 1. */
  line: number;
}

export interface LineRemark {
  line: number;
  message: string;
}

export interface MapReading {
  entries: ReadonlyMap<string, MapEntry>;
  faults: readonly LineRemark[];
  warnings: readonly LineRemark[];
}

/** Keys are addresses, domains, and `.` for everybody. */
export function parseSenderMap(text: string): MapReading {
  return parseLookupMap(text, senderKey, 'neither an address, nor a domain, nor "."');
}

/** Keys are the ids of lists and the domains above them. */
export function parseListIdMap(text: string): MapReading {
  return parseLookupMap(text, toALabels, 'neither the id of a list nor a domain');
}

function parseLookupMap(text: string, keyOf: (written: string) => string | null, wrongKey: string): MapReading {
  const entries = new Map<string, MapEntry>();
  const faults: LineRemark[] = [];
  const warnings: LineRemark[] = [];
  const lines = text.replace(/^\ufeff/, '').split('\n');
  for (const [index, source] of lines.entries()) {
    const line = index + 1;
    const content = source.trim();
    if (content === '' || content.startsWith('#') || content.startsWith(';')) continue;
    const blank = content.search(/\s/);
    const written = blank === -1 ? content : content.slice(0, blank);
    const key = keyOf(written);
    if (key === null) {
      const hint = written.startsWith('@') ? `; for all of a domain write ${shown(written.slice(1))}` : '';
      warnings.push({ line, message: `${shown(written)} never matches: it is ${wrongKey}${hint}` });
      continue;
    }
    if (blank === -1) {
      warnings.push({ line, message: `${shown(written)} has no signature behind it and is passed over` });
      continue;
    }
    const specs = parseSignatureSpecs(content.slice(blank).trim());
    if (!specs.ok) {
      faults.push({ line, message: specs.reason });
      continue;
    }
    const before = entries.get(key);
    if (before === undefined) entries.set(key, { key, specs: specs.value, line });
    else warnings.push({ line, message: `${shown(written)} stood in line ${before.line} already; that line counts` });
  }
  return { entries, faults, warnings };
}

/** An address or a domain in the form for comparing; null if it is neither. */
function senderKey(text: string): string | null {
  if (text === '.') return text;
  const at = text.lastIndexOf('@');
  if (at === 0) return null;
  const domain = toALabels(text.slice(at + 1));
  if (domain === null) return null;
  return at === -1 ? domain : `${text.slice(0, at).toLowerCase()}@${domain}`;
}
