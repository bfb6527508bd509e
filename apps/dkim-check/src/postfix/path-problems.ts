/** Mail that does not pass a proxy, or the wrong one, or one twice. */
import { problem, type Problem } from '../problem.js';
import { addressText, isLoopbackHost, isLoopbackOnly, listenAddress, leadsTo, nexthopText } from './address.js';
import { isSmtpClient, type PostfixConfiguration } from './configuration.js';
import { isPickup, isPort25, isSubmission, passes, type Hop, type MailPaths, type Path } from './paths.js';
import type { Proxy } from './proxies.js';
import { RESTRICTION_LISTS, verdictOf } from './restrictions.js';
import { hasTable } from './table-filters.js';

const SIGNER = 'dkimproxy-out';
const VERIFIER = 'dkimproxy-in';

export function pathProblems(
  configuration: PostfixConfiguration,
  { paths, reinjections }: MailPaths,
  proxies: readonly Proxy[],
): readonly Problem[] {
  const problems: Problem[] = [];
  const isAnyKnown = proxies.some(({ file }) => file !== null);
  for (const proxy of proxies) {
    const isUsed = paths.some((path) => passes(path, proxy.program));
    const mayBeAbsent = proxy.file === null && (isAnyKnown || proxy.program === VERIFIER);
    if (!isUsed && mayBeAbsent) continue;
    if (!isUsed) problems.push(...unused(configuration, paths, proxy));
    else if (isHere(proxy.relay) && !reinjections.some((back) => back.proxy === proxy)) {
      const [program, relay] = [proxy.program, addressText(proxy.relay)];
      problems.push(problem('error', 'reinjection-missing', { program, relay }));
    }
  }
  for (const { entry, hops, loop } of paths) {
    const again = loop?.proxy ?? null;
    if (loop !== null && again !== null) {
      const { program } = again;
      problems.push(
        loop.way === 'relayhost' || loop.way === 'default_transport'
          ? problem('error', 'relayhost-loop', { setting: loop.way, program })
          : problem('error', 'filter-loop', {
              service: backOf(reinjections, again),
              program,
              lines: linesAgainst(configuration, reinjections, loop),
            }),
      );
      break; // one setting makes all of them
    }
    const missing = hops.find(isLost);
    if (missing !== undefined) {
      const facts = { service: entry.name, setting: missing.way, transport: missing.transportName ?? '' };
      problems.push(
        missing.target === null
          ? problem('error', 'filter-service-missing', facts) // a program, which has a line of its own
          : problem('error', 'filter-transport-missing', facts),
      );
    }
  }
  if (paths.some((path) => passes(path, SIGNER))) problems.push(...unsigned(configuration, paths, proxies));
  return problems;
}

const isLost = ({ transportName, transport }: Hop): boolean => transportName !== null && transport === null;

const isHere = (place: Proxy['relay']): boolean => place.kind === 'tcp' && isLoopbackHost(place.host.toLowerCase());

/** Without a word that refuses in one of them Postfix does not start the service. */
const GUARDS: ReadonlySet<string> = new Set(['smtpd_relay_restrictions', 'smtpd_recipient_restrictions']);

/** What ends the loop, in the service that takes mail back. */
function linesAgainst(
  configuration: PostfixConfiguration,
  reinjections: MailPaths['reinjections'],
  { way, proxy }: Hop,
): string {
  const back = reinjections.find((each) => each.proxy === proxy)?.service;
  if (way !== 'FILTER' || back === undefined) return `-o ${way}=`;
  const lists = RESTRICTION_LISTS.filter((list) => hasTable(configuration, back, list));
  return lists.map((list) => `-o ${list}=${GUARDS.has(list) ? 'permit_mynetworks,reject' : ''}`).join('   ');
}

const backOf = (reinjections: MailPaths['reinjections'], proxy: Proxy): string =>
  reinjections.find((back) => back.proxy === proxy)?.service.name ?? addressText(proxy.relay);

