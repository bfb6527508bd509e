/**
 * Each code that `explain` knows has a test with an input that raises it and one that does not, read from the sources of the
 * tests. It sees whether both are asserted in one file, not how close the two inputs are: whoever adds a code chooses those.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { EXPLAINED_CODES } from '../src/explain/explanations.js';

/** They list codes, or use them as words, and raise none. */
const NO_PROOF: ReadonlySet<string> = new Set([
  'every-code.test.ts',
  'words.test.ts',
  'nearest.test.ts',
  'problems.test.ts',
  'readme.test.ts',
  'usage.test.ts',
]);

/** What no input raises: a fault of dkim-check itself, of the crypto library, of a user without rights. */
const WITHOUT_INPUT = ['internal-error', 'keygen-self-test', 'keygen-user-refused'];

const sources = ['../src', '.', '../../../packages/dkim-core/src', '../../../packages/dkim-core/test']
  .map((folder) => fileURLToPath(new URL(folder, import.meta.url)))
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)))
  .filter((file) => file.endsWith('.test.ts') && !NO_PROOF.has(basename(file)))
  .map((file) => readFileSync(file, 'utf8'));

/** The code as a word of its own: `key-cut`, not `key-cut-fix`. */
const word = (code: string): string => `(?<![a-z0-9-])${code}(?![a-z0-9-])`;

/** The strings that are asserted not to be there. */
const denied = (source: string): readonly string[] => source.match(/not\.to(?:Contain|Match|Equal)\([^\n]*/g) ?? [];

/** Lists of codes that have to be exactly what comes out, among them the empty one. */
const exactLists = (source: string): readonly string[] =>
  source.match(/(?:toEqual\(|\bcodes: |remarks: )\[[^\]]*\]/g) ?? [];

/** A table of tests whose rows have a code, an input that raises it and one that does not. */
const hasPairs = (source: string): boolean =>
  /\.not\.toContain\((?:code|problem|`\[\$\{code\}|`\{"result":"\$\{code)|\bnot: (?:\[|readonly|dmarc|\{)/.test(source);

const isRaised = (code: string, source: string): boolean => {
  const asserted = denied(source).reduce((text, line) => text.replace(line, ''), source);
  return new RegExp(`code=${word(code)}|['"\`]${word(code)} |['"\`[ ]${word(code)}['"\`\\]\\\\]`).test(asserted);
};

function isDenied(code: string, source: string): boolean {
  const said = new RegExp(word(code));
  return (
    denied(source).some((line) => said.test(line)) ||
    hasPairs(source) ||
    exactLists(source).some((list) => !said.test(list))
  );
}

test.each(EXPLAINED_CODES.filter((code) => !WITHOUT_INPUT.includes(code)))(
  '%s has a test that raises it, and one that does not',
  (code) => {
    const raising = sources.filter((source) => isRaised(code, source));
    expect([code, 'raised', raising.length > 0]).toEqual([code, 'raised', true]);
    expect([code, 'denied', raising.some((source) => isDenied(code, source))]).toEqual([code, 'denied', true]);
  },
);

test('what no input raises is still a code', () => {
  expect(WITHOUT_INPUT.filter((code) => !EXPLAINED_CODES.some((known) => known === code))).toEqual([]);
});
