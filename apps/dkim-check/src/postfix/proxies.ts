/** The proxies that mail should pass: those whose files are given, and for the others the ports that DKIMproxy always had. */
import type { Endpoint } from 'smtp-proxy';

export interface Proxy {
  readonly program: 'dkimproxy-out' | 'dkimproxy-in';
  readonly listen: readonly Endpoint[];
  readonly relay: Endpoint;
  /** Its configuration file; null where the usual ports are assumed. */
  readonly file: string | null;
  /** It offers TLS to its clients. */
  readonly hasTls: boolean;
}

const local = (port: number): Endpoint => ({ kind: 'tcp', host: '127.0.0.1', port });

const USUAL: readonly Proxy[] = [
  { program: 'dkimproxy-out', listen: [local(10_027)], relay: local(10_028), file: null, hasTls: false },
  { program: 'dkimproxy-in', listen: [local(10_025)], relay: local(10_026), file: null, hasTls: false },
];

export function allProxies(given: readonly Proxy[]): readonly Proxy[] {
  return [...given, ...USUAL.filter(({ program }) => given.every((proxy) => proxy.program !== program))];
}
