/** DNS out of `--records FILE`: what a name has, from nobody and for no time. */
import { memoryResolver, type MemoryRecords, type TxtResolver } from 'dkim-core';
import type { Dns } from './dns.js';
import { empty } from './network-dns.js';

/** Throws what memoryResolver throws for records of another shape. */
export function fileDns(records: MemoryRecords): Dns {
  const resolveTxt: TxtResolver = memoryResolver(records);
  const strings = new Map(
    Object.entries(records).map(([name, entry]) => [name.toLowerCase().replace(/\.$/, ''), entry]),
  );
  return {
    resolveTxt,
    servers: null,
    async txt(name) {
      const answer = await resolveTxt(name);
      const { owner, aliases } = followed(strings, name);
      if (answer.status !== 'found') return { ...empty(answer.status, answer.reason ?? null, null), aliases };
      const entry = strings.get(owner);
      const listed = typeof entry === 'object' ? (entry.TXT ?? []) : [];
      // The strings as the file has them tell how the record was split; what they join to is the resolver's word.
      const parts = listed.map((record) => (typeof record === 'string' ? [record] : record));
      const isSame =
        parts.length === answer.records.length && parts.every((part, at) => part.join('') === answer.records[at]);
      return {
        ...empty('found', null, null),
        records: isSame ? parts : answer.records.map((record) => [record]),
        aliases,
      };
    },
    zoneOf: async () => null,
    serialOf: async () => null,
    tcpFault: async () => null,
  };
}

function followed(
  records: ReadonlyMap<string, MemoryRecords[string]>,
  name: string,
): { owner: string; aliases: readonly string[] } {
  const aliases: string[] = [];
  let owner = name.toLowerCase();
  for (;;) {
    const entry = records.get(owner);
    if (typeof entry !== 'object' || entry.CNAME === undefined || aliases.length > 16) return { owner, aliases };
    aliases.push(entry.CNAME);
    owner = entry.CNAME.toLowerCase().replace(/\.$/, '');
  }
}
