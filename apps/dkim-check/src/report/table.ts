/** Rows as lines with their columns below each other. Cells are shown as they are: make strangers' text visible before. */
import { displayWidth, padded, shortened } from 'smtp-proxy/terminal';

const WIDEST = 64; // columns of a cell

export function tableLines(rows: readonly (readonly string[])[]): readonly string[] {
  const cells = rows.map((row) => row.map((cell) => shortened(cell, WIDEST)));
  const widths: number[] = [];
  for (const row of cells) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, displayWidth(cell));
  }
  return cells.map((row) =>
    row
      .map((cell, at) => padded(cell, widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
