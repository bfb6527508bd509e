/** The table as people read it. */
import { isMet, type Goal, type Line } from '../row.js';
import type { Spread } from '../measure/statistics.js';

export const TABLE_COLUMNS = ['#', 'measure', 'goal', 'figure', 'ratio', 'met', 'beside'] as const;

export function tableCells(number: string, line: Line): readonly string[] {
  const { measure, goal, figure, unit, ratio, beside = [] } = line;
  return [
    number,
    measure,
    goalText(goal),
    `${significant(figure.median)} ${unit}`,
    ratio === null ? '' : spreadText(ratio),
    metText(isMet(line)),
    beside.map(({ name, ratio }) => `${name} ${significant(ratio, 2)}`).join(', '),
  ];
}

/** Columns as wide as their widest cell. */
export function layOut(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>(
    (widths, row) => row.map((cell, at) => Math.max(cell.length, widths[at] ?? 0)),
    [],
  );
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function goalText({ at, limit, words }: Goal): string {
  return `${at === 'least' ? '>=' : '<='} ${significant(limit)} ${words}`;
}

function metText(met: boolean | null): string {
  return met === null ? 'nobody to compare with' : met ? 'met' : 'NOT MET';
}

export function spreadText({ median, least, most }: Spread): string {
  const text = significant(median);
  return least === most ? text : `${text} [${significant(least)}-${significant(most)}]`;
}

/** As many digits as a measurement is worth. */
export function significant(value: number, digits = 3): string {
  return Math.abs(value) >= 1000
    ? Math.round(value).toLocaleString('en-US')
    : String(Number(value.toPrecision(digits)));
}
