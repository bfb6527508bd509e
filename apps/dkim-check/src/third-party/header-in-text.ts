/** The header fields in a text that somebody pasted: a whole header, one field, or anything. */
import type { HeaderField } from 'dkim-core';

const FIELD_START = /^([\x21-\x39\x3b-\x7e]{1,100}):/;

export function fieldsInText(text: string): readonly HeaderField[] {
  const fields: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (FIELD_START.test(line)) fields.push(line);
    else if (/^[ \t]/.test(line) && fields.length > 0) fields.push(`${fields.pop() ?? ''}\r\n${line}`);
  }
  return fields.map((field) => {
    const name = FIELD_START.exec(field)?.[1] ?? '';
    const bytes = Buffer.from(`${field}\r\n`, 'utf8');
    return { bytes, name, key: name.toLowerCase(), valueStart: name.length + 1, offset: 0 };
  });
}
