/**
 * `npm run bench -- [--short] [--rounds N] [--compare REV] [--profile] [ROW...]`: measures the rows of the table, all or those
 * named, prints it, and keeps it as JSON lines. `--short` finds errors only: everything once and tiny, so that its figures mean
 * nothing.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openStage } from 'e2e/harness/stage.js';
import { absentPeers } from './absent.js';
import { openBench, type Bench } from './bench.js';
import { FULL, SHORT } from './effort.js';
import { noProfile, profileInto } from './profiling.js';
import { comparisonCells, comparisonColumns } from './report/comparison.js';
import { openJsonLines, REPORTS } from './report/json-lines.js';
import { machineText, thisMachine } from './report/machine.js';
import { profileTexts } from './report/profile.js';
import { layOut, tableCells, TABLE_COLUMNS } from './report/table.js';
import { checkOut } from './revision.js';
import type { Row } from './row.js';
import { ROWS } from './rows.js';
import { OURS, type Subject } from './subject.js';

const PROFILED_FUNCTIONS = 15;

const { values, positionals } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    rounds: { type: 'string', default: String(FULL.rounds) },
    compare: { type: 'string' },
    profile: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const rows = rowsNamed(positionals.map((name) => name.toUpperCase()));
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds is a whole number from 1 on');
const machine = await thisMachine();
const profiles = join(REPORTS, `profile-${machine.date.replaceAll(/[:.]/g, '-')}`);
const absent = absentPeers();
console.log(machineText(machine));
for (const peer of absent) console.log(`left out: ${peer}`);

const stage = openStage();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => void stage.end().finally(() => process.exit(1)));
}
try {
  const before = values.compare === undefined ? null : await checkOut(stage, values.compare);
  const effort = values.short ? SHORT : { ...FULL, rounds };
  const subjects = before === null ? [OURS] : [OURS, before];
  const bench = openBench(stage, effort, subjects, values.profile ? profileInto(profiles) : noProfile);
  await (values.short ? tryAll(bench) : measureAll(bench, before));
} finally {
  await stage.end();
}
if (values.profile) for (const text of profileTexts(profiles, PROFILED_FUNCTIONS)) console.log(`\n${text}`);

function rowsNamed(names: readonly string[]): readonly Row[] {
  const unknown = names.filter((name) => !ROWS.some(({ number }) => number === name));
  if (unknown.length > 0) throw new Error(`there is no row ${unknown.join(', ')}`);
  return names.length === 0 ? ROWS : ROWS.filter(({ number }) => names.includes(number));
}

async function tryAll(bench: Bench): Promise<void> {
  for (const { number, measure } of rows) {
    const lines = await measure(bench, OURS);
    console.log(`${number} ran: ${lines.length} ${lines.length === 1 ? 'line' : 'lines'}`);
  }
}

async function measureAll(bench: Bench, before: Subject | null): Promise<void> {
  const jsonLines = openJsonLines(machine, absent);
  const table: (readonly string[])[] = [before === null ? TABLE_COLUMNS : comparisonColumns(before.name)];
  for (const { number, measure } of rows) {
    const now = await measure(bench, OURS);
    const earlier = before === null ? [] : await measure(bench, before);
    for (const [index, line] of now.entries()) {
      const other = earlier[index];
      const cells = other === undefined ? tableCells(number, line) : comparisonCells(number, line, other);
      table.push(cells);
      console.error(cells.filter((cell) => cell !== '').join('; ')); // so that one sees it go on
      jsonLines.add(OURS, number, line);
      if (before !== null && other !== undefined) jsonLines.add(before, number, other);
    }
  }
  console.log(`\n${layOut(table)}\n\n${jsonLines.file}`);
}
