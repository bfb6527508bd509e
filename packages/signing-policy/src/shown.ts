/** A piece of a configuration inside one of our sentences: quoted, and cut where it is long. */
const MAX_LENGTH = 60;

export function shown(text: string): string {
  return text.length > MAX_LENGTH ? `"${text.slice(0, MAX_LENGTH)}..."` : `"${text}"`;
}
