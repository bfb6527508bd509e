/** dkim-check with a mailbox that is larger than what it may keep in memory. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { binOf } from '../harness/daemon.js';
import { run } from '../harness/program.js';
import { openStage } from '../harness/stage.js';

const MAILS = 1000;
const LINES = 1300; // of 80 octets: about 100 kB a mail
const MEGABYTE = 1024 * 1024;
/** At its end the program says the most memory that it had, in kilobytes. */
const TELLS_MEMORY = 'data:text/javascript,process.on("exit",()=>process._rawDebug(process.resourceUsage().maxRSS))';

const stage = openStage();
afterAll(() => stage.end());

test('an mbox of 100 MB, as a file and as standard input, costs no more memory than one of 1 MB and some', async () => {
  const small = mbox('small.mbox', 10);
  const large = mbox('large.mbox', MAILS);
  const records = stage.write('records.json', '{}');
  const check = async (file: string, input = ''): Promise<number> => {
    const args = ['--import', TELLS_MEMORY, binOf('dkim-check'), 'verify', file, '--records', records];
    const { status, stdout, stderr } =
      input === ''
        ? await run(process.execPath, args)
        : await run('sh', ['-c', 'input=$1; shift; exec "$@" < "$input"', 'sh', input, process.execPath, ...args]);
    expect([status, stdout.toString()]).toEqual([1, expect.stringMatching(/^Messages: \d+ \(none \d+\)\n/)]);
    return Number(/(\d+)\s*$/.exec(stderr)?.[1]) * 1024;
  };
  const base = await check(small);
  expect(await check(large)).toBeLessThan(base + 60 * MEGABYTE);
  expect(await check('-', large)).toBeLessThan(base + 60 * MEGABYTE);
}, 120_000);

function mbox(name: string, mails: number): string {
  const file = join(stage.folder, name);
  const body = `${'x'.repeat(78)}\r\n`.repeat(LINES);
  const handle = openSync(file, 'w');
  for (let at = 0; at < mails; at += 1) {
    writeSync(handle, `From a@example.org Fri Jul 11 21:00:37 2003\r\nFrom: a@example.org\r\n\r\n${body}\r\n`);
  }
  closeSync(handle);
  return file;
}
