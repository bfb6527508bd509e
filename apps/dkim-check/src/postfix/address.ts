/** Where something listens or leads to, as Postfix writes it; compared as places, so that `localhost` is 127.0.0.1. */
import { isIP } from 'node:net';
import type { Endpoint } from 'smtp-proxy';
import type { PostfixConfiguration, Service } from './configuration.js';
import { listParameter } from './parameters.js';

/** The names of /etc/services that mail has. */
const PORTS: ReadonlyMap<string, number> = new Map([
  ['smtp', 25],
  ['submission', 587],
  ['msa', 587],
  ['smtps', 465],
  ['submissions', 465],
  ['urd', 465],
  ['lmtp', 24],
]);
const LOOPBACK_NAMES = ['localhost', '::1'];
const ANY = ['*', '', '0.0.0.0', '::'];

export const portOf = (text: string): number | null =>
  /^\d{1,5}$/.test(text) ? Number(text) : (PORTS.get(text.toLowerCase()) ?? null);

/** `[127.0.0.1]:10027`, `127.0.0.1:10027`, `inet:host:port`, `unix:path`; null for what has no port of its own. */
export function parseAddress(text: string): Endpoint | null {
  const bare = text.trim().replace(/^inet:/i, '');
  if (/^unix:./i.test(bare)) return { kind: 'unix', path: bare.slice('unix:'.length) };
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^[\]]*)):([^:]+)$/.exec(bare) ?? [];
  const number = port === undefined ? null : portOf(port);
  if (number === null) return null;
  return { kind: 'tcp', host: hostOf(bracketed ?? plain ?? ''), port: number };
}

const hostOf = (text: string): string => text.toLowerCase().replace(/^ipv6:/, '');

/** Where a service of type inet listens: its host is empty where master.cf names none. */
export function listenAddress({ name, type }: Service): (Endpoint & { kind: 'tcp' }) | null {
  if (type === 'pass') return { kind: 'tcp', host: '', port: 25 }; // behind postscreen
  if (type !== 'inet') return null;
  const alone = portOf(name);
  const address = alone === null ? parseAddress(name) : ({ kind: 'tcp', host: '', port: alone } as const);
  return address?.kind === 'tcp' ? address : null;
}

export const isLoopbackHost = (host: string): boolean =>
  LOOPBACK_NAMES.includes(host) || (isIP(host) === 4 && host.startsWith('127.'));

/** One that leads to `target` ends where `listener` is. */
export function leadsTo(target: Endpoint, listener: Endpoint): boolean {
  if (target.kind === 'unix' || listener.kind === 'unix') {
    return target.kind === 'unix' && listener.kind === 'unix' && baseOf(target.path) === baseOf(listener.path);
  }
  if (target.port !== listener.port) return false;
  const [to, at] = [target.host.toLowerCase(), listener.host.toLowerCase()];
  if (to === at) return true;
  if (ANY.includes(at)) return isLoopbackHost(to) || ANY.includes(to);
  if (ANY.includes(to)) return isLoopbackHost(at);
  return isLoopbackHost(to) && isLoopbackHost(at) && (LOOPBACK_NAMES.includes(to) || LOOPBACK_NAMES.includes(at));
}

/** Paths are relative to the queue folder in Postfix, and whole in ours. */
const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Nobody outside the machine can connect. */
export function isLoopbackOnly(configuration: PostfixConfiguration, service: Service): boolean {
  const address = listenAddress(service);
  if (address === null) return true;
  if (!ANY.includes(address.host)) return isLoopbackHost(address.host);
  if (address.host !== '') return false;
  const interfaces = listParameter(configuration, service, 'inet_interfaces').map((word) =>
    word.toLowerCase().replaceAll(/[[\]]/g, ''),
  );
  return interfaces.length > 0 && interfaces.every((word) => word === 'loopback-only' || isLoopbackHost(word));
}

/** As our own programs and Postfix write it. */
export function addressText(address: Endpoint): string {
  if (address.kind === 'unix') return `unix:${address.path}`;
  const { host, port } = address;
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** As a content_filter has it: brackets, so that no MX is looked up. */
export function nexthopText(address: Endpoint): string {
  return address.kind === 'unix' ? addressText(address) : `[${address.host}]:${address.port}`;
}
