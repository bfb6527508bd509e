/** The same table for programs: reports/bench/*.jsonl. The first line is the machine, each one after it a line of the table. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { isMet, type Line } from '../row.js';
import { OURS, type Subject } from '../subject.js';
import type { Machine } from './machine.js';

/** Where everything is kept that a run leaves behind. */
export const REPORTS = join(OURS.checkout, 'reports/bench');

export interface JsonLines {
  readonly file: string;
  add(subject: Subject, number: string, line: Line): void;
}

export function openJsonLines(machine: Machine, absent: readonly string[]): JsonLines {
  mkdirSync(REPORTS, { recursive: true });
  const file = join(REPORTS, `${machine.date.replaceAll(/[:.]/g, '-')}.jsonl`);
  const append = (value: object): void => appendFileSync(file, `${JSON.stringify(value)}\n`);
  append({ ...machine, absent });
  return {
    file,
    add: (subject, number, line) => append({ subject: subject.name, number, ...line, met: isMet(line) }),
  };
}
