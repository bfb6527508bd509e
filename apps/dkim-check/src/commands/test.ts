/** `dkim-check test`: one mail through the running chain, followed to its end. */
import type { Surroundings, Trip } from '../chain/follow.js';
import { chainProblems, type ChainFacts } from '../chain/judge-chain.js';
import { readChainFile, type ChainFile } from '../chain/chain-file.js';
import { timesPlanned } from '../chain/makers.js';
import type { Command, ParsedCommand } from '../command.js';
import type { ConfigReading } from '../config/read-config.js';
import { DNS_OPTIONS, dnsFor, resolverFor } from '../dns-options.js';
import { causeOf } from '../file-cause.js';
import type { Io } from '../io.js';
import { addressText } from '../postfix/address.js';
import { configJson, problemsText } from '../report/config.js';
import { bySeverity, problemJson, problemText, statusOfProblems } from '../report/problems.js';
import { signatureJson } from '../report/json.js';
import { hostPort } from '../respond/host-port.js';
import { fault } from '../usage-error.js';
import { visibleJson } from '../visible-text.js';
import type { Say } from '../words/words.js';

/** Where the mail comes back; nobody else has this name. */
const BACK_DOMAIN = 'dkim-check.invalid';
const BACK_PLACE = '127.0.0.1:10099';
const SECONDS = 30;
const MOST_SECONDS = 3600;
const DNS_FAILED = 3;
const FAULTY = 1;

export const test: Command = {
  name: 'test',
  summary: 'command-test',
  usage:
    'dkim-check test CONF [--from ADDRESS] [--to ADDRESS] [--smtp HOST:PORT | --sendmail PATH] [--back HOST:PORT | --direct] [--timeout SECONDS] [--records FILE | --nameserver ADDRESS[:PORT]] [--json]',
  options: {
    from: { argument: 'ADDRESS', help: 'option-test-from' },
    to: { argument: 'ADDRESS', help: 'option-test-to' },
    smtp: { argument: 'HOST:PORT', help: 'option-test-smtp' },
    sendmail: { argument: 'PATH', help: 'option-test-sendmail' },
    back: { argument: 'HOST:PORT', help: 'option-test-back' },
    direct: { help: 'option-test-direct' },
    timeout: { argument: 'SECONDS', help: 'option-test-timeout' },
    ...DNS_OPTIONS,
    json: { help: 'option-json' },
  },
  files: 1,
  async run(parsed, io, say) {
    const [file] = parsed.files;
    if (file === undefined) throw fault('chain-file-needed');
    const read = await readChainFile(file, io);
    if ('faulty' in read) return tellFaults(read.faulty, parsed, io, say);
    const { chain } = read;
    const around = { dns: dnsFor(parsed, io), resolveTxt: resolverFor(parsed, io), now: io.now };
    const facts = await tripOf(chain, tripFor(parsed, chain), around, say);
    const problems = bySeverity(chainProblems(facts));
    if (parsed.has('json')) {
      const verdict =
        facts.end !== 'arrived'
          ? null
          : { result: facts.verdict.result, signatures: facts.verdict.signatures.map(signatureJson) };
      const { from, to, end } = facts;
      const all = problems.map((each) => problemJson(each, say));
      await io.print(visibleJson(JSON.stringify({ from, to, end, verdict, problems: all })));
    } else {
      for (const line of chainText(facts, say)) await io.print(line);
      for (const each of problems) for (const line of problemText(each, say, io.paint)) await io.print(line);
    }
    if (facts.end !== 'arrived' || facts.verdict.result === 'pass') return statusOfProblems(problems);
    return facts.verdict.result === 'temperror' ? DNS_FAILED : 1;
  },
};

