/** HOST:PORT as an option has it; IPv6 in brackets. */
import { fault } from '../usage-error.js';

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** A port of 0 is any that is free. A UsageError, with the name of the option, for what is none. */
export function hostPort(name: string, value: string): HostPort {
  const [, bracketed, plain, port = ''] = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]+)):(\d{1,5})$/.exec(value) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(port) > 65_535) throw fault('host-port-unreadable', { name, value });
  return { host, port: Number(port) };
}

/** Only this machine can reach it. */
export const isLoopback = (host: string): boolean => /^(?:localhost|::1|(?:::ffff:)?127\.[\d.]+)$/i.test(host);
