/**
 * The command line: `--name=value`, `--name`, and two arguments without a name, LISTEN and RELAY. As with 1.4.1, the value
 * of an option that can't do without one may stand in the next argument.
 */
import type { Remark } from './setting.js';

export interface Flag {
  /** As written, without the dashes in front. */
  name: string;
  /** Null where the name stands alone. */
  value: string | null;
}

/** En dash, em dash, minus sign, full-width hyphen: what web pages make of "-" and "--". */
const TYPOGRAPHIC_DASH = /^[\u2010-\u2015\u2212\uff0d]+-*|^-[\u2010-\u2015\u2212\uff0d]+/;

export function parseFlags(
  argv: readonly string[],
  needsValue: (name: string) => boolean,
): {
  flags: readonly Flag[];
  positional: readonly string[];
  faults: readonly Remark[];
} {
  const flags: Flag[] = [];
  const positional: string[] = [];
  const faults: Remark[] = [];
  const fault = (message: string): void => void faults.push({ option: '', file: null, line: null, message });
  const rest = argv[Symbol.iterator]();
  for (const argument of rest) {
    const dash = TYPOGRAPHIC_DASH.exec(argument)?.[0];
    if (dash !== undefined) {
      fault(`"${argument}" begins with a typographic dash. Write --${argument.slice(dash.length)}`);
    } else if (argument.startsWith('--')) {
      const equals = argument.indexOf('=');
      const name = argument.slice(2, equals === -1 ? undefined : equals);
      if (equals !== -1) flags.push({ name, value: argument.slice(equals + 1) });
      else flags.push({ name, value: needsValue(name) ? (rest.next().value ?? null) : null });
    } else if (argument.startsWith('-') && argument !== '-') {
      fault(`"${argument}" is not known. Options begin with two dashes: --${argument.slice(1)}`);
    } else {
      positional.push(argument);
    }
  }
  return { flags, positional, faults };
}
