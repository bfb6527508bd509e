/**
 * The way to the background: the program starts itself once more, and ends with 0 when that one is ready, so that whoever
 * started it knows that mail can come in. What goes wrong before goes to our standard error, and its exit status is ours.
 */
import { spawn } from 'node:child_process';

const MARK = 'DKIMPROXY_IN_BACKGROUND';

export function isInBackground(): boolean {
  return process.env[MARK] === '1' && process.send !== undefined;
}

/** Gives the exit status of the parent. */
export function startInBackground(): Promise<number> {
  return new Promise((resolve) => {
    const [, script = '', ...args] = process.argv;
    const child = spawn(process.execPath, [...process.execArgv, script, ...args], {
      detached: true,
      env: { ...process.env, [MARK]: '1' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    child.stderr?.pipe(process.stderr);
    child.once('error', (err) => {
      process.stderr.write(`cannot go to the background: ${err.message}\n`);
      resolve(1);
    });
    child.once('close', (status) => resolve(status ?? 1)); // after the last word of its standard error
    child.once('message', () => resolve(0));
  });
}

/** Tells the parent that all is well, and lets go of it, of its terminal and of its folder. */
export function reportReady(): void {
  process.chdir('/');
  process.on('error', () => {}); // the parent may be gone before we have said it
  process.send?.('ready', () => {
    if (process.connected) process.disconnect();
  });
}
