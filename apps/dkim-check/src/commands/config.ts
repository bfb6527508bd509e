/** `dkim-check config`: a proxy's configuration, read as the proxy reads it; its keys in DNS; who gets which signature. */
import { resolve } from 'node:path';
import { oneOf, type Command, type ParsedCommand } from '../command.js';
import { configFiles } from '../config/config-files.js';
import { neededRecords, standingOf, type RecordStanding } from '../config/needed-records.js';
import { postfixServices, type ServiceBlock } from '../config/postfix-services.js';
import { PROGRAMS } from '../config/program-of.js';
import { readConfig, type ConfigReading } from '../config/read-config.js';
import { senderAnswer, type SenderAnswer } from '../config/sender-answer.js';
import { DNS_OPTIONS, dnsFor } from '../dns-options.js';
import type { Io } from '../io.js';
import { mainCfReport } from '../postfix/main-cf-report.js';
import type { PostfixReport } from '../postfix/postfix-report.js';
import type { Proxy } from '../postfix/proxies.js';
import type { Problem } from '../problem.js';
import {
  configJson,
  problemsText,
  recordsText,
  senderJson,
  senderText,
  servicesText,
  standingJson,
} from '../report/config.js';
import { opendkimJson, opendkimText } from '../report/opendkim.js';
import { postfixJson, postfixText } from '../report/postfix.js';
import { statusOfProblems } from '../report/problems.js';
import { fault } from '../usage-error.js';
import { visibleJson } from '../visible-text.js';
import type { Say } from '../words/words.js';

/** So many records are asked for; a map may name thousands. */
const MOST_RECORDS = 100;

interface Report {
  readonly reading: ConfigReading;
  readonly records: {
    readonly records: readonly RecordStanding[];
    readonly rest: number;
    readonly hasOpen: boolean;
  } | null;
  readonly sender: { readonly address: string; readonly answer: SenderAnswer } | null;
  readonly services: readonly ServiceBlock[] | null;
  readonly postfix: { readonly folder: string; readonly report: PostfixReport } | null;
}

export const config: Command = {
  name: 'config',
  summary: 'command-config',
  usage:
    'dkim-check config CONF [--program out|in] [--for ADDRESS [--list-id ID]] [--postfix] [--main-cf DIR] [--records FILE | --nameserver ADDRESS[:PORT]] [--json]\n  dkim-check config --from-opendkim DIR [--json]',
  options: {
    program: { argument: 'out|in', help: 'option-program' },
    for: { argument: 'ADDRESS', help: 'option-for' },
    'list-id': { argument: 'ID', help: 'option-list-id' },
    postfix: { help: 'option-postfix' },
    'main-cf': { argument: 'DIR', help: 'option-main-cf' },
    'from-opendkim': { argument: 'DIR', help: 'option-from-opendkim' },
    ...DNS_OPTIONS,
    json: { help: 'option-json' },
  },
  files: 1,
  async run(parsed, io, say) {
    const [file] = parsed.files;
    const opendkim = parsed.value('from-opendkim');
    if (opendkim !== null) return convert(opendkim, parsed, io, say);
    if (parsed.has('list-id') && !parsed.has('for')) throw fault('config-list-id-alone');
    if (file === undefined) throw fault('config-file-needed');
    const dns = dnsFor(parsed, io);
    const { filesOnDisk, shellWord, withoutKeyMaterial } = await import('smtp-proxy');
    const cwd = process.cwd();
    const earlier = new Map([[resolve(cwd, file), io.readSmall(file)]]);
    const reading = await readConfig(file, {
      files: configFiles(filesOnDisk(), io.sizeOf, earlier),
      cwd,
      asked: parsed.has('program') ? oneOf(parsed, 'program', PROGRAMS, 'out') : null,
    });
    const sender = parsed.value('for');
    const answer = sender === null ? null : answerFor(sender, parsed, reading);
    const services = parsed.has('postfix') ? servicesFor(reading) : null;
    const folder = parsed.value('main-cf');
    const postfix = folder === null ? null : { folder, report: await mainCfReport(folder, proxyOf(reading), { io }) };
    const needed =
      reading.out === null || services !== null ? null : neededRecords(reading.out, answer?.choice.signatures);
    const records: RecordStanding[] = [];
    for (const record of needed?.records.slice(0, MOST_RECORDS) ?? []) {
      records.push(await standingOf(record, { dns, keys: reading.out?.keys ?? new Map(), now: io.now() }));
    }
    const report: Report = {
      reading,
      records:
        needed === null ? null : { records, rest: needed.records.length - records.length, hasOpen: needed.hasOpen },
      sender: sender === null || answer === null ? null : { address: sender, answer },
      services,
      postfix,
    };
    // A key may have been pasted in the place of its file; p= of a record is public, and judged by recordReport.
    const safe = (name: string, value: unknown): unknown =>
      typeof value === 'string' && name !== 'p' ? withoutKeyMaterial(value) : value;
    if (parsed.has('json')) await io.print(visibleJson(JSON.stringify(jsonOf(report, say), safe)));
    else await io.print(textOf(report, { say, paint: io.paint, word: shellWord }).map(withoutKeyMaterial).join('\n'));
    return statusOf(report);
  },
};

