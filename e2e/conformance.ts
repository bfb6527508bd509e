/**
 * `npm run conformance [-- --check] [-- --report FILE]`: docs/rules.json and the names of all tests -> docs/conformance.md.
 *
 * A test names its rules at the start of its title, or in the row of its table. `--check` writes nothing and fails where
 * the page is not what the tests say; `--report` fails where a rule has no test that passed in that run. A rule of
 * dkim-core without a test is an error in any case, unless it says in `notFollowed` why; so is a range of rules, since it
 * names rules that nobody looked at.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

interface Rule {
  id: string;
  slug: string;
  section: number;
  scope: readonly string[];
  rule: string;
  source: string;
  /** Why we do otherwise on purpose. */
  notFollowed?: string;
}

interface RuleBook {
  sections: Readonly<Record<string, string>>;
  rules: readonly Rule[];
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PAGE = 'docs/conformance.md';
/** The sections whose rules for the library must have tests; the others come with the parts that they are about. */
const REQUIRED_SECTIONS = new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 17, 18]);
/** A title that begins with rules: `S-021: ...`, `S-018, S-020: ...`; `S-025, $rule: ...` has those of the rows, too. */
const TITLE = /['"`]((?:S-\d{3}|\$rule)(?:, (?:S-\d{3}|\$rule))*): /g;
/** The rules of a row: `{ rule: 'S-018, S-020', ...` or, for `%s: ...`, `['S-018, S-020', ...`. */
const ROW = /(?:\brule: |\[\s*)'(S-\d{3}(?:, S-\d{3})*)'/g;
/** A table in files of its own, `rows-*.ts`, is part of the test that imports them. */
const ROWS_IMPORT = /^import .* from '(\.[\w./-]*\/rows-[\w-]+)\.js';$/gm;
/** A text that begins with a rule and leaves others out: `S-066 to S-070: ...`, `S-018, S-020-S-022: ...`. */
const RANGE = /['"`](S-\d{3}(?:, S-\d{3})* ?(?:to|-|\u2013|\u2026|\.{2,}) ?(?:S-)?\d{3}[^'"`\n]*)/g;
/** The same in the name of a test that was run, without the quotes in which Vitest puts the text of a row. */
const NAME = /(?:^| )(S-\d{3}(?:, S-\d{3})*): /g;

const { values } = parseArgs({
  options: { check: { type: 'boolean', default: false }, report: { type: 'string' } },
});

const book = JSON.parse(readFileSync(join(ROOT, 'docs/rules.json'), 'utf8')) as RuleBook;
const sources = testSources();
const tests = testsByRule();
const faults = [
  ...ranges(),
  ...missingTests(),
  ...unknownRules(),
  ...(values.report === undefined ? [] : faultsOfRun(values.report)),
];
const page = pageOf();
if (!values.check) writeFileSync(join(ROOT, PAGE), page);
else if (readFileSync(join(ROOT, PAGE), 'utf8') !== page) faults.push(`${PAGE} is out of date: npm run conformance`);
for (const fault of faults) console.error(fault);
console.log(`${book.rules.length} rules, ${tests.size} with tests, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;

function isRequired({ scope, section }: Rule): boolean {
  return scope.includes('core') && REQUIRED_SECTIONS.has(section);
}

/** All files with tests, and what stands in them. */
function testSources(): readonly { file: string; text: string }[] {
  const files = ['packages', 'apps', 'e2e'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.test.ts') && !/(?:^|\/)(?:node_modules|dist)\//.test(file))
      .map((file) => join(folder, file)),
  );
  return files.toSorted().map((file) => ({ file, text: textWithRows(file) }));
}

function textWithRows(file: string): string {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const rows = [...text.matchAll(ROWS_IMPORT)].map(([, path = '']) => join(ROOT, dirname(file), `${path}.ts`));
  return [text, ...rows.map((each) => readFileSync(each, 'utf8'))].join('\n');
}

/** Rule -> the files whose tests name it. */
function testsByRule(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { file, text } of sources) {
    const rules = [TITLE, ROW].flatMap((pattern) => rulesIn(text, pattern)).filter((rule) => rule !== '$rule');
    for (const rule of new Set(rules)) found.set(rule, [...(found.get(rule) ?? []), file]);
  }
  return found;
}

/** What a pattern finds in a text: `S-001, S-003` are two rules. */
function rulesIn(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].flatMap(([, rules = '']) => rules.split(', '));
}

function ranges(): readonly string[] {
  return sources.flatMap(({ file, text }) =>
    [...text.matchAll(RANGE)].map(([, title]) => `${file}: "${title}" has a range: name each rule that is tested`),
  );
}

function missingTests(): readonly string[] {
  return book.rules
    .filter((rule) => isRequired(rule) && rule.notFollowed === undefined && !tests.has(rule.id))
    .map(({ id, slug }) => `${id} (${slug}) has no test`);
}

function unknownRules(): readonly string[] {
  const known = new Set(book.rules.map(({ id }) => id));
  return [...tests].filter(([id]) => !known.has(id)).map(([id, files]) => `${id} is no rule: ${files.join(', ')}`);
}

interface Report {
  testResults: readonly { assertionResults: readonly { status: string; fullName: string }[] }[];
}

/** Rules without a test that passed, and rows that say no rule where their title wants one. */
function faultsOfRun(file: string): readonly string[] {
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  const run = report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .map(({ status, fullName }) => ({ status, fullName: fullName.replaceAll("'", '') }));
  const passed = new Set(
    run.filter(({ status }) => status === 'passed').flatMap(({ fullName }) => rulesIn(fullName, NAME)),
  );
  const notPassed = book.rules
    .filter(({ id }) => tests.has(id) && !passed.has(id))
    .map(({ id }) => `${id} has no test that passed`);
  const withoutRule = run
    .filter(({ fullName }) => /^(?:S-\d{3}, )*undefined: /.test(fullName))
    .map(({ fullName }) => `a row says no rule: "${fullName}"`);
  return [...notPassed, ...withoutRule];
}

function pageOf(): string {
  const lines = [
    '# Conformance',
    '',
    'Generated by `npm run conformance` from [rules.json](rules.json) and from the names of the tests. *tested*: tests name',
    'the rule. *not yet*: it belongs to a part that is not built or not tested to the end. The sources are given there.',
  ];
  for (const [section, title] of Object.entries(book.sections)) {
    const rules = book.rules.filter((rule) => rule.section === Number(section));
    lines.push('', `## ${section}. ${title}`, '', '| rule | says | for | state | tests |', '|---|---|---|---|---|');
    for (const rule of rules) lines.push(rowOf(rule));
  }
  const tested = book.rules.filter(({ id }) => tests.has(id)).length;
  lines.push('', `${book.rules.length} rules, ${tested} of them tested.`, '');
  return lines.join('\n');
}

function rowOf({ id, slug, rule, scope, notFollowed }: Rule): string {
  const files = tests.get(id) ?? [];
  const state = notFollowed === undefined ? (files.length > 0 ? 'tested' : 'not yet') : `not followed: ${notFollowed}`;
  const links = files.map((file) => `[${shortName(file)}](../${file})`).join(', ');
  return `| ${id} \`${slug}\` | ${cell(rule)} | ${scope.join(', ')} | ${cell(state)} | ${links} |`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

function shortName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1).replace('.test.ts', '');
}
