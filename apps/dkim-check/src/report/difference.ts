/** Differences side by side for people, and as JSON. The JSON form is a contract: names, order and types stay. */
import { displayWidth, padded, shortened } from 'smtp-proxy/terminal';
import type { Difference, DifferentLine } from '../diagnosis/difference.js';
import type { Say } from '../words/words.js';
import { visibleOctets } from './visible-octets.js';

const INDENT = '     ';
const USUAL_COLUMNS = 100;
const NARROWEST = 20;
/** What is shown in front of the first difference of two long lines. */
const BEFORE = 8;
const LONGEST = 2000;
const NOTHING = '-';

interface Row {
  readonly place: string;
  readonly original: string;
  readonly arrived: string;
}

export function differenceText({ lines, more }: Difference, columns: number | null, say: Say): readonly string[] {
  if (lines.length === 0) return [`${INDENT}${say('difference-none')}`];
  const rows = lines.map((line) => ({ place: placeOf(line, say), ...visible(line) }));
  const titles = { place: '', original: say('difference-original'), arrived: say('difference-arrived') };
  const placeWidth = Math.max(...rows.map(({ place }) => displayWidth(place)));
  const room = Math.max(Math.floor(((columns ?? USUAL_COLUMNS) - INDENT.length - placeWidth - 5) / 2), NARROWEST);
  const shown = [titles, ...rows.map((row) => fromDifference(row, room))];
  return [
    `${INDENT}${say('difference-title')}`,
    ...shown.map(({ place, original, arrived }) =>
      `${INDENT}${padded(place, placeWidth)}  ${padded(shortened(original, room), room)} | ${shortened(arrived, room)}`.trimEnd(),
    ),
    ...(more > 0 ? [`${INDENT}${say('difference-more', { more })}`] : []),
    `${INDENT}${say('difference-marks')}`,
  ];
}

export function differenceJson({ lines, more }: Difference): object {
  return {
    lines: lines.map(({ field, line, ...texts }) => ({ field, line, ...visible({ field, line, ...texts }, null) })),
    more,
  };
}

function placeOf({ field, line }: DifferentLine, say: Say): string {
  return field === null ? say('difference-line', { line: line ?? 0 }) : say('difference-field', { field });
}

function visible<Absent extends string | null = string>(
  { original, arrived }: DifferentLine,
  absent: Absent | string = NOTHING,
): { original: Absent | string; arrived: Absent | string } {
  const shown = (octets: Buffer | null): Absent | string =>
    octets === null ? absent : visibleOctets(octets.subarray(0, LONGEST));
  return { original: shown(original), arrived: shown(arrived) };
}

/** Both from shortly in front of the first character that differs, where that would not be seen. */
function fromDifference(row: Row, room: number): Row {
  const [was, now] = [Array.from(row.original), Array.from(row.arrived)];
  let at = 0;
  while (at < was.length && at < now.length && was[at] === now[at]) at += 1;
  if (displayWidth(was.slice(0, at + 1).join('')) < room - 3) return row;
  const start = Math.max(at - BEFORE, 0);
  const [original, arrived] = [was, now].map((characters) => `...${characters.slice(start).join('')}`);
  return { place: row.place, original: original ?? '', arrived: arrived ?? '' };
}