async function convert(folder: string, parsed: ParsedCommand, io: Io, say: Say): Promise<number> {
  const isMixed = parsed.files.length > 0 || ['program', 'for', 'list-id', 'postfix', 'main-cf'].some(parsed.has);
  if (isMixed) throw fault('config-from-opendkim-alone');
  const { fromOpendkim } = await import('../opendkim/from-opendkim.js');
  const { withoutKeyMaterial } = await import('smtp-proxy');
  const made = fromOpendkim(folder, (name) => io.readSmall(name).toString('utf8'));
  const safe = (_: string, value: unknown): unknown => (typeof value === 'string' ? withoutKeyMaterial(value) : value);
  if (parsed.has('json')) await io.print(visibleJson(JSON.stringify(opendkimJson(made, say), safe)));
  else await io.print(opendkimText(made, say, io.paint).map(withoutKeyMaterial).join('\n'));
  return statusOfProblems(made.problems);
}

function answerFor(sender: string, parsed: ParsedCommand, { out }: ConfigReading): SenderAnswer | null {
  if (!/^[^\s<>"(),:;\p{Cc}]+@[^\s<>"(),:;@\p{Cc}]+$/u.test(sender))
    throw fault('config-address-invalid', { value: sender });
  const listId = parsed.value('list-id')?.replace(/^<(.*)>$/, '$1') ?? null;
  if (listId !== null && !/^[^\s<>\p{Cc}]+$/u.test(listId)) throw fault('config-list-id-invalid', { value: listId });
  if (out === null) throw fault('config-only-out', { name: 'for' });
  return senderAnswer(out.policy, sender, listId);
}

function servicesFor({ program, configuration: { values } }: ConfigReading): readonly ServiceBlock[] {
  const { listen, relay } = values;
  const services = listen && relay ? postfixServices(program, listen, relay) : null;
  if (services === null) throw fault('config-postfix-unfit');
  return services;
}

function proxyOf({ file, program, configuration: { values } }: ConfigReading): readonly Proxy[] {
  const { listen, relay, tlsCert } = values;
  if (!listen || !relay) return [];
  return [{ program: `dkimproxy-${program}`, listen: [listen], relay, file, hasTls: tlsCert !== undefined }];
}

function textOf(
  { reading, records, sender, services, postfix }: Report,
  { say, paint, word }: { say: Say; paint: Io['paint']; word: (text: string) => string },
): readonly string[] {
  if (services !== null) return servicesText(services, say);
  return [
    ...problemsText(reading, say, paint),
    ...(records === null || (records.records.length === 0 && !records.hasOpen)
      ? []
      : recordsText(records, { say, paint, word })),
    ...(sender === null ? [] : senderText(sender.address, sender.answer, say, paint)),
    ...(postfix === null ? [] : postfixText(postfix.folder, postfix.report, say, paint)),
  ];
}

function jsonOf({ reading, records, sender, services, postfix }: Report, say: Say): object {
  return {
    ...configJson(reading, say),
    ...(records === null ? {} : { records: records.records.map((each) => standingJson(each, say)) }),
    ...(sender === null ? {} : { for: senderJson(sender.address, sender.answer, say) }),
    ...(services === null ? {} : { services: services.map(({ title, lines }) => ({ title: say(title), lines })) }),
    ...(postfix === null ? {} : { postfix: postfixJson(postfix.folder, postfix.report, say) }),
  };
}

/** What DNS could not say comes last: a fault that is known is one. */
function statusOf({ reading, records, sender, postfix }: Report): number {
  const known: readonly Problem[] = [
    ...reading.problems,
    ...(sender?.answer.problems ?? []),
    ...(postfix?.report.problems ?? []),
    ...(records?.records.filter(({ state }) => state !== 'unknown').flatMap(({ report }) => report.problems) ?? []),
  ];
  if (statusOfProblems(known) === 1) return 1;
  return records?.records.some(({ state }) => state === 'unknown') === true ? 3 : 0;
}
