/** opendkim.conf: a name, blanks and a value a line; names have no case, `#` begins a comment anywhere. opendkim.conf(5). */
export interface OpendkimSetting {
  /** As written. */
  readonly name: string;
  readonly value: string;
  readonly line: number;
}

/** By the name in small letters; of a name that stands twice the last counts. */
export function parseOpendkimConf(text: string): ReadonlyMap<string, OpendkimSetting> {
  const settings = new Map<string, OpendkimSetting>();
  for (const [at, source] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    const [, name, value = ''] = /^\s*([^\s#]+)([^#]*)/.exec(source) ?? [];
    if (name !== undefined) settings.set(name.toLowerCase(), { name, value: value.trim(), line: at + 1 });
  }
  return settings;
}

/** Only the first octet of a truth value counts. */
export const isTrue = (setting: OpendkimSetting | undefined): boolean => /^[ty1]/i.test(setting?.value ?? '');
