import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import wabt from 'wabt';
import { BLANKS_WASM } from './blanks-wasm.js';

test('blanks-wasm.ts is blanks.wat, compiled: what the failure shows as received belongs there', async () => {
  const text = await readFile(new URL('blanks.wat', import.meta.url), 'utf8');
  const module = (await wabt()).parseWat('blanks.wat', text);
  module.validate();
  expect(BLANKS_WASM).toBe(Buffer.from(module.toBinary({}).buffer).toString('base64'));
});
