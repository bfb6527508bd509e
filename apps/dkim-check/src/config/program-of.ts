/** Whose file it is: only the signer has signing options. */
import { basename } from 'node:path';
import type { SettingTable } from 'smtp-proxy';
import { settingsInComments } from './settings-in-comments.js';

export const PROGRAMS = ['out', 'in'] as const;
export type Program = (typeof PROGRAMS)[number];

/** Which program, and by what that is known; `guess`: nothing tells, and a verifier needs no option but `listen` and `relay`. */
export interface ProgramChoice {
  readonly program: Program;
  readonly by:
    | { readonly kind: 'asked' | 'name' | 'guess' }
    | { readonly kind: 'option'; readonly option: string; readonly line: number }
    | { readonly kind: 'port'; readonly port: number };
}

const namesOf = (table: SettingTable): ReadonlySet<string> =>
  new Set(Object.values(table).map((setting) => setting.name));
const PORTS: ReadonlyMap<number, Program> = new Map([
  [10_027, 'out'],
  [10_025, 'in'],
]);
const LISTEN = /^[\ufeff\s]*(?:#.*\s)?listen\s+\S{1,100}:(\d{1,5})\s*$/;

/** By the first option that one of them has alone, also where it has landed in a comment; else by the file's name; else by its port. */
export function programOf(
  file: string,
  text: string,
  { out, in: verifier }: Readonly<Record<Program, SettingTable>>,
): ProgramChoice {
  const [ofOut, ofIn] = [namesOf(out), namesOf(verifier)];
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const ownerOf = (name: string): Program | null => {
    if (ofOut.has(name) === ofIn.has(name)) return null;
    return ofOut.has(name) ? 'out' : 'in';
  };
  for (const [at, line] of lines.entries()) {
    const option = (/^[\s\u3000]*([^\s#]+)/.exec(line)?.[1] ?? '').replaceAll('-', '_').toLowerCase();
    const program = ownerOf(option);
    if (program !== null) return { program, by: { kind: 'option', option, line: at + 1 } };
  }
  for (const { name, line } of settingsInComments(lines)) {
    const program = ownerOf(name);
    if (program !== null) return { program, by: { kind: 'option', option: name, line } };
  }
  const named = /(?:^|[^a-z])(out|in)(?:bound)?(?:[^a-z]|$)/i.exec(basename(file))?.[1]?.toLowerCase();
  if (named === 'out' || named === 'in') return { program: named, by: { kind: 'name' } };
  for (const line of lines) {
    const port = Number(LISTEN.exec(line.slice(0, 1000))?.[1]);
    const program = PORTS.get(port);
    if (program !== undefined) return { program, by: { kind: 'port', port } };
  }
  return { program: 'in', by: { kind: 'guess' } };
}
