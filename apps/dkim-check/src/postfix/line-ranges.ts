/** Line numbers for people: `2-7, 10`. */
const MOST = 5;

export function lineRanges(lines: readonly number[]): string {
  const ranges: [first: number, last: number][] = [];
  for (const line of lines) {
    const range = ranges.at(-1);
    if (range !== undefined && line === range[1] + 1) range[1] = line;
    else ranges.push([line, line]);
  }
  const shown = ranges.slice(0, MOST).map(([first, last]) => (first === last ? String(first) : `${first}-${last}`));
  return shown.join(', ') + (ranges.length > MOST ? ', ...' : '');
}
