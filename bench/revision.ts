/** Another state of this project, checked out and built in a temporary folder. It ends with the stage. */
import { join } from 'node:path';
import { runWell } from 'e2e/harness/program.js';
import type { Stage } from 'e2e/harness/stage.js';
import { OURS, type Subject } from './subject.js';

const BUILD_MS = 600_000;

/** `revision`: whatever git takes for a commit. */
export async function checkOut(stage: Stage, revision: string): Promise<Subject> {
  const commit = (await git('rev-parse', '--short', '--verify', `${revision}^{commit}`)).trim();
  const checkout = join(stage.folder, commit);
  await git('worktree', 'add', '--detach', checkout, commit);
  stage.onEnd(async () => {
    await git('worktree', 'remove', '--force', checkout);
  });
  const bin = join(OURS.checkout, 'node_modules/.bin');
  const options = { cwd: checkout, timeoutMs: BUILD_MS, env: { PATH: `${bin}:${process.env['PATH'] ?? ''}` } };
  await runWell('pnpm', ['install', '--frozen-lockfile', '--prefer-offline', '--reporter=silent'], options);
  await runWell('turbo', ['run', 'build', '--filter=dkimproxy-out', '--filter=dkimproxy-in'], options);
  return { name: commit, checkout };
}

function git(...args: readonly string[]): Promise<string> {
  return runWell('git', ['-C', OURS.checkout, ...args]);
}
