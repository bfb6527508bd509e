/** The command line: `--name=value`, `--name`, and two arguments without a name, LISTEN and RELAY. */
import type { Remark } from './setting.js';

export interface Flag {
  /** As written, without the dashes in front. */
  name: string;
  /** Null where the name stands alone. */
  value: string | null;
}

/** En dash, em dash, minus sign, full-width hyphen: what web pages make of "-" and "--". */
const TYPOGRAPHIC_DASH = /^[\u2010-\u2015\u2212\uff0d]+-*|^-[\u2010-\u2015\u2212\uff0d]+/;

export function parseFlags(argv: readonly string[]): {
  flags: readonly Flag[];
  positional: readonly string[];
  faults: readonly Remark[];
} {
  const flags: Flag[] = [];
  const positional: string[] = [];
  const faults: Remark[] = [];
  const fault = (message: string): void => void faults.push({ option: '', file: null, line: null, message });
  for (const argument of argv) {
    const dash = TYPOGRAPHIC_DASH.exec(argument)?.[0];
    if (dash !== undefined) {
      fault(`"${argument}" begins with a typographic dash. Write --${argument.slice(dash.length)}`);
    } else if (argument.startsWith('--')) {
      const equals = argument.indexOf('=');
      const name = argument.slice(2, equals === -1 ? undefined : equals);
      flags.push({ name, value: equals === -1 ? null : argument.slice(equals + 1) });
    } else if (argument.startsWith('-') && argument !== '-') {
      fault(`"${argument}" is not known. Options begin with two dashes: --${argument.slice(1)}`);
    } else {
      positional.push(argument);
    }
  }
  return { flags, positional, faults };
}