/** dkimproxy-out would not start with such a file, so that what runs would be judged by another. */
async function tellFaults(faulty: ConfigReading, parsed: ParsedCommand, io: Io, say: Say): Promise<number> {
  const { withoutKeyMaterial } = await import('smtp-proxy');
  if (parsed.has('json')) {
    const { problems } = configJson(faulty, say);
    const safe = (_: string, value: unknown): unknown =>
      typeof value === 'string' ? withoutKeyMaterial(value) : value;
    const report = { from: null, to: null, end: 'file-faulty', verdict: null, problems };
    await io.print(visibleJson(JSON.stringify(report, safe)));
  } else {
    const lines = [...problemsText(faulty, say, io.paint), say('chain-not-sent')];
    await io.print(lines.map(withoutKeyMaterial).join('\n'));
  }
  return FAULTY;
}

function chainText(facts: ChainFacts, say: Say): readonly string[] {
  const lines = [say('chain-sent', { from: facts.from, to: facts.to })];
  if (facts.end !== 'arrived') return lines;
  lines.push(say('chain-arrived'));
  for (const made of facts.verdict.signatures) {
    const { type, result, domain, selector, code } = made;
    const word = timesPlanned(made, facts.planned) > 0 ? 'chain-signature-own' : 'chain-signature-other';
    lines.push(say(word, { type, result, domain: domain ?? '-', selector: selector ?? '-' }));
    if (code !== null) lines.push(say('report-code', { sentence: say(code), code }));
  }
  const { result } = facts.verdict;
  lines.push(say('chain-verdict', { result, meaning: say(`result-${result}`) }));
  return lines;
}

function tripFor(parsed: ParsedCommand, chain: ChainFile): Trip {
  for (const [name, other] of [
    ['direct', 'back'],
    ['smtp', 'sendmail'],
  ] as const) {
    if (parsed.has(name) && parsed.has(other)) throw fault('options-exclusive', { name, other });
  }
  const from = addressOf(parsed, 'from') ?? chain.sender;
  if (from === null) throw fault('option-needed', { name: 'from' });
  const [smtp, path] = [parsed.value('smtp'), parsed.value('sendmail')];
  return {
    from,
    to: addressOf(parsed, 'to') ?? `dkim-check@${BACK_DOMAIN}`,
    way:
      path !== null
        ? { kind: 'command', path }
        : smtp !== null
          ? { kind: 'server', server: hostPort('smtp', smtp) }
          : { kind: 'signer' },
    back: parsed.has('direct')
      ? 'relay'
      : parsed.has('to') && !parsed.has('back')
        ? 'nowhere'
        : hostPort('back', parsed.value('back') ?? BACK_PLACE),
    seconds: secondsOf(parsed),
  };
}

async function tripOf(chain: ChainFile, trip: Trip, around: Surroundings, say: Say): Promise<ChainFacts> {
  const { follow } = await import('../chain/follow.js');
  try {
    return await follow(chain, trip, around);
  } catch (err) {
    const call = err instanceof Error && 'syscall' in err ? String(err.syscall) : '';
    const cause = causeOf(err, say);
    if (call.startsWith('spawn') && trip.way.kind === 'command')
      throw fault('file-unreadable', { file: trip.way.path, cause });
    if (!['listen', 'bind', 'getaddrinfo'].includes(call)) throw err;
    const place = typeof trip.back === 'string' ? chain.relay : trip.back;
    const name = addressText({ kind: 'tcp', ...place });
    if (err instanceof Error && 'code' in err && err.code === 'EADDRINUSE') throw fault('place-taken', { place: name });
    throw fault('cannot-listen', { place: name, cause });
  }
}

function secondsOf(parsed: ParsedCommand): number {
  const given = parsed.value('timeout');
  if (given === null) return SECONDS;
  const seconds = /^\d{1,4}$/.test(given) ? Number(given) : 0;
  if (seconds < 1 || seconds > MOST_SECONDS) throw fault('seconds-unreadable', { name: 'timeout', value: given });
  return seconds;
}

/** Written into a header and an envelope: no more than a plain address. */
function addressOf(parsed: ParsedCommand, name: 'from' | 'to'): string | null {
  const value = parsed.value(name);
  if (value === null || /^[\w.!#$%&'*+/=?^`{|}~-]+@(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f.:]+\])$/.test(value)) return value;
  throw fault('address-unreadable', { name, value });
}
