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

export interface Template {
  /** What it always expands to; null where that depends on the message. */
  constant: string | null;
  /** Values are put in as they are and not looked at again. */
  expand: (values: MacroValues) => string;
}

type Part = { text: string } | { macro: keyof MacroValues };

const MACRO = /\$(?:\$|[a-z]+)?/gi;

export function parseTemplate(text: string): Parsed<Template, 'macro'> {
  const parts: Part[] = [];
  let end = 0;
  for (const { 0: whole, index } of text.matchAll(MACRO)) {
    parts.push({ text: text.slice(end, index) });
    end = index + whole.length;
    const name = whole.slice(1).toLowerCase();
    if (name === '$') {
      parts.push({ text: '$' });
    } else if (isMacro(name)) {
      parts.push({ macro: name });
    } else {
      const reason = `"${whole.slice(0, 60)}" is no macro; there are $sender, $senderdomain, $key, $keydomain, and $$ for a dollar sign`;
      return { ok: false, code: 'macro', reason };
    }
  }
  parts.push({ text: text.slice(end) });

  const expand = (values: MacroValues): string =>
    parts.map((part) => ('text' in part ? part.text : values[part.macro])).join('');
  const isConstant = parts.every((part) => 'text' in part);
  const nothing = { sender: '', senderdomain: '', key: '', keydomain: '' };
  return { ok: true, value: { constant: isConstant ? expand(nothing) : null, expand } };
}

function isMacro(name: string): name is keyof MacroValues {
  return name === 'sender' || name === 'senderdomain' || name === 'key' || name === 'keydomain';
}
