/** `dkim-check verify`: a verdict for each signature of each message. */
import { readHeader, verify as verifyMessage, type VerifyOptions, type VerifyResult } from 'dkim-core';
import { arrivalOf } from '../arrival.js';
import type { Command, ParsedCommand } from '../command.js';
import { UsageError, fault } from '../usage-error.js';
import { diagnoseMessage, LARGEST_MESSAGE, wholeMessage } from '../diagnosis/diagnose.js';
import { differenceOf, signedParts, type Difference, type WholeMessage } from '../diagnosis/difference.js';
import { keyProblems } from '../diagnosis/key-problems.js';
import { DNS_OPTIONS, dnsFor, resolverFor } from '../dns-options.js';
import type { Io } from '../io.js';
import { fittingReading } from '../mailboxes/fitting-reading.js';
import { inOrder } from '../mailboxes/in-order.js';
import { mailNumber, mailsOf, type Mail, type UnreadableMail } from '../mailboxes/mails.js';
import { besideBar, progressBar } from '../mailboxes/progress.js';
import { withCrlf } from '../message-input.js';
import { gatherEvidence, type NoKeyEvidence } from '../no-key/evidence.js';
import { noKeyQuestions } from '../no-key/of-message.js';
import { csvReport, jsonReport, textReport, type VerifyReport } from '../report/verify-reports.js';
import { clockFor } from '../time-option.js';
import type { Say } from '../words/words.js';

/** Messages that are judged at a time: most of the time is spent waiting for DNS. */
const AT_ONCE = 16;

/** The octets of a message, as often as they are asked for. */
type Octets = () => AsyncIterable<Uint8Array>;
type Outcome = (Mail & { readonly verdict: VerifyResult; readonly octets: Octets }) | UnreadableMail;

export const verify: Command = {
  name: 'verify',
  summary: 'command-verify',
  usage:
    'dkim-check verify [FILE|FOLDER|-]... [--json | --csv] [--message NUMBER] [--records FILE | --nameserver ADDRESS[:PORT]] [--at TIME] [--original FILE]',
  options: {
    json: { help: 'option-json' },
    csv: { help: 'option-csv' },
    message: { argument: 'NUMBER', help: 'option-message' },
    ...DNS_OPTIONS,
    at: { argument: 'TIME', help: 'option-at' },
    original: { argument: 'FILE', help: 'option-original' },
  },
  files: Infinity,
  async run(parsed, io, say) {
    const resolveTxt = resolverFor(parsed, io);
    const now = clockFor(parsed, io.now);
    const names = parsed.files.length === 0 ? ['-'] : parsed.files;
    if (names.indexOf('-') !== names.lastIndexOf('-')) throw fault('stdin-once');
    const mails = chosen(parsed, mailsOf(names, io));
    const judgeKey = keyProblems(dnsFor(parsed, io), now);
    const original = await originalOf(parsed, io, say);
    const progress = progressBar(io, say);
    const lines = besideBar(io, progress);
    const report = reportFor(parsed, lines, say);
    const statuses = new Set<number>();
    let index = 0;
    try {
      const judge = (mail: Mail | UnreadableMail): Promise<Outcome> =>
        judgedMail(mail, { resolveTxt, now }, lines, say);
      for await (const outcome of inOrder(mails, AT_ONCE, judge)) {
        const { file, isInMailbox } = outcome;
        if ('unreadable' in outcome) {
          if (names.length === 1 && !isInMailbox) throw outcome.unreadable;
          lines.note(say('error-prefix', { sentence: outcome.unreadable.sentence(say) })); // the others are judged all the same
          statuses.add(2);
        } else {
          const { verdict, octets, done } = outcome;
          const isOneOfSeveral = !parsed.has('message') && (isInMailbox || names.length > 1);
          if (isOneOfSeveral && original !== null) throw fault('original-one-message');
          // One message at a time: it is held in memory for this.
          const search = isOneOfSeveral ? 'quick' : 'patient';
          const diagnoses = await diagnoseMessage(octets, verdict, { resolveTxt, original, judgeKey, search });
          const difference = original === null ? null : await differenceTo(original, octets, verdict);
          const noKey = report.tellsNoKey(outcome) ? await noKeyEvidence(verdict, parsed, io) : [];
          await report.message({ file, index, isInMailbox, isOneOfSeveral, verdict, diagnoses, difference, noKey });
          if (!isInMailbox && !parsed.has('at')) hintAtArrival(file, verdict, lines, say);
          statuses.add(statusOf(verdict));
          if (isOneOfSeveral) progress.show(done, index + 1);
        }
        index += 1;
      }
      await report.end();
    } finally {
      progress.clear();
    }
    if (index === 0) {
      io.note(say('no-messages'));
      return 1;
    }
    return [2, 1, 3].find((status) => statuses.has(status)) ?? 0;
  },
};

