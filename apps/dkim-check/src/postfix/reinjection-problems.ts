/** The way to a proxy and back: TLS that is not spoken there, client addresses that get lost, too few processes, open doors. */
import { problem, type Problem } from '../problem.js';
import { isLoopbackOnly } from './address.js';
import type { PostfixConfiguration, Service } from './configuration.js';
import { hasLoopback } from './networks.js';
import { isYes, listParameter, parameter } from './parameters.js';
import type { Hop, MailPaths } from './paths.js';
import type { Proxy } from './proxies.js';

/** The words of smtp_tls_security_level that send nothing without TLS. */
const NEEDS_TLS = new Set(['encrypt', 'dane-only', 'fingerprint', 'verify', 'secure']);

export function reinjectionProblems(configuration: PostfixConfiguration, mail: MailPaths): readonly Problem[] {
  return [...wayThere(configuration, mail), ...mail.reinjections.flatMap((back) => wayBack(configuration, mail, back))];
}

function wayThere(configuration: PostfixConfiguration, { paths }: MailPaths): readonly Problem[] {
  const seen = new Set<Service>();
  return paths
    .flatMap(({ hops }) => hops)
    .flatMap(({ proxy, transport }) => {
      if (proxy === null || transport === null || seen.has(transport)) return [];
      seen.add(transport);
      const problems: Problem[] = [];
      const level = parameter(configuration, transport, 'smtp_tls_security_level');
      if (!proxy.hasTls && NEEDS_TLS.has(level)) {
        const facts = { service: transport.name, level, program: proxy.program };
        problems.push(problem('error', 'proxy-tls-required', facts));
      }
      if (!isYes(configuration, transport, 'smtp_send_xforward_command')) {
        problems.push(problem('warning', 'xforward-not-sent', { service: transport.name }));
      }
      return problems;
    });
}

function wayBack(
  configuration: PostfixConfiguration,
  { paths }: MailPaths,
  { service, proxy }: MailPaths['reinjections'][number],
): readonly Problem[] {
  const hops = paths.flatMap(({ entry, hops: all }) => all.map((hop) => ({ entry, hop })));
  const used = hops.filter(({ hop }) => hop.proxy === proxy);
  if (used.length === 0) return [];
  const facts = { service: service.name, program: proxy.program };
  const problems: Problem[] = [];
  if (!isLoopbackOnly(configuration, service)) {
    const port = service.name.slice(service.name.lastIndexOf(':') + 1);
    problems.push(problem('warning', 'reinjection-reachable', { ...facts, port }));
  }
  if (
    parameter(configuration, service, 'smtpd_tls_security_level') === 'encrypt' ||
    isYes(configuration, service, 'smtpd_enforce_tls')
  ) {
    problems.push(problem('error', 'reinjection-tls-required', facts));
  }
  if (!hasLoopback(listParameter(configuration, service, 'smtpd_authorized_xforward_hosts'))) {
    problems.push(problem('warning', 'xforward-not-authorized', facts));
  }
  const most = used.reduce((sum, { entry, hop }, at) => {
    const isCounted = hop.transport !== null && used.findIndex((other) => other.hop.transport === hop.transport) < at;
    return sum + (isCounted ? 0 : deliveriesOf(configuration, entry, hop));
  }, 0);
  const processes = processesOf(configuration, service);
  if (processes < most) problems.push(problem('warning', 'reinjection-few-processes', { ...facts, processes, most }));
  return problems;
}

/** How many mails go to the proxy at the same time: by a transport, or one for each client before the queue. */
function deliveriesOf(configuration: PostfixConfiguration, entry: Service, { transport }: Hop): number {
  if (transport === null) return processesOf(configuration, entry);
  const own = parameter(configuration, null, `${transport.name}_destination_concurrency_limit`);
  const limit = Number(own === '' ? parameter(configuration, null, 'default_destination_concurrency_limit') : own);
  return Math.min(processesOf(configuration, transport), limit > 0 ? limit : Infinity);
}

function processesOf(configuration: PostfixConfiguration, { processes }: Service): number {
  const most = Number(processes === '-' ? parameter(configuration, null, 'default_process_limit') : processes);
  return most > 0 ? most : Infinity; // 0 is no limit
}

export const isSignerBack = (proxy: Proxy): boolean => proxy.program === 'dkimproxy-out';
