/**
 * Cells as a line of CSV. RFC 4180.
 *
 * A spreadsheet takes a cell that begins with = + - or @ (or with a tab or CR before it) for a formula. What strangers
 * write into mail must never be one, so such a cell gets an apostrophe in front, which a spreadsheet reads as "text".
 */
import { visibleText } from '../visible-text.js';

const FORMULA = /^[=+\-@\t\r＝＋－＠]/;
const NEEDS_QUOTES = /[",\r\n ]/;

export function csvLine(cells: readonly (string | number | boolean | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: string | number | boolean | null): string {
  if (typeof cell !== 'string') return cell === null ? '' : String(cell);
  const text = visibleText(cell);
  const guarded = FORMULA.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
