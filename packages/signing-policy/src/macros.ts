/** `$sender`, `$senderdomain`, `$key`, `$keydomain` and `$$` in d= and i=. */
import type { Parsed } from 'dkim-core';

export interface MacroValues {
  /** The address that decides. */
  sender: string;
  senderdomain: string;
  /** The key of the map that matched; empty where none did. */
  key: string;
  keydomain: string;
}

/** Expands with values; a template without macros is its own text. */
export interface Template {
  constant: boolean;
  expand: (values: MacroValues) => string;
}

const MACRO = /\$(\$|[a-z]+)?/gi;

export function parseTemplate(text: string): Parsed<Template, 'macro'> {
  for (const [whole, name] of text.matchAll(MACRO)) {
    if (name !== '$' && !isMacro(name?.toLowerCase())) {
      const reason = `"${whole}" is no macro; there are $sender, $senderdomain, $key, $keydomain, and $$ for a dollar sign`;
      return { ok: false, code: 'macro', reason };
    }
  }
  return {
    ok: true,
    value: {
      constant: ![...text.matchAll(MACRO)].some(([, name]) => name !== '$'),
      expand: (values) =>
        text.replace(MACRO, (_, name: string) => {
          const macro = name.toLowerCase();
          return isMacro(macro) ? values[macro] : '$';
        }),
    },
  };
}

function isMacro(name: string | undefined): name is keyof MacroValues {
  return name === 'sender' || name === 'senderdomain' || name === 'key' || name === 'keydomain';
}
