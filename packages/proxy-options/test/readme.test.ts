import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';

test('the example of the README reads a file, its key, and tells its faults', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const example = readFileSync(new URL('readme-example.ts', import.meta.url), 'utf8');
  expect(readme).toContain(example.replaceAll(/^(?=.)/gm, '    '));
  const folder = mkdtempSync(join(tmpdir(), 'options-'));
  const file = join(folder, 'dkimproxy_out.conf');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(join(folder, 's1.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  writeFileSync(
    file,
    'listen :10027\nrelay 127.0.0.1:10028\ndomain example.org\nselector s1\nkeyfile s1.pem\nexpire 1m\n',
  );
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
  const log = vi.spyOn(console, 'log').mockReturnValue();
  await import('./readme-example.js');
  expect(log.mock.calls).toEqual([
    ['keys:', 1],
    [file, 6, '1m is too short; mail is often late, 1h is the least, 7d is usual'],
  ]);
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});
