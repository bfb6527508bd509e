import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import wabt from 'wabt';
import { LINE_SCAN_WASM } from './line-scan-wasm.js';

test('line-scan-wasm.ts is line-scan.wat, compiled: what the failure shows as received belongs there', async () => {
  const text = await readFile(new URL('line-scan.wat', import.meta.url), 'utf8');
  const module = (await wabt()).parseWat('line-scan.wat', text);
  module.validate();
  expect(LINE_SCAN_WASM).toBe(Buffer.from(module.toBinary({}).buffer).toString('base64'));
});
