/** OpenDKIM as a mail server's filter. */
import { join } from 'node:path';
import type { DnsServer } from './dns.js';
import { freePort, listening } from './ports.js';
import { start } from './program.js';
import type { Stage } from './stage.js';

export interface SigningOrder {
  readonly domain: string;
  readonly selector: string;
  readonly key: { readonly file: string };
  /** Of OpenDKIM only. Default: relaxed/simple. */
  readonly canonicalization?: string;
}

export interface Milter {
  readonly port: number;
  readonly pid: number;
}

/** It signs what one order says, or verifies with the records of one DNS server. */
export async function startOpenDkim(
  stage: Stage,
  task: { readonly sign: SigningOrder } | { readonly verify: DnsServer },
): Promise<Milter> {
  const port = await freePort();
  const folder = join(stage.folder, `opendkim-${port}`);
  const conf = stage.write(
    `opendkim-${port}/opendkim.conf`,
    `Syslog no
Background no
PidFile ${folder}/opendkim.pid
Socket inet:${port}@127.0.0.1
${'sign' in task ? signing(task.sign) : verifying(stage, task.verify)}`,
  );
  const program = start(stage, '/usr/sbin/opendkim', ['-f', '-x', conf]);
  await listening(port, program);
  return { port, pid: program.pid };
}

function signing({ domain, selector, key, canonicalization = 'relaxed/simple' }: SigningOrder): string {
  return `Mode s
Domain ${domain}
Selector ${selector}
KeyFile ${key.file}
RequireSafeKeys no
Canonicalization ${canonicalization}
SignatureAlgorithm rsa-sha256
InternalHosts 127.0.0.1
`;
}

/** Mail of internal hosts is not verified, so nobody may be one. */
function verifying(stage: Stage, dns: DnsServer): string {
  return `Mode v
InternalHosts 192.0.2.1
ResolverConfiguration ${writeUnboundFile(stage, dns)}
`;
}

/** OpenDKIM asks through libunbound, which neither asks loopback nor believes in .test, unless it is told to. */
export function writeUnboundFile(stage: Stage, dns: DnsServer): string {
  const zones = dns.zones.map((zone) => `stub-zone:\n  name: "${zone}"\n  stub-addr: 127.0.0.1@${dns.port}\n`).join('');
  return stage.write(
    `unbound-${dns.port}.conf`,
    `server:\n  do-not-query-localhost: no\n  module-config: "iterator"\n  local-zone: "test." nodefault\n${zones}`,
  );
}
