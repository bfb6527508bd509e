/** With which limits, on which machine and with which name server a fault is tried. */
import { mkdirSync, rmSync } from 'node:fs';
import { run, runWell } from '../harness/program.js';
import type { Stage } from '../harness/stage.js';
import { startBrokenDns } from './broken-dns.js';
import { startFullBacklog } from './full-backlog.js';
import { openStand, type Program, type Stand } from './stand.js';

export type Setting =
  | 'usual'
  | 'short limits'
  | 'a next hop that takes no connection'
  | 'a full disk'
  | 'a small spool_limit'
  | 'no spool folder'
  | 'no descriptor for the next hop'
  | 'no descriptor for a client'
  | 'no descriptor for the spool'
  | 'broken DNS'
  | 'broken DNS, reject_error';

const SHORT_LIMITS = `${['connect', 'greeting', 'mail', 'rcpt', 'data', 'block', 'end', 'idle'].map((name) => `timeout_${name} 2\n`).join('')}keepalive 1\n`;

export interface SettingParts {
  readonly program: Program;
  /** Its configuration, but for what belongs to the setting. */
  readonly lines: string;
  /** The key record that an honest name server would give. */
  readonly record: string;
}

/** The program in that setting, in front of a next hop of its own. */
export async function openSetting(
  stage: Stage,
  setting: Setting,
  { program, lines, record }: SettingParts,
): Promise<Stand> {
  const base = { program, lines };
  const spool = `spool_threshold 64k\nspool_dir ${stage.folder}/${program}-${setting.replaceAll(/\W/g, '-')}\n`;
  const folder = spool.trim().split(' ').at(-1) ?? '';
  switch (setting) {
    case 'usual':
      mkdirSync(folder);
      return openStand(stage, { ...base, lines: lines + spool });
    case 'short limits':
      return openStand(stage, { ...base, lines: lines + SHORT_LIMITS });
    case 'a next hop that takes no connection': {
      const { port } = await startFullBacklog(stage);
      return openStand(stage, { ...base, lines: lines + SHORT_LIMITS, relayPort: port });
    }
    case 'a full disk':
      mkdirSync(folder);
      await runWell('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
      stage.onEnd(async () => void (await run('umount', [folder])));
      return openStand(stage, { ...base, lines: `${lines}${spool}spool_limit 1G\n` });
    case 'a small spool_limit':
      mkdirSync(folder);
      return openStand(stage, { ...base, lines: `${lines}${spool}spool_limit 1M\n` });
    case 'no spool folder': {
      mkdirSync(folder);
      const stand = await openStand(stage, { ...base, lines: lines + spool });
      rmSync(folder, { recursive: true });
      return stand;
    }
    // A session has two descriptors open; two sessions are there when the third client comes.
    case 'no descriptor for the next hop':
      return openStand(stage, { ...base, moreFiles: 2 * 2 + 1 });
    case 'no descriptor for a client':
      return openStand(stage, { ...base, moreFiles: 2 * 2 });
    case 'no descriptor for the spool':
      mkdirSync(folder);
      return openStand(stage, { ...base, lines: lines + spool, moreFiles: 2 });
    case 'broken DNS':
    case 'broken DNS, reject_error':
      break;
  }
  const dns = await startBrokenDns(stage, record);
  const reject = setting === 'broken DNS' ? '' : 'reject_error\n';
  const more = `nameserver 127.0.0.1:${dns.port}\ndns_timeout 1\n${reject}`;
  return openStand(stage, { ...base, lines: lines + more });
}
