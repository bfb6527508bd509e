/** What `test` needs of a file of dkimproxy-out: where it listens, where mail goes on to, and what it signs for one sender. */
import { resolve } from 'node:path';
import type { SigningKey } from 'dkim-core';
import { configFiles } from '../config/config-files.js';
import { neededRecords } from '../config/needed-records.js';
import { readConfig, type ConfigReading } from '../config/read-config.js';
import { senderAnswer } from '../config/sender-answer.js';
import type { Io } from '../io.js';
import type { Problem } from '../problem.js';
import { fault } from '../usage-error.js';
import type { HostPort } from '../respond/host-port.js';

/** A signature that the file makes. */
export interface Planned {
  readonly type: 'dkim' | 'domainkeys';
  readonly domain: string;
  readonly selector: string;
  readonly keyfile: string;
}

/** A server: of mail by SMTP, or by LMTP. */
export interface Door extends HostPort {
  readonly lmtp: boolean;
}

export interface ChainFile {
  readonly listen: Door;
  readonly relay: Door;
  /** An address of whom it signs for; null where the file names none. */
  readonly sender: string | null;
  /** What it signs for mail from this address, and what is to be said of it. */
  readonly plan: (from: string) => { readonly planned: readonly Planned[]; readonly problems: readonly Problem[] };
  /** By the name of the file. */
  readonly keys: ReadonlyMap<string, SigningKey>;
  /** The keys are closed to us, which is no fault of theirs. */
  readonly hasClosedKeys: boolean;
}

/** The file as dkimproxy-out reads it; `faulty` where it would not start with it. */
export async function readChainFile(
  file: string,
  io: Io,
): Promise<{ readonly faulty: ConfigReading } | { readonly chain: ChainFile }> {
  const { filesOnDisk } = await import('smtp-proxy');
  const cwd = process.cwd();
  const earlier = new Map([[resolve(cwd, file), io.readSmall(file)]]);
  const files = configFiles(filesOnDisk(), io.sizeOf, earlier);
  const reading = await readConfig(file, { files, cwd, asked: 'out' });
  const { out, configuration } = reading;
  const { listen, relay } = configuration.values;
  const closed = configuration.faults.filter(({ message }) => /cannot be read: E(?:ACCES|PERM)\b/.test(message));
  if (out === null || listen === undefined || relay === undefined || closed.length < configuration.faults.length) {
    return { faulty: reading };
  }
  if (listen.kind !== 'tcp' || relay.kind !== 'tcp') throw fault('chain-file-incomplete', { file });
  const { policy, keys } = out;
  const domain = policy.domains[0] ?? neededRecords(out).records[0]?.domain;
  return {
    chain: {
      listen: { host: reachable(listen.host), port: listen.port, lmtp: listen.lmtp === true },
      relay: { host: reachable(relay.host), port: relay.port, lmtp: relay.lmtp === true },
      sender: domain === undefined ? null : `postmaster@${domain}`,
      plan(from) {
        const { choice, problems } = senderAnswer(policy, from, null);
        return { planned: choice.signatures, problems };
      },
      keys,
      hasClosedKeys: closed.length > 0,
    },
  };
}

/** What listens everywhere is asked on this machine. */
const reachable = (host: string): string =>
  host === '::' ? '::1' : ['*', '', '0.0.0.0'].includes(host) ? '127.0.0.1' : host;
