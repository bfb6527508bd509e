/** `dkim-check record`: a selector's key record, judged as the strictest receiver does. S-240. */
import type { SigningKey } from 'dkim-core';
import { parseSignatureSpecs } from 'signing-policy';
import { needed, oneOf, type Command, type ParsedCommand } from '../command.js';
import { DNS_OPTIONS, dnsFor } from '../dns-options.js';
import type { Dns } from '../dns/dns.js';
import type { Io } from '../io.js';
import { problem, type Problem } from '../problem.js';
import { keyFrom } from '../keyfile.js';
import {
  ALGORITHMS,
  recordReport,
  textReport,
  type Demands,
  type RecordReport,
  type SignatureDemand,
} from '../record/record-report.js';
import { serversReport, type ServersReport } from '../record/zone-servers.js';
import { statusOfProblems } from '../report/problems.js';
import { publishText, recordJson, recordText, serversJson, serversText } from '../report/record.js';
import { zoneJson, zoneText } from '../report/zone.js';
import { domainFrom, selectorFrom } from '../place-options.js';
import { fault } from '../usage-error.js';
import { visibleJson } from '../visible-text.js';
import type { Say } from '../words/words.js';
import { judgeZone } from '../zone/judge-zone.js';

const MAX_ZONE = 16 * 1_048_576; // octets; zones of many hosts have some megabytes

export const record: Command = {
  name: 'record',
  summary: 'command-record',
  usage:
    'dkim-check record (--domain D --selector S [--all-servers] | --text TXT | --zone FILE [--domain D]) [--keyfile K] [--algorithm A | --signature SPEC] [--records FILE | --nameserver ADDRESS[:PORT]] [--json]',
  options: {
    domain: { argument: 'NAME', help: 'option-domain' },
    selector: { argument: 'NAME', help: 'option-selector' },
    text: { argument: 'TXT', help: 'option-text' },
    zone: { argument: 'FILE', help: 'option-zone' },
    keyfile: { argument: 'FILE', help: 'option-keyfile' },
    algorithm: { argument: ALGORITHMS.join('|'), help: 'option-record-algorithm' },
    signature: { argument: 'SPEC', help: 'option-record-signature' },
    'all-servers': { help: 'option-all-servers' },
    ...DNS_OPTIONS,
    json: { help: 'option-json' },
  },
  files: 0,
  async run(parsed, io, say) {
    const zone = parsed.value('zone');
    if (zone !== null) return judgedZone(zone, { parsed, io, say });
    const keyfile = parsed.value('keyfile');
    const key = keyfile === null ? null : { key: keyFrom(keyfile, io), file: keyfile };
    const demands: Demands = { key: key ?? undefined, signatures: demandsOf(parsed), now: io.now() };
    const text = parsed.value('text');
    if (text !== null) {
      const other = ['domain', 'selector', 'all-servers', 'records', 'nameserver'].find((name) => parsed.has(name));
      if (other !== undefined) throw fault('options-exclusive', { name: 'text', other });
      const octets = Buffer.from(text, 'utf8').toString('latin1');
      return tell(textReport(octets, demands), null, key?.key ?? null, { parsed, io, say });
    }
    const domain = domainFrom(needed(parsed, 'domain'));
    const selector = selectorFrom(needed(parsed, 'selector'));
    const dns = dnsFor(parsed, io);
    const report = await recordReport({ selector, domain }, dns, demands);
    const servers = parsed.has('all-servers') ? await everyServer(report, dns) : null;
    const withTcp = { ...report, problems: [...report.problems, ...(await tcpProblems(report, parsed, dns))] };
    return tell(withTcp, servers, key?.key ?? null, { parsed, io, say });
  },
};

async function judgedZone(
  file: string,
  { parsed, io, say }: { parsed: ParsedCommand; io: Io; say: Say },
): Promise<number> {
  const other = Object.keys(record.options).find(
    (name) => !['zone', 'domain', 'json'].includes(name) && parsed.has(name),
  );
  if (other !== undefined) throw fault('options-exclusive', { name: 'zone', other });
  const given = parsed.value('domain');
  const domain = given === null ? null : domainFrom(given);
  const { shellWord } = await import('smtp-proxy');
  const report = judgeZone(io.readSmall(file, MAX_ZONE).toString('latin1'), domain, shellWord);
  if (parsed.has('json')) await io.print(visibleJson(JSON.stringify(zoneJson(file, report, say))));
  else for (const line of zoneText(file, report, say, io.paint)) await io.print(line);
  return report.hasErrors ? 1 : 0;
}

async function everyServer({ name }: RecordReport, dns: Dns): Promise<ServersReport> {
  if (dns.servers === null) throw fault('options-exclusive', { name: 'all-servers', other: 'records' });
  return serversReport(name ?? '', dns);
}

/** The servers of --nameserver that answer by UDP alone; the resolvers of the system are nobody's fault here. */
async function tcpProblems(
  { name, answer }: RecordReport,
  parsed: ParsedCommand,
  dns: Dns,
): Promise<readonly Problem[]> {
  if (answer === null || !answer.hasAnswered || answer.wasCut) return [];
  const found = await Promise.all(
    parsed.values('nameserver').map(async (server) => {
      const reason = await dns.tcpFault(server, name ?? '');
      return reason === null ? [] : [problem('warning', 'nameserver-no-tcp', { server, reason })];
    }),
  );
  return found.flat();
}

function demandsOf(parsed: ParsedCommand): readonly SignatureDemand[] {
  const text = parsed.value('signature');
  if (text === null) {
    return parsed.has('algorithm') ? [{ algorithm: oneOf(parsed, 'algorithm', ALGORITHMS, 'rsa-sha256') }] : [];
  }
  if (parsed.has('algorithm')) throw fault('options-exclusive', { name: 'signature', other: 'algorithm' });
  const read = parseSignatureSpecs(text);
  if (!read.ok) throw fault('signature-unreadable', { cause: read.reason });
  return read.value.map(({ type, algorithm, identity = '' }) => {
    const at = identity.lastIndexOf('@');
    return {
      algorithm: algorithm ?? (type === 'domainkeys' ? 'rsa-sha1' : undefined),
      isDomainKeys: type === 'domainkeys',
      identityDomain: at === -1 || identity.includes('$') ? undefined : identity.slice(at + 1).toLowerCase(),
    };
  });
}

async function tell(
  report: RecordReport,
  servers: ServersReport | null,
  key: SigningKey | null,
  { parsed, io, say }: { parsed: ParsedCommand; io: Io; say: Say },
): Promise<number> {
  if (parsed.has('json')) {
    const json = { ...recordJson(report, say), ...(servers === null ? {} : { allServers: serversJson(servers, say) }) };
    await io.print(visibleJson(JSON.stringify(json)));
  } else {
    const lines = [
      ...recordText(report, say, io.paint),
      ...(servers === null ? [] : serversText(servers, say, io.paint)),
      ...(key !== null && report.name !== null && report.matches === false ? publishText(report.name, key, say) : []),
    ];
    for (const line of lines) await io.print(line);
  }
  const isUnknown = report.problems.some(({ code }) => code === 'dns-timeout' || code === 'dns-server-failure');
  if (isUnknown) return 3;
  return statusOfProblems([...report.problems, ...(servers?.problems ?? [])]);
}
