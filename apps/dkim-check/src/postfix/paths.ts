/** How mail goes: for each service that takes mail in, the proxies that it passes on its way, and by which setting. */
import type { Endpoint } from 'smtp-proxy';
import { leadsTo, listenAddress, parseAddress } from './address.js';
import { isSmtpd, type PostfixConfiguration, type Service } from './configuration.js';
import { parameter } from './parameters.js';
import type { Proxy } from './proxies.js';
import { tablesOf } from './table-filters.js';

/** The settings by which mail is led to a filter. */
export type Way = 'content_filter' | 'FILTER' | 'smtpd_proxy_filter' | 'relayhost' | 'default_transport';

export interface Hop {
  readonly way: Way;
  /** The setting's value. */
  readonly value: string;
  readonly target: Endpoint | null;
  /** The service that carries it there; null before the queue, and where master.cf has none of that name. */
  readonly transport: Service | null;
  /** The name of that service; null before the queue. */
  readonly transportName: string | null;
  /** The proxy that listens there. */
  readonly proxy: Proxy | null;
}

export interface Path {
  readonly entry: Service;
  /** In the order of the mail's way; what follows a filter of others is not known. */
  readonly hops: readonly Hop[];
  /** By which it comes to a proxy that it has passed before; null where it does not. */
  readonly loop: Hop | null;
}

export interface MailPaths {
  readonly paths: readonly Path[];
  /** Where Postfix takes mail back, with the proxy that sends it there. */
  readonly reinjections: readonly { readonly service: Service; readonly proxy: Proxy }[];
}

const MOST_HOPS = 10;

export function mailPaths(configuration: PostfixConfiguration, proxies: readonly Proxy[]): MailPaths {
  const takers = configuration.services.filter(isSmtpd);
  const serviceAt = (place: Endpoint): Service | undefined =>
    takers.find((service) => {
      const address = listenAddress(service);
      return address !== null && leadsTo(place, address);
    });
  const reinjections = proxies.flatMap((proxy) => {
    const service = serviceAt(proxy.relay);
    return service === undefined ? [] : [{ service, proxy }];
  });
  const backs = new Set(reinjections.map(({ service }) => service));
  const entries = configuration.services.filter(
    (service) => (isSmtpd(service) && !backs.has(service)) || service.command === 'pickup',
  );

  const transports = new Map(
    configuration.services.filter(({ type }) => type === 'unix').map((service) => [service.name, service]),
  );

  const pathOf = (entry: Service): Path => {
    const hops: Hop[] = [];
    let at: Service | undefined = entry;
    while (at !== undefined && hops.length < MOST_HOPS) {
      const hop = hopFrom(at, { configuration, transports, proxies });
      if (hop === null) break;
      const isLoop = hop.proxy !== null && hops.some(({ proxy }) => proxy === hop.proxy);
      if (isLoop) return { entry, hops, loop: hop };
      hops.push(hop);
      at = hop.proxy === null ? undefined : serviceAt(hop.proxy.relay);
    }
    return { entry, hops, loop: null };
  };
  return { paths: entries.map(pathOf), reinjections };
}

interface Surroundings {
  readonly configuration: PostfixConfiguration;
  readonly transports: ReadonlyMap<string, Service>;
  readonly proxies: readonly Proxy[];
}

/** Before the queue comes before the queue's filter, and that before delivery. */
function hopFrom(from: Service, { configuration, transports, proxies }: Surroundings): Hop | null {
  const proxyAt = (target: Endpoint | null): Proxy | null =>
    proxies.find(({ listen }) => target !== null && listen.some((place) => leadsTo(target, place))) ?? null;

  const before = isSmtpd(from) ? parameter(configuration, from, 'smtpd_proxy_filter') : '';
  if (before !== '') {
    const target = parseAddress(/^[^:]*$/.test(before) ? `:${before}` : before);
    return {
      way: 'smtpd_proxy_filter',
      value: before,
      target,
      transport: null,
      transportName: null,
      proxy: proxyAt(target),
    };
  }
  const fromTables = isSmtpd(from) ? tablesOf(configuration, from) : [];
  for (const value of fromTables.flatMap((table) => configuration.tableFilters?.get(table) ?? [])) {
    const hop = hopBy('FILTER', value);
    if (hop.proxy !== null) return hop; // for mail that the table knows; other filters are none of ours
  }
  const filter = parameter(configuration, from, 'content_filter');
  if (filter !== '') return hopBy('content_filter', filter);
  for (const way of ['relayhost', 'default_transport'] as const) {
    const hop = hopBy(way, parameter(configuration, null, way));
    if (hop.proxy !== null) return hop; // else it is the way out
  }
  return null;

  function hopBy(way: Way, value: string): Hop {
    const colon = value.indexOf(':');
    const transportName = way === 'relayhost' ? null : value.slice(0, colon === -1 ? undefined : colon);
    const target = parseAddress(way === 'relayhost' ? value : value.slice(colon + 1));
    const transport = transports.get(transportName ?? parameter(configuration, null, 'default_transport'));
    return { way, value, target, transport: transport ?? null, transportName, proxy: proxyAt(target) };
  }
}

export const passes = ({ hops }: Path, program: Proxy['program']): boolean =>
  hops.some(({ proxy }) => proxy?.program === program);

/** Mail of people who log in: ports 587 and 465. */
export const isSubmission = (service: Service): boolean => {
  const port = isSmtpd(service) ? listenAddress(service)?.port : undefined;
  return port === 587 || port === 465;
};

/** Mail of the world: port 25. */
export const isPort25 = (service: Service): boolean => isSmtpd(service) && listenAddress(service)?.port === 25;

/** The sendmail command. */
export const isPickup = ({ command }: Service): boolean => command === 'pickup';
