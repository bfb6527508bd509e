/** Whose file it is: only the signer has signing options. */
import type { SettingTable } from 'smtp-proxy';

export const PROGRAMS = ['out', 'in'] as const;
export type Program = (typeof PROGRAMS)[number];

const namesOf = (table: SettingTable): ReadonlySet<string> =>
  new Set(Object.values(table).map((setting) => setting.name));

/** By the first option that one of them has alone; a file with neither verifies, which needs no option but `listen` and `relay`. */
export function programOf(text: string, { out, in: verifier }: Readonly<Record<Program, SettingTable>>): Program {
  const [ofOut, ofIn] = [namesOf(out), namesOf(verifier)];
  for (const line of text.replace(/^\ufeff/, '').split('\n')) {
    const name = (/^[\s\u3000]*([^\s#]+)/.exec(line)?.[1] ?? '').replaceAll('-', '_').toLowerCase();
    if (ofOut.has(name) && !ofIn.has(name)) return 'out';
    if (ofIn.has(name) && !ofOut.has(name)) return 'in';
  }
  return 'in';
}
