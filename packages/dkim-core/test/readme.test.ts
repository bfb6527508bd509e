/** The README's own lines: its examples are run as they stand, its tables name what is exported and what a verdict may say. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as core from '../src/index.js';
import { VERDICT_CODES } from './documented-codes.js';
import { MAIL } from './mail.js';

const run = promisify(execFile);
const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const ROLLDOWN = pathOf('../../../node_modules/rolldown/bin/cli.mjs');
const TSC = pathOf('../../../node_modules/typescript/bin/tsc');
const readme = await readFile(pathOf('../README.md'), 'utf8');
const index = await readFile(pathOf('../src/index.ts'), 'utf8');
const examples = Array.from(readme.matchAll(/```js\n(.*?)```/gs), ([, code = '']) => code);
let folder = '';

/** A folder with the files that the examples read, where the package is installed as npm would. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dkim-core-readme-'));
  const { pem, key } = await core.generateSigningKey({ type: 'rsa' });
  await writeFile(join(folder, 'private.pem'), pem);
  await writeFile(join(folder, 'unsigned.eml'), MAIL.replaceAll('\r\n', '\n')); // as files are
  const records = { 's1._domainkey.example.org': { TXT: [core.keyRecordText(key)] } };
  await writeFile(join(folder, 'records.json'), JSON.stringify(records));

  const target = join(folder, 'node_modules', 'dkim-core');
  const build = { cwd: pathOf('..') }; // as package.json has it, to another place
  const bundle = ['-c', pathOf('../../../rolldown.config.js'), '--dir', join(target, 'dist')];
  await run(process.execPath, [ROLLDOWN, ...bundle], build);
  await run(process.execPath, [TSC, '-p', 'tsconfig.build.json', '--outDir', join(target, 'dist')], build);
  await writeFile(join(target, 'package.json'), await readFile(pathOf('../package.json')));
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

async function runScript(name: string, code: string): Promise<string> {
  await writeFile(join(folder, name), code);
  const { stdout } = await run(process.execPath, [name], { cwd: folder });
  return stdout;
}

function example(marker: string): Promise<string> {
  const code = examples.find((text) => text.includes(marker)) ?? '';
  expect(code).not.toBe('');
  return runScript('example.mjs', code);
}

test('the examples of the README run, and say what they should', async () => {
  expect(await example('loadSigningKey(')).toBe('');
  expect(await example('memoryResolver(')).toBe('pass\n');

  const line = await example('createSigner(');
  expect(line).toMatch(/^s2\._domainkey\.example\.org TXT v=DKIM1; k=ed25519; p=[A-Za-z0-9+/]{43}=\n$/);
  const [name = '', record = ''] = line.trim().split(' TXT ');
  const { result } = await core.verify(await readFile(join(folder, 'signed.eml')), {
    resolveTxt: core.memoryResolver({ [name]: { TXT: [record] } }),
    now: core.systemClock,
  });
  expect(result).toBe('pass');
  expect(core.loadSigningKey(await readFile(join(folder, 's2.pem'))).type).toBe('ed25519');

  await writeFile(join(folder, 'message.eml'), MAIL); // unsigned: the one example that asks the system's DNS has no need to
  expect(await example('nodeResolver(')).toBe('none\n');
}, 60_000);

test('each example is complete, and compiles as it stands in TypeScript at its strictest', async () => {
  expect(examples).toHaveLength(4);
  const names = await Promise.all(
    examples.map(async (code, number) => {
      await writeFile(join(folder, `example${number}.mts`), code);
      return `example${number}.mts`;
    }),
  );
  await mkdir(join(folder, 'node_modules', '@types'));
  await symlink(pathOf('../../../node_modules/@types/node'), join(folder, 'node_modules', '@types', 'node'));
  expect(await faultsOf(names, { types: ['node'] })).toBe('');
  await rm(join(folder, 'node_modules', '@types'), { recursive: true });
}, 60_000);

test('the types need none of Node’s', async () => {
  const all = "import * as core from 'dkim-core';\nexport const names: string[] = Object.keys(core);\n";
  await writeFile(join(folder, 'all.mts'), all);
  expect(await faultsOf(['all.mts'], { types: [] })).toBe('');
}, 60_000);

/** What the compiler says of these files; empty if they compile. */
async function faultsOf(files: readonly string[], options: { types: readonly string[] }): Promise<string> {
  const compilerOptions = {
    target: 'es2023',
    lib: ['es2023'],
    module: 'nodenext',
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noImplicitReturns: true,
    skipLibCheck: options.types.length > 0, // Node's own types are not ours to check
    ...options,
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  return run(process.execPath, [TSC, '-p', folder]).then(
    () => '',
    ({ stdout = '', message }: { stdout?: string; message: string }) => stdout || message,
  );
}

test('CommonJS programs can load it', async () => {
  const code = "const { parseDomain } = require('dkim-core'); console.log(parseDomain('example.org').ok);\n";
  expect(await runScript('program.cjs', code)).toBe('true\n');
});

test('each public name stands in the table of the README, and no other', () => {
  const table = readme.slice(readme.indexOf('## All public names'));
  const statements = index.replaceAll(/\/\*.*?\*\/|\/\/[^\n]*/gs, '').matchAll(/export (?:type )?\{([^}]*)\}/g);
  const exported = Array.from(statements, ([, names = '']) => names.split(',')).flat();
  const names = exported.map((name) => name.replace(/^\s*type /, '').trim()).filter((name) => name !== '');
  expect(names).toEqual(expect.arrayContaining(Object.keys(core)));
  const rows = Array.from(table.matchAll(/^\| (`[^|]*) \|/gm), ([, cell = '']) => cell.split(', `')).flat();
  const listed = rows.map((cell) => /^`?(\w+)/.exec(cell)?.[1] ?? cell);
  expect(listed.toSorted()).toEqual(names.toSorted());
});

/** The cells of a table's first column, which begins below that line. */
function rowsBelow(line: string): readonly string[] {
  const start = readme.indexOf(`\n${line}`);
  expect(start).not.toBe(-1);
  const [table = ''] = /(?:^\|[^\n]*\n)+/m.exec(readme.slice(start)) ?? [];
  return Array.from(table.matchAll(/^\| `([^`]*)`/gm), ([, cell = '']) => cell).toSorted();
}

/** By hand: what is added to the types does not compile until it stands here, and fails until the README has it. */
const WARNINGS: Record<core.VerdictWarning, true> = {
  'timestamp-in-future': true,
  'from-missing': true,
  'key-weak': true,
  'selector-underscore': true,
  'base64-padding': true,
};
const SIGNING_FAULTS: Record<core.SigningFault, true> = {
  'from-invalid': true,
  'not-applicable': true,
  'option-invalid': true,
  'key-unusable': true,
  'header-too-large': true,
  'line-ends': true,
  'first-line': true,
  'internal-error': true,
};
const VERIFY_OPTIONS: Record<keyof core.VerifyOptions, true> = {
  resolveTxt: true,
  now: true,
  dkim: true,
  domainkeys: true,
  minRsaBits: true,
  maxRsaBits: true,
  maxSignatures: true,
  maxDnsDomains: true,
  dnsMessageTimeoutMs: true,
  acceptUnsignedBody: true,
  acceptUnsignedFrom: true,
  requiredFields: true,
  refusedDomains: true,
  futureSignatures: true,
  rsaSha1: true,
  maxHeaderSize: true,
  maxHeaderFields: true,
};
const SIGN_OPTIONS: Record<keyof core.SignOptions, true> = {
  signatures: true,
  now: true,
  signInvalidFrom: true,
  maxHeaderSize: true,
  maxHeaderFields: true,
};
const DKIM_REQUEST: Record<keyof core.DkimSignatureRequest, true> = {
  type: true,
  domain: true,
  selector: true,
  key: true,
  algorithm: true,
  identity: true,
  canonicalization: true,
  signedFields: true,
  oversignedFields: true,
  expiresAfter: true,
  bodyLength: true,
  copiedFields: true,
};
const DOMAINKEYS_REQUEST: Record<keyof core.DomainkeysSignatureRequest, true> = {
  type: true,
  domain: true,
  selector: true,
  key: true,
  algorithm: true,
  canonicalization: true,
  signedFields: true,
};

test.each([
  { line: 'Of `verify` and `createVerifier`', names: VERIFY_OPTIONS },
  { line: 'Of `sign` and `createSigner`', names: SIGN_OPTIONS },
  { line: 'Of a request for a DKIM-Signature', names: DKIM_REQUEST },
  { line: 'Of a request for a DomainKey-Signature', names: DOMAINKEYS_REQUEST },
  { line: 'Of a verdict.', names: VERDICT_CODES },
  { line: '`warnings` of a verdict', names: WARNINGS },
  { line: 'Of a signature that was not made', names: SIGNING_FAULTS },
])('the table of the README below "$line" is whole', ({ line, names }) => {
  expect(rowsBelow(line)).toEqual(Object.keys(names).toSorted());
});
