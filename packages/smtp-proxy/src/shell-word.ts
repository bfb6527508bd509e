/** A word of a command that somebody is told to run: what stands in it is the file's name, whatever characters that has. */
const PLAIN = /^[\w@%+=:,./-]+$/;

export function shellWord(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