/** No mail comes to it. */
function unused(
  configuration: PostfixConfiguration,
  paths: readonly Path[],
  { program, listen, file }: Proxy,
): readonly Problem[] {
  const [place] = listen;
  if (place === undefined) return [];
  const listeners = configuration.services.map(listenAddress).filter((address) => address !== null);
  const isStray = (hop: Hop): boolean => leadsToAFilter(hop) && !listeners.some((at) => leadsTo(hop.target, at));
  const hops = file === null ? [] : paths.flatMap(({ entry, hops: all }) => all.map((hop) => ({ entry, hop })));
  const stray = hops.find(({ hop }) => isStray(hop));
  if (stray !== undefined && file !== null) {
    const facts = { service: stray.entry.name, setting: stray.hop.way, value: stray.hop.value };
    return [problem('error', 'listen-port-differs', { ...facts, program, listen: addressText(place), file })];
  }
  const facts = { program, listen: addressText(place) };
  const entry = paths.find((path) => (program === SIGNER ? isSubmission(path.entry) : isPort25(path.entry)))?.entry;
  if (entry === undefined) return [problem('error', 'proxy-without-service', { ...facts, port: portFor(program) })];
  return [
    problem('error', 'proxy-not-in-path', { ...facts, service: entry.name, line: lineFor(paths, place, program) }),
  ];
}

const portFor = (program: Proxy['program']): number => (program === SIGNER ? 587 : 25);

/** By SMTP to a port of this machine that no proxy has. */
function leadsToAFilter(hop: Hop): hop is Hop & { target: NonNullable<Hop['target']> } {
  const { proxy, target, transport, way } = hop;
  if (proxy !== null || target === null || !isHere(target)) return false;
  return way === 'smtpd_proxy_filter' || (transport !== null && isSmtpClient(transport));
}

/** The services whose mail leaves without a signature, while that of others gets one. */
function unsigned(
  configuration: PostfixConfiguration,
  paths: readonly Path[],
  proxies: readonly Proxy[],
): readonly Problem[] {
  const signer = proxies.find(({ program }) => program === SIGNER);
  const [place] = signer?.listen ?? [];
  if (place === undefined) return [];
  const line = lineFor(paths, place, SIGNER);
  const hasSubmission = paths.some(({ entry }) => isSubmission(entry));
  // Another filter that gives its mail back to a service that leads to the signer: what came in elsewhere may go there.
  const isBehindOthers = paths.some(
    (path) => passes(path, SIGNER) && isLoopbackEntry(path) && !isSubmission(path.entry) && !isPort25(path.entry),
  );
  // A program (altermime, say) gives mail back by the sendmail command.
  const isPickupSigned = paths.some((path) => passes(path, SIGNER) && isPickup(path.entry));
  return paths.flatMap((path) => {
    const { entry, hops } = path;
    if (passes(path, SIGNER)) return inboundSigned(configuration, path, hasSubmission);
    const isByProgram = hops.some(({ transport }) => transport?.command === 'pipe');
    if (hops.some(({ proxy }) => proxy === null) && (isByProgram ? isPickupSigned : isBehindOthers)) {
      return [problem('info', 'filter-return-unknown', { service: entry.name, value: hops.at(-1)?.value ?? '' })];
    }
    if (isSubmission(entry)) return [problem('error', 'port-not-signed', { service: entry.name, line })];
    if (isPickup(entry)) return [problem('warning', 'port-not-signed', { service: entry.name, line })];
    if (!isPort25(entry)) return [];
    if (!hasSubmission) return [problem('warning', 'port-not-signed', { service: entry.name, line })];
    return [problem('info', 'port-25-not-signed', { service: entry.name })];
  });
}

const STRANGER = { isLoggedIn: false, isLocal: false, isToOthers: false };

/** Port 25 leads to the signer, and strangers may send to our domains there. Without port 587 its users come in there, too. */
function inboundSigned(configuration: PostfixConfiguration, path: Path, hasSubmission: boolean): readonly Problem[] {
  const { entry, hops } = path;
  if (!isPort25(entry) || passes(path, VERIFIER) || isLoopbackOnly(configuration, entry)) return [];
  const says = RESTRICTION_LISTS.map((list) => verdictOf(configuration, entry, { list, client: STRANGER }));
  if (says.includes('refuse')) return [];
  const setting = hops.find(({ proxy }) => proxy?.program === SIGNER)?.way ?? 'content_filter';
  if (setting === 'FILTER') return []; // its table sorts the mail
  return [problem(hasSubmission ? 'warning' : 'info', 'inbound-signed', { service: entry.name, setting })];
}

const isLoopbackEntry = ({ entry }: Path): boolean => isLoopbackHost(listenAddress(entry)?.host ?? '');

/** As other services have it already; else as the page for administrators has it. */
function lineFor(paths: readonly Path[], place: Proxy['listen'][number], program: Proxy['program']): string {
  const known = paths
    .flatMap(({ hops }) => hops)
    .find((hop) => hop.proxy?.program === program && hop.way === 'content_filter');
  const transport = program === SIGNER ? 'dksign' : 'dkverify';
  return `  -o content_filter=${known?.value ?? `${transport}:${nexthopText(place)}`}`;
}
