/** The README's own lines: its examples are run as they stand, its table names what is exported. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as core from '../src/index.js';
import { MAIL } from './mail.js';

const run = promisify(execFile);
const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const examples = Array.from(readme.matchAll(/```js\n(.*?)```/gs), ([, code = '']) => code);
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dkim-core-readme-'));
  const { pem, key } = await core.generateSigningKey({ type: 'rsa' });
  await writeFile(join(folder, 'private.pem'), pem);
  await writeFile(join(folder, 'unsigned.eml'), MAIL);
  const records = { 's1._domainkey.example.org': { TXT: [core.keyRecordText(key)] } };
  await writeFile(join(folder, 'records.json'), JSON.stringify(records));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs an example in the folder, where the package is installed. */
async function example(marker: string): Promise<string> {
  const code = examples.find((text) => text.includes(marker)) ?? '';
  expect(code).not.toBe('');
  const script = join(folder, 'example.mjs');
  await writeFile(script, code);
  const { stdout } = await run(process.execPath, [script], { cwd: folder });
  return stdout;
}

test('the examples of the README run, and say what they should', async () => {
  const packageRoot = new URL('..', import.meta.url).pathname;
  const tsc = new URL('../../../node_modules/typescript/bin/tsc', import.meta.url).pathname;
  const target = join(folder, 'node_modules', 'dkim-core');
  await run(process.execPath, [tsc, '-p', join(packageRoot, 'tsconfig.build.json'), '--outDir', join(target, 'dist')]);
  await writeFile(join(target, 'package.json'), await readFile(join(packageRoot, 'package.json')));

  expect(await example('loadSigningKey')).toBe('');
  expect(await example('memoryResolver')).toBe('pass\n');
  const stream = await example('createSigner');
  expect(stream).toMatch(
    /^s2\._domainkey\.example\.org TXT v=DKIM1; k=ed25519; p=[A-Za-z0-9+/]{43}=\nDKIM-Signature: v=1;/,
  );
  await writeFile(join(folder, 'message.eml'), MAIL); // unsigned: the one example that asks the system's DNS has no need to
  expect(await example('nodeResolver')).toBe('none\n');
}, 60_000);

test('each public value stands in the table of the README', () => {
  const missing = Object.keys(core).filter((name) => !new RegExp(`\`${name}\\b`).test(readme));
  expect(missing).toEqual([]);
});
