/** `--records FILE`: DNS from a JSON file instead of the network. The form stands in the README. */
import { memoryResolver, type MemoryRecords, type TxtResolver } from 'dkim-core';
import { fault } from './usage-error.js';

export function recordsResolver(file: string, content: Buffer): TxtResolver {
  const refuse = (cause: string): never => {
    throw fault('records-unreadable', { file, cause });
  };
  let json: unknown = null;
  try {
    json = JSON.parse(content.toString('utf8'));
  } catch (err) {
    refuse(err instanceof Error ? err.message : String(err));
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    refuse('an object of names is needed: {"NAME": {"TXT": ["..."]}}');
  const records = new Map<string, MemoryRecords[string]>();
  for (const [name, entry] of Object.entries(json ?? {})) {
    if (!isEntry(entry)) {
      refuse(`${name}: {"TXT": ["..."]}, {"CNAME": "..."}, "NXDOMAIN", "SERVFAIL" or "TIMEOUT" is needed`);
      continue;
    }
    records.set(name, entry);
  }
  return memoryResolver(Object.fromEntries(records));
}

function isEntry(entry: unknown): entry is MemoryRecords[string] {
  if (typeof entry === 'string') return ['NXDOMAIN', 'SERVFAIL', 'TIMEOUT'].includes(entry);
  if (typeof entry !== 'object' || entry === null) return false;
  const alias: unknown = 'CNAME' in entry ? entry.CNAME : undefined;
  const texts: unknown = 'TXT' in entry ? entry.TXT : undefined;
  if (alias !== undefined) return typeof alias === 'string';
  return (
    Array.isArray(texts) && texts.every((text: unknown) => isText(text) || (Array.isArray(text) && text.every(isText)))
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