/** All of them, or that of --message. */
function chosen(parsed: ParsedCommand, mails: AsyncIterable<Mail | UnreadableMail>): typeof mails {
  const number = parsed.value('message');
  if (number === null) return mails;
  if (!/^\d{1,9}$/.test(number)) throw fault('message-number', { value: number });
  return mailNumber(mails, Number(number));
}

async function judgedMail(mail: Mail | UnreadableMail, options: VerifyOptions, io: Io, say: Say): Promise<Outcome> {
  if ('unreadable' in mail) return mail;
  const { file, isInMailbox } = mail;
  let isNoticed = isInMailbox; // there LF is what one expects
  const notice = (): void => {
    if (!isNoticed) io.note(say('line-ends-normalized', { file }));
    isNoticed = true;
  };
  try {
    const judge = (octets: Octets): Promise<VerifyResult> => verifyMessage(withCrlf(octets(), notice), options);
    const { verdict, open } = await fittingReading(mail, judge);
    return { ...mail, verdict, octets: () => withCrlf(open()) };
  } catch (err) {
    if (err instanceof UsageError) return { file, isInMailbox, unreadable: err };
    throw err;
  }
}

/** The message of --original. */
async function originalOf(parsed: ParsedCommand, io: Io, say: Say): Promise<WholeMessage | null> {
  const file = parsed.value('original');
  if (file === null) return null;
  const octets = await wholeMessage(withCrlf(io.read(file), () => io.note(say('line-ends-normalized', { file }))));
  if (octets === null) throw fault('file-too-large', { file, limit: LARGEST_MESSAGE });
  const { fields, size } = readHeader(octets);
  return { fields, body: octets.subarray(size) };
}

/** Null where the message is too large to be compared. */
async function differenceTo(original: WholeMessage, octets: Octets, verdict: VerifyResult): Promise<Difference | null> {
  const arrived = await wholeMessage(octets());
  if (arrived === null) return null;
  const { fields, size } = verdict.header;
  return differenceOf(original, { fields, body: arrived.subarray(size) }, signedParts(verdict));
}

function reportFor(parsed: ParsedCommand, io: Io, say: Say): VerifyReport {
  if (parsed.has('json') && parsed.has('csv')) throw fault('options-exclusive', { name: 'json', other: 'csv' });
  if (parsed.has('csv')) return csvReport(io);
  return parsed.has('json') ? jsonReport(io, say) : textReport(io, say);
}

/** Where a receiver found no key: what DNS says of it now. */
async function noKeyEvidence(verdict: VerifyResult, parsed: ParsedCommand, io: Io): Promise<readonly NoKeyEvidence[]> {
  const questions = noKeyQuestions(verdict);
  if (questions.length === 0) return [];
  const parts = { dns: dnsFor(parsed, io), now: io.now() };
  return Promise.all(questions.map((question) => gatherEvidence(question, parts)));
}

/** 0 pass, 3 temperror, 1 everything else. */
function statusOf({ result }: VerifyResult): number {
  if (result === 'pass') return 0;
  return result === 'temperror' ? 3 : 1;
}

/** An old mail has expired signatures; whoever looks at it now wants to know how it was at its arrival (S-104). */
function hintAtArrival(file: string, { signatures, header }: VerifyResult, io: Io, say: Say): void {
  if (!signatures.some(({ code }) => code === 'signature-expired')) return;
  const at = arrivalOf(header);
  if (at === null) return;
  io.note(say('arrival-hint', { file, now: shown(io.now()), arrival: shown(at), at }));
}

function shown(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
