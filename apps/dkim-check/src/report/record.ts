/** A key record as dkim-check sees it, for people and for programs. The JSON form is a contract: names and types stay. */
import { keyRecordText, type SigningKey } from 'dkim-core';
import type { Io } from '../io.js';
import { holdsPrivateKey } from '../record/private-key.js';
import type { RecordReport } from '../record/record-report.js';
import type { ServersReport } from '../record/zone-servers.js';
import type { Say } from '../words/words.js';
import { zoneLine } from '../zone-line.js';
import { bySeverity, problemJson, problemText } from './problems.js';

export function recordText(report: RecordReport, say: Say, paint: Io['paint']): readonly string[] {
  const { found, answer, problems, keyType, keyBits, exponent, fingerprint, matches, strings, text } = report;
  const lines = [headline(report, say)];
  if (answer?.server != null) {
    const from = answer.isAuthoritative ? 'record-from-authority' : 'record-from';
    lines.push(say(answer.hasAnswered ? from : 'record-asked', { server: answer.server }));
  }
  if (answer?.ttl != null) lines.push(say('record-ttl', { n: answer.ttl }));
  if (text !== null) lines.push(say('record-size', { octets: text.length, strings: strings.length }));
  if (keyType !== null && keyBits !== null && fingerprint !== null) {
    lines.push(
      exponent === null
        ? say('record-key', { type: keyType, bits: keyBits, fingerprint })
        : say('record-rsa-key', { bits: keyBits, exponent: String(exponent), fingerprint }),
    );
  }
  if (matches !== null && found) lines.push(say(matches ? 'record-matches' : 'record-matches-not'));
  for (const problem of bySeverity(problems)) lines.push(...problemText(problem, say, paint));
  if (found && keyType !== null && keyBits !== null && !problems.some(({ severity }) => severity === 'error')) {
    lines.push(paint('green', verdictText({ type: keyType, bits: keyBits }, problems, say)));
  }
  return lines;
}

function verdictText(key: { type: string; bits: number }, problems: RecordReport['problems'], say: Say): string {
  if (problems.length === 0) return say('record-ok', key);
  const remarks = bySeverity(problems).map(({ code }) => code);
  return `${say('record-ok-remarks', { ...key, remarks: remarks.join(', ') })} [record-ok-remarks]`;
}

function headline({ name, found, answer }: RecordReport, say: Say): string {
  if (name === null) return say('record-text-title');
  if (found) return say('record-found', { name });
  const isKnown = answer?.status === 'no-such-name' || answer?.status === 'no-such-record';
  return say(isKnown ? 'record-not-found' : 'record-unknown', { name });
}

/** What to publish for a key whose record is not there. */
export function publishText(name: string, key: SigningKey, say: Say): readonly string[] {
  const value = keyRecordText(key);
  return [say('record-publish'), '', zoneLine(name, value), '', say('record-publish-panel'), '', value, ''];
}

export function serversText(
  { zone, answers, problems }: ServersReport,
  say: Say,
  paint: Io['paint'],
): readonly string[] {
  const lines = zone === null ? [] : [say('record-zone', { zone, n: answers.length })];
  for (const { server, report, serial } of answers) {
    const facts = { server: server.name, address: server.address, serial: serial ?? '-' };
    lines.push(
      report.status === 'found'
        ? say('record-server-found', { ...facts, n: report.records.length, ttl: report.ttl ?? 0 })
        : say('record-server-other', { ...facts, status: say(`no-key-${report.status}`) }),
    );
  }
  for (const problem of bySeverity(problems)) lines.push(...problemText(problem, say, paint));
  return lines;
}

export function recordJson(report: RecordReport, say: Say): object {
  const { name, found, tags, keyType, keyBits, fingerprint, matches, answer, problems } = report;
  return {
    name,
    found,
    record: tags === null ? null : Object.fromEntries(tags),
    keyType,
    keyBits,
    fingerprint,
    matches,
    ttl: answer?.ttl ?? null,
    negativeTtl: answer?.negativeTtl ?? null,
    server: answer?.server ?? null,
    aliases: answer?.aliases ?? [],
    problems: bySeverity(problems).map((problem) => problemJson(problem, say)),
  };
}

export function serversJson({ zone, answers, problems }: ServersReport, say: Say): object {
  return {
    zone,
    servers: answers.map(({ server, report, serial }) => ({
      name: server.name,
      address: server.address,
      status: report.status,
      serial,
      records: report.records.map((strings) => strings.join('')).map((text) => (holdsPrivateKey(text) ? null : text)),
      ttl: report.ttl,
      isAuthoritative: report.isAuthoritative,
    })),
    problems: bySeverity(problems).map((problem) => problemJson(problem, say)),
  };
}
