/** The codes that are nearest to a word that is none: by letters that differ, and by parts ("hash-mismatch") that are shared. */

const MOST = 5;
const LONGEST = 64; // no code is longer, and the comparison costs the product of both lengths

export function nearestCodes<Code extends string>(word: string, codes: readonly Code[]): readonly Code[] {
  const asked = word
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-');
  if (asked === '' || asked.length > LONGEST) return [];
  const parts = new Set(asked.split('-'));
  return codes
    .map((code) => ({ code, distance: distanceOf(asked, code, parts) }))
    .filter(({ distance }) => distance <= 0.5)
    .toSorted((one, other) => one.distance - other.distance)
    .slice(0, MOST)
    .map(({ code }) => code);
}

/** 0 for the same, 1 for nothing in common. */
function distanceOf(asked: string, code: string, askedParts: ReadonlySet<string>): number {
  const parts = code.split('-');
  const shared = parts.filter((part) => askedParts.has(part)).length;
  const byParts = 1 - shared / Math.max(parts.length, askedParts.size);
  const byLetters = editDistance(asked, code) / Math.max(asked.length, code.length);
  return Math.min(byParts, byLetters);
}

/** Letters to insert, delete or replace (Levenshtein), one row at a time. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (const [i, letter] of one.split('').entries()) {
    const next = [i + 1];
    for (const [j, against] of other.split('').entries()) {
      const replaced = (row[j] ?? 0) + (letter === against ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
