/**
 * Settings that seem to have landed in a comment, since a page was copied without its line ends:
 * `# specify what domains DKIMproxy can sign for domain    example.net,example.com`. The proxies look for `listen` and `relay`
 * only; here the others are found where the file has no such line of its own, for a comment may well end so.
 */
export interface CommentedSetting {
  readonly name: string;
  /** Name and value as they stand. */
  readonly setting: string;
  readonly line: number;
}

const LONGEST = 1000;
const SETTINGS: readonly (readonly [string, RegExp])[] = [
  ['listen', /\s(listen\s+\S{1,100}:\d+)$/],
  ['relay', /\s(relay\s+\S{1,100}:\d+)$/],
  ['domain', /\s(domain\s+[\w-]+\.[\w.,-]+)$/],
  ['signature', /\s(signature\s+(?:dkim|domainkeys)(?:\([^()]*\))?)$/i],
  ['keyfile', /\s(keyfile\s+\S*[./]\S+)$/],
  ['selector', /\s(selector\s+[\w.-]+)$/],
];

export function settingsInComments(lines: readonly string[]): readonly CommentedSetting[] {
  const own = new Set(lines.map((text) => /^[\ufeff\s]*([^\s#]+)/.exec(text.slice(0, LONGEST))?.[1]?.toLowerCase()));
  return lines.flatMap((text, at) => {
    const comment = /^[\ufeff\s]*#\s*(\S.*)$/.exec(text.slice(0, LONGEST).trimEnd())?.[1] ?? '';
    return SETTINGS.flatMap(([name, pattern]) => {
      const setting = own.has(name) ? undefined : pattern.exec(comment)?.[1];
      return setting === undefined ? [] : [{ name, setting, line: at + 1 }];
    });
  });
}
