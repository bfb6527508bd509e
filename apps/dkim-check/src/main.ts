/** dkim-check. The only file that knows `process`. */
import { readFileSync } from 'node:fs';
import { systemClock } from 'dkim-core';
import { run } from './run.js';

const manifest: { version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  version: manifest.version,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  now: systemClock,
  told: () =>
    new Promise((resolve) => {
      for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => resolve());
    }),
});
