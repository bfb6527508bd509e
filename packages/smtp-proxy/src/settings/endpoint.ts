/** `HOST:PORT`, `[IPv6]:PORT`, `unix:PATH`; to listen also `*:PORT` and `:PORT`; each with `lmtp:` in front where LMTP is spoken. */
import { isIPv6 } from 'node:net';
import { plainAddress } from '../peer-address.js';
import type { Endpoint } from '../types.js';
import type { ParsedSetting } from './setting.js';

const HOST = /^[A-Za-z0-9_.-]+$/;

/** `localhost:PORT` and `*:PORT` stand for several addresses; the listener knows which. */
export function parseListenEndpoint(text: string): ParsedSetting<Endpoint> {
  const endpoint = parseEndpoint(text, null);
  if (endpoint.ok && endpoint.value.kind === 'tcp' && endpoint.value.host === '') {
    return { ok: true, value: { ...endpoint.value, host: '*' } };
  }
  return endpoint;
}

/** The port is 25 where none is given. */
export function parseRelayEndpoint(text: string): ParsedSetting<Endpoint> {
  const endpoint = parseEndpoint(text, 25);
  if (endpoint.ok && endpoint.value.kind === 'tcp' && endpoint.value.port === 0) return wrong('"0" is no port');
  if (endpoint.ok && endpoint.value.kind === 'tcp' && ['', '*'].includes(endpoint.value.host)) {
    return { ok: false, reason: `"${text}" names no host to relay to; write HOST:PORT` };
  }
  return endpoint;
}

/** `off`, or a TCP port to listen on. */
export function parseMetricsEndpoint(text: string): ParsedSetting<Extract<Endpoint, { kind: 'tcp' }> | null> {
  if (text.toLowerCase() === 'off') return { ok: true, value: null };
  const endpoint = parseListenEndpoint(text);
  if (!endpoint.ok) return endpoint;
  if (endpoint.value.kind === 'tcp') return { ok: true, value: endpoint.value };
  return { ok: false, reason: `"${text}" is no port; write HOST:PORT, or off` };
}

export function endpointText(endpoint: Endpoint): string {
  const protocol = endpoint.lmtp === true ? 'lmtp:' : '';
  if (endpoint.kind === 'unix') return `${protocol}unix:${endpoint.path}`;
  const host = isIPv6(endpoint.host) ? `[${endpoint.host}]` : endpoint.host;
  return `${protocol}${host}:${endpoint.port}`;
}

function parseEndpoint(text: string, defaultPort: number | null): ParsedSetting<Endpoint> {
  if (/^lmtp:/i.test(text)) {
    const parsed = parseEndpoint(text.slice('lmtp:'.length), null); // LMTP has no port of its own
    if (!parsed.ok || parsed.value.lmtp === true) return wrong(`"${text}" is no address for LMTP`);
    return { ok: true, value: { ...parsed.value, lmtp: true } };
  }
  if (/^unix:/i.test(text)) {
    const path = text.slice('unix:'.length);
    return path === '' ? { ok: false, reason: 'unix: needs a path' } : { ok: true, value: { kind: 'unix', path } };
  }
  const { host, port } = split(text);
  const address = /^\[([^\]]*)\]$/.exec(host)?.[1];
  if (address === undefined ? host !== '' && host !== '*' && !HOST.test(host) : !isIPv6(address)) {
    const lacksBrackets = isIPv6(text) || isIPv6(host);
    return wrong(lacksBrackets ? `"${text}" is an IPv6 address without brackets` : `"${host}" is no host`);
  }
  if (port === null && defaultPort === null) return wrong(`"${text}" has no port`);
  const number = port === null ? (defaultPort ?? 0) : /^\d{1,5}$/.test(port) ? Number(port) : Number.NaN;
  if (!(number >= 0 && number <= 65_535)) return wrong(`"${port ?? ''}" is no port`);
  return { ok: true, value: { kind: 'tcp', host: address === undefined ? host : oneForm(address), port: number } };
}

/** However it was written: who asks whether two places are the same must not have to read addresses. */
function oneForm(ipv6: string): string {
  return ipv6.includes('%') ? ipv6 : plainAddress(ipv6); // a zone says on which network it is
}

/** Nobody on another machine can connect there. */
export function isLoopback(endpoint: Endpoint): boolean {
  return endpoint.kind === 'unix' || /^(?:127\.[\d.]+|::1|localhost)$/i.test(endpoint.host);
}

/** Is `address`, which is bound already, what `listen` asks for? */
export function isListenAddress(listen: Endpoint, address: Endpoint): boolean {
  if (listen.kind === 'unix') return address.kind === 'unix' && listen.path === address.path;
  if (address.kind === 'unix' || listen.port !== address.port) return false;
  const hosts = { '*': ['::', '0.0.0.0'], localhost: ['127.0.0.1', '::1'] };
  const host = listen.host.toLowerCase();
  return (host === '*' || host === 'localhost' ? hosts[host] : [host]).includes(address.host);
}

/** Mail that is passed on to where we listen ourselves would go round for ever. */
export function isSamePlace(listen: Endpoint, relay: Endpoint): boolean {
  if (listen.kind === 'unix' || relay.kind === 'unix') {
    return listen.kind === 'unix' && relay.kind === 'unix' && listen.path === relay.path;
  }
  if (listen.port !== relay.port || listen.port === 0) return false;
  const one = listen.host.toLowerCase();
  const other = relay.host.toLowerCase();
  if (one === other) return true;
  const here = ['localhost', '127.0.0.1', '::1'];
  return (
    here.includes(other) &&
    (['*', '0.0.0.0', '::'].includes(one) || ((one === 'localhost' || other === 'localhost') && here.includes(one)))
  );
}

function wrong(reason: string): ParsedSetting<Endpoint> {
  return { ok: false, reason: `${reason}; write HOST:PORT, [IPv6]:PORT or unix:PATH` };
}

function split(text: string): { host: string; port: string | null } {
  const isBracketed = /^\[[^\]]*\]/.test(text);
  const end = isBracketed ? text.indexOf(']') + 1 : text.lastIndexOf(':');
  if (isBracketed) {
    const rest = text.slice(end);
    return { host: text.slice(0, end), port: rest.startsWith(':') ? rest.slice(1) : rest === '' ? null : rest };
  }
  return end === -1 ? { host: text, port: null } : { host: text.slice(0, end), port: text.slice(end + 1) };
}
