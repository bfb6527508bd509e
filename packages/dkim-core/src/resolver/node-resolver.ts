/**
 * TXT records by node:dns (c-ares), the one file of this package that touches a network. S-087 to S-091.
 *
 * c-ares asks again over TCP where an answer was cut, follows CNAME, and keeps nothing: put cachingResolver around it.
 */
import { Resolver } from 'node:dns/promises';
import { DkimError } from '../errors.js';
import { checkedNumber, checkedOptions, checkedTexts } from '../option-checks.js';
import { MAX_ALIASES } from './aliases.js';
import type { TxtAnswer, TxtResolver } from './txt-resolver.js';

const MAX_TIMEOUT_MS = 3_600_000;
const MAX_IDLE = 16;

/** Whom a nodeResolver asks, how often and how long. */
export interface NodeResolverOptions {
  /** Name servers, `ADDRESS` or `ADDRESS:PORT`, `[ADDRESS]:PORT` for IPv6; one at least. Default: those of the system. */
  servers?: readonly string[] | undefined;
  /** For one name, all tries together, in whole milliseconds, at most an hour. Default: 10,000. */
  timeoutMs?: number | undefined;
  /** How often each server is asked, 1 to 10 times. Default: 3. */
  tries?: number | undefined;
}

/**
 * A resolver that asks name servers. It never rejects, and answers within `timeoutMs`; then it stops asking, too.
 *
 * Throws DkimError, DKIM_OPTION_INVALID, for a server that is no address and for a number out of its range.
 */
export function nodeResolver(options: NodeResolverOptions = {}): TxtResolver {
  checkedOptions(options, 'nodeResolver()');
  const timeoutMs = checkedNumber(options, 'timeoutMs', { fallback: 10_000, least: 1, most: MAX_TIMEOUT_MS });
  const tries = checkedNumber(options, 'tries', { fallback: 3, least: 1, most: 10 });
  const servers = checkedTexts(options, 'servers', { words: 'ADDRESS or ADDRESS:PORT', test: (text) => text !== '' });
  // c-ares doubles its wait with each round; the first is chosen so that all of them fit into timeoutMs.
  const firstWait = Math.max(100, Math.floor(timeoutMs / (2 ** tries - 1)));
  const open = (): Resolver => {
    const resolver = new Resolver({ timeout: firstWait, tries });
    if (options.servers !== undefined) resolver.setServers(servers);
    return resolver;
  };
  if (options.servers !== undefined && servers.length === 0) {
    throw new DkimError('DKIM_OPTION_INVALID', 'servers is empty; leave it out to ask the servers of the system.');
  }
  // cancel() ends all that a Resolver has open, so each question has one to itself. The last one used is used again: it
  // knows which of its servers are dead.
  const idle: Resolver[] = [];
  try {
    idle.push(open()); // what is no address is told at once, not in each answer
  } catch (cause) {
    const list = servers.join(', ');
    throw new DkimError('DKIM_OPTION_INVALID', `${list} has something that is not ADDRESS or ADDRESS:PORT.`, { cause });
  }
  return async (name) => {
    const resolver = idle.pop() ?? open();
    const question = { resolver, isOver: false };
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<TxtAnswer>((resolve) => {
      timer = setTimeout(() => resolve({ status: 'timeout' }), timeoutMs);
    });
    try {
      return await Promise.race([ask(question, name), deadline]);
    } finally {
      clearTimeout(timer);
      question.isOver = true;
      resolver.cancel(); // nobody waits for what is still open
      if (idle.length < MAX_IDLE) idle.push(resolver);
    }
  };
}

interface Question {
  resolver: Resolver;
  /** Its answer is given: no more is to be asked. */
  isOver: boolean;
}

async function ask(question: Question, name: string): Promise<TxtAnswer> {
  try {
    const records = await question.resolver.resolveTxt(name);
    if (records.length > 0) return { status: 'found', records: records.map((strings) => strings.join('')) };
    return await withoutRecord(question, name);
  } catch (err) {
    const status = statusOf(err);
    return status === 'no-such-record' ? withoutRecord(question, name) : { status };
  }
}

/** c-ares gives an empty answer for an alias that leads back to itself as well: that is a failure (S-088). */
async function withoutRecord(question: Question, name: string): Promise<TxtAnswer> {
  const seen = new Set<string>();
  let alias: string | undefined = name;
  while (alias !== undefined && seen.size <= MAX_ALIASES && !question.isOver) {
    const asked = alias.toLowerCase();
    if (seen.has(asked)) return { status: 'server-failure', reason: `the alias of ${name} leads back to itself` };
    seen.add(asked);
    try {
      [alias] = await question.resolver.resolveCname(alias);
    } catch {
      break; // no alias, or one that DNS does not tell: that there is no TXT record was its answer
    }
  }
  if (seen.size <= MAX_ALIASES) return { status: 'no-such-record' };
  return { status: 'server-failure', reason: `${name} has more than ${MAX_ALIASES} aliases` };
}

function statusOf(err: unknown): Exclude<TxtAnswer['status'], 'found'> {
  return statusOfCode(err instanceof Error && 'code' in err ? String(err.code) : '');
}

/** Permanent is only what says so; everything else, unknown codes as well, may be different later (S-087). */
export function statusOfCode(code: string): Exclude<TxtAnswer['status'], 'found'> {
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
