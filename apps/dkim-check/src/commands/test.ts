/** `dkim-check test`: one mail through the running chain, followed to its end. */
import { randomUUID } from 'node:crypto';
import { verify } from 'dkim-core';
import type { ChainFacts } from '../chain/judge-chain.js';
import { chainProblems } from '../chain/judge-chain.js';
import { parseChainFile } from '../chain/chain-file.js';
import { changesOf, isTestMail, testMail } from '../chain/test-mail.js';
import type { Command, ParsedCommand } from '../command.js';
import { DNS_OPTIONS, dnsFor, resolverFor } from '../dns-options.js';
import { causeOf } from '../file-cause.js';
import type { Io } from '../io.js';
import { addressText, nexthopText } from '../postfix/address.js';
import type { Problem } from '../problem.js';
import { recordReport } from '../record/record-report.js';
import { bySeverity, problemJson, problemText, statusOfProblems } from '../report/problems.js';
import { signatureJson } from '../report/json.js';
import { hostPort, type HostPort } from '../respond/host-port.js';
import { fault } from '../usage-error.js';
import { visibleJson } from '../visible-text.js';
import type { Say } from '../words/words.js';

/** Where the mail comes back; nobody else has this name. */
const BACK_DOMAIN = 'dkim-check.invalid';
const BACK_PLACE = '127.0.0.1:10099';
const SECONDS = 30;
const MOST_SECONDS = 3600;
const DNS_FAILED = 3;

export const test: Command = {
  name: 'test',
  summary: 'command-test',
  usage:
    'dkim-check test CONF [--from ADDRESS] [--to ADDRESS] [--smtp HOST:PORT] [--back HOST:PORT | --direct] [--timeout SECONDS] [--records FILE | --nameserver ADDRESS[:PORT]] [--json]',
  options: {
    from: { argument: 'ADDRESS', help: 'option-test-from' },
    to: { argument: 'ADDRESS', help: 'option-test-to' },
    smtp: { argument: 'HOST:PORT', help: 'option-test-smtp' },
    back: { argument: 'HOST:PORT', help: 'option-test-back' },
    direct: { help: 'option-test-direct' },
    timeout: { argument: 'SECONDS', help: 'option-test-timeout' },
    ...DNS_OPTIONS,
    json: { help: 'option-json' },
  },
  files: 1,
  async run(parsed, io, say) {
    const facts = await follow(parsed, io, say);
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

function chainText(facts: ChainFacts, say: Say): readonly string[] {
  const lines = [say('chain-sent', { from: facts.from, to: facts.to })];
  if (facts.end !== 'arrived') return lines;
  lines.push(say('chain-arrived'));
  for (const { type, result, domain, selector, code } of facts.verdict.signatures) {
    lines.push(say('chain-signature', { type, result, domain: domain ?? '-', selector: selector ?? '-' }));
    if (code !== null) lines.push(say('report-code', { sentence: say(code), code }));
  }
  return lines;
}

/** Sends it and waits for it. */
async function follow(parsed: ParsedCommand, io: Io, say: Say): Promise<ChainFacts> {
  const [file] = parsed.files;
  if (file === undefined) throw fault('chain-file-needed');
  const { listen, relay, domains } = parseChainFile(io.readSmall(file).toString('utf8'));
  if (listen === null || relay === null) throw fault('chain-file-incomplete', { file });
  const from = addressOf(parsed, 'from') ?? (domains[0] === undefined ? null : `postmaster@${domains[0]}`);
  if (from === null) throw fault('option-needed', { name: 'from' });
  const to = addressOf(parsed, 'to') ?? `dkim-check@${BACK_DOMAIN}`;
  if (parsed.has('direct') && parsed.has('back')) throw fault('options-exclusive', { name: 'direct', other: 'back' });
  const place = parsed.has('direct') ? addressText(relay) : (parsed.value('back') ?? BACK_PLACE);
  const back = hostPort('back', place);
  const seconds = secondsOf(parsed);
  const resolveTxt = resolverFor(parsed, io);
  const dns = dnsFor(parsed, io);
  const given = parsed.value('smtp');
  const first: HostPort = given === null ? listen : hostPort('smtp', given);

  const { whyUnreachable, sendTest } = await import('../chain/send-test.js');
  const { listenForMail } = await import('../respond/listener.js');
  const doors = { from, to };
  const noSigner = await whyUnreachable(listen);
  if (noSigner !== null) return { ...doors, end: 'signer-down', listen: addressText(listen), reason: noSigner };
  const mail = testMail({ from, to, token: `dkim-check-${randomUUID()}`, now: io.now() });
  let found: (octets: Buffer) => void = nobodyWaits;
  const arrival = new Promise<Buffer>((resolve) => (found = resolve));
  let listener;
  try {
    listener = await listenForMail({
      ...back,
      lmtp: false,
      async onMail({ octets }) {
        const chunks: Uint8Array[] = [];
        for await (const chunk of octets) chunks.push(chunk);
        const whole = Buffer.concat(chunks);
        if (isTestMail(whole, mail)) found(whole);
      },
    });
  } catch (err) {
    throw fault('cannot-listen', { place, cause: causeOf(err, say) });
  }
  try {
    const noRelay = await whyUnreachable(relay);
    if (noRelay !== null) return { ...doors, end: 'relay-down', relay: addressText(relay), reason: noRelay };
    const reply = await sendTest(first, mail);
    if (reply !== null) return { ...doors, end: 'refused', server: `${first.host}:${first.port}`, reply };
    const arrived = await within(arrival, seconds * 1000);
    const domain = to.slice(to.lastIndexOf('@') + 1);
    if (arrived === null)
      return { ...doors, end: 'lost', seconds, place, domain, nexthop: nexthopText({ kind: 'tcp', ...back }) };
    const verdict = await verify([arrived], { resolveTxt, now: io.now });
    const recordProblems: Problem[] = [];
    for (const { type, selector, domain: signer } of verdict.signatures) {
      if (type !== 'dkim' || selector === null || signer === null) continue;
      const report = await recordReport({ selector, domain: signer }, dns, { now: io.now() });
      recordProblems.push(...report.problems);
    }
    return { ...doors, end: 'arrived', verdict, changes: changesOf(mail, arrived), recordProblems };
  } finally {
    await listener.close();
  }
}

function nobodyWaits(): void {}

/** The value, or null where it takes longer. */
async function within<T>(value: Promise<T>, milliseconds: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), milliseconds)));
  try {
    return await Promise.race([value, end]);
  } finally {
    clearTimeout(timer);
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
