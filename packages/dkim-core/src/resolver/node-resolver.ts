/**
 * TXT records by node:dns (c-ares), the one file of this package that touches a network. S-087 to S-091.
 *
 * c-ares asks again over TCP where an answer was cut, follows CNAME, and keeps nothing: put cachingResolver around it.
 */
import { Resolver } from 'node:dns/promises';
import { DkimError } from '../errors.js';
import type { TxtAnswer, TxtResolver } from './txt-resolver.js';

const MAX_TIMEOUT_MS = 3_600_000;

export interface NodeResolverOptions {
  /** Name servers, `ADDRESS` or `ADDRESS:PORT`, `[ADDRESS]:PORT` for IPv6. Default: those of the system. */
  servers?: readonly string[] | undefined;
  /** For one name, all tries together, in milliseconds. Default: 10,000. */
  timeoutMs?: number;
  /** How often each server is asked. Default: 3. */
  tries?: number;
}

/**
 * A resolver that asks name servers. It never rejects, and answers within `timeoutMs`; an answer that comes later is dropped.
 *
 * Throws DkimError, DKIM_OPTION_INVALID, for a server that is no address and for a number out of its range.
 */
export function nodeResolver({ servers, timeoutMs = 10_000, tries = 3 }: NodeResolverOptions = {}): TxtResolver {
  if (!(timeoutMs > 0 && timeoutMs <= MAX_TIMEOUT_MS) || !Number.isInteger(tries) || tries < 1 || tries > 10) {
    const found = `timeoutMs is ${timeoutMs}, tries is ${tries}`;
    throw new DkimError(
      'DKIM_OPTION_INVALID',
      `${found}; more than 0 ms, at most an hour, and 1 to 10 tries are possible.`,
    );
  }
  // c-ares doubles its wait with each round; the first is chosen so that all of them fit into timeoutMs.
  const firstWait = Math.max(100, Math.floor(timeoutMs / (2 ** tries - 1)));
  const resolver = new Resolver({ timeout: firstWait, tries });
  if (servers !== undefined) {
    try {
      resolver.setServers(servers);
    } catch (cause) {
      const list = servers.join(', ');
      throw new DkimError('DKIM_OPTION_INVALID', `${list} has something that is not ADDRESS or ADDRESS:PORT.`, {
        cause,
      });
    }
  }
  return async (name) => {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<TxtAnswer>((resolve) => {
      timer = setTimeout(() => resolve({ status: 'timeout' }), timeoutMs);
    });
    try {
      return await Promise.race([ask(resolver, name), deadline]);
    } finally {
      clearTimeout(timer);
    }
  };
}

async function ask(resolver: Resolver, name: string): Promise<TxtAnswer> {
  try {
    const records = await resolver.resolveTxt(name);
    if (records.length === 0) return { status: 'no-such-record' };
    return { status: 'found', records: records.map((strings) => strings.join('')) };
  } catch (err) {
    return { status: statusOf(err instanceof Error && 'code' in err ? String(err.code) : '') };
  }
}

/** Permanent is only what says so; everything else, unknown codes as well, may be different later (S-087). */
export function statusOf(code: string): Exclude<TxtAnswer['status'], 'found'> {
  switch (code) {
    case 'ENOTFOUND':
      return 'no-such-name';
    case 'ENODATA':
      return 'no-such-record';
    case 'EBADNAME':
      return 'invalid-name';
    case 'ETIMEOUT':
      return 'timeout';
    default:
      return 'server-failure';
  }
}
