/** Arguments to a command's options and files; what is wrong with them is said with the option's name. */
import type { Command, CommandOption, ParsedCommand } from './command.js';
import { fault } from './usage-error.js';

/** Every command has them. */
export const COMMON_OPTIONS: Readonly<Record<string, CommandOption>> = {
  lang: { argument: 'en|ja', help: 'option-lang' },
  help: { help: 'option-help' },
};

/** En dash, em dash, minus sign, full-width hyphen: what web pages make of "-" and "--". */
const TYPOGRAPHIC_DASH = /^-?[\u2010-\u2015\u2212\uff0d]+-*/;

/** What a web page or an input method has made of an option. */
export function refuseTypography(arg: string): void {
  const dash = TYPOGRAPHIC_DASH.exec(arg)?.[0];
  if (dash !== undefined) throw fault('typographic-dash', { arg, want: `--${arg.slice(dash.length)}` });
  if (/^--[a-z-]*\u3000/.test(arg)) throw fault('wide-blank', { arg, want: arg.replaceAll('\u3000', ' ') });
}

export function parseCommand({ options, files: most }: Command, args: readonly string[]): ParsedCommand {
  const known = new Map(Object.entries({ ...options, ...COMMON_OPTIONS }));
  const values = new Map<string, string[]>();
  const files: string[] = [];

  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    refuseTypography(arg);
    if (arg === '--') {
      files.push(...args.slice(at + 1));
      break;
    }
    if (arg === '-' || !arg.startsWith('-')) {
      files.push(arg);
      continue;
    }
    if (!arg.startsWith('--')) throw fault('option-short', { name: arg.slice(1) });
    const equals = arg.indexOf('=');
    const name = arg.slice(2, equals === -1 ? undefined : equals);
    const option = known.get(name);
    if (option === undefined) throw fault('option-unknown', { name });
    if (values.has(name) && !option.repeatable) throw fault('option-repeated', { name });
    let value = equals === -1 ? null : arg.slice(equals + 1);
    if (option.argument === undefined && value !== null) throw fault('option-value-unwanted', { name });
    if (option.argument !== undefined && value === null) {
      at += 1;
      value = args[at] ?? null;
      if (value === null || value.startsWith('--')) throw fault('option-value-missing', { name });
    }
    values.set(name, [...(values.get(name) ?? []), value ?? '']);
  }
  const unwanted = files[most];
  if (unwanted !== undefined) {
    throw most === 0
      ? fault('argument-unwanted', { value: unwanted })
      : fault('argument-too-many', { value: unwanted });
  }
  return {
    files,
    value: (name) => values.get(name)?.[0] ?? null,
    values: (name) => values.get(name) ?? [],
    has: (name) => values.has(name),
  };
}
