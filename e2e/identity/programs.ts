/** The two programs in front of a next hop of the test, each with what it needs to do its work. */
import { startDaemon } from '../harness/daemon.js';
import { startOddDns } from '../harness/dns.js';
import type { TestKey } from '../harness/keys.js';
import { freePort } from '../harness/ports.js';
import type { Stage } from '../harness/stage.js';
import { AUTHSERV_ID, SENDER_DOMAIN } from './messages.js';

export type Program = 'dkimproxy-out' | 'dkimproxy-in';
export const PROGRAMS: readonly Program[] = ['dkimproxy-out', 'dkimproxy-in'];

export interface ProgramOptions {
  /** The port of the next hop. */
  readonly relay: number;
  readonly key: TestKey;
  /** More lines of its configuration. */
  readonly lines?: string;
}

/** Where it listens. */
export async function startProgram(stage: Stage, program: Program, options: ProgramOptions): Promise<number> {
  const { relay, key, lines = '' } = options;
  const listen = await freePort();
  const ends = `listen 127.0.0.1:${listen}\nrelay 127.0.0.1:${relay}\n`;
  if (program === 'dkimproxy-out') {
    const signature = `domain ${SENDER_DOMAIN}\nsignature dkim(c=simple/simple,a=ed25519-sha256)\n`;
    await startDaemon(stage, program, `${ends}${signature}keyfile ${key.file}\nselector e1\n${lines}\n`);
  } else {
    const dns = await startOddDns(stage, { [`e1._domainkey.${SENDER_DOMAIN}`]: { txt: [key.record] } });
    await startDaemon(stage, program, `${ends}hostname ${AUTHSERV_ID}\nnameserver 127.0.0.1:${dns.port}\n${lines}\n`);
  }
  return listen;
}
