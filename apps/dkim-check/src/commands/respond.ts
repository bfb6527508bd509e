/** `dkim-check respond`: a mail is verified and answered with a report, as the old test services did. */
import { fieldsNamed, fieldValue, readHeader, type MessageHeader } from 'dkim-core';
import { isLanguage, type Language } from 'smtp-proxy/terminal';
import type { Command, ParsedCommand } from '../command.js';
import { keyProblems } from '../diagnosis/key-problems.js';
import { DNS_OPTIONS, dnsFor, resolverFor } from '../dns-options.js';
import { causeOf } from '../file-cause.js';
import type { Io } from '../io.js';
import { messageFrom, withCrlf } from '../message-input.js';
import { problem } from '../problem.js';
import { problemText } from '../report/problems.js';
import { hostPort, isLoopback } from '../respond/host-port.js';
import type { ReplyMail } from '../respond/reply-mail.js';
import { createRateLimit } from '../respond/rate-limit.js';
import type { IncomingMail, ResponderParts, Response } from '../respond/responder.js';
import { pathAddress, plainAddress } from '../respond/sender-address.js';
import { fault } from '../usage-error.js';
import { visibleJson, visibleText } from '../visible-text.js';
import type { Say } from '../words/words.js';

const SENT = 0;
const NOT_SENT = 3; // try again later
const CANNOT_LISTEN = 1;

export const respond: Command = {
  name: 'respond',
  summary: 'command-respond',
  usage:
    'dkim-check respond [FILE|-] [--mail-from ADDRESS] [--from ADDRESS] [--smtp HOST:PORT] | --listen HOST:PORT [--lmtp] [--smtp HOST:PORT]',
  options: {
    listen: { argument: 'HOST:PORT', help: 'option-listen' },
    lmtp: { help: 'option-lmtp' },
    smtp: { argument: 'HOST:PORT', help: 'option-smtp' },
    'mail-from': { argument: 'ADDRESS', help: 'option-mail-from' },
    from: { argument: 'ADDRESS', help: 'option-answer-from' },
    'rate-sender': { argument: 'NUMBER', help: 'option-rate-sender' },
    'rate-all': { argument: 'NUMBER', help: 'option-rate-all' },
    ...DNS_OPTIONS,
    json: { help: 'option-json' },
  },
  files: 1,
  async run(parsed, io, say) {
    const from = parsed.value('from');
    if (from !== null && plainAddress(from) === null) throw fault('address-unreadable', { name: 'from', value: from });
    const parts: ResponderParts = {
      resolveTxt: resolverFor(parsed, io),
      now: io.now,
      rateLimit: createRateLimit({ sender: count(parsed, 'rate-sender', 10), all: count(parsed, 'rate-all', 60) }),
      judgeKey: keyProblems(dnsFor(parsed, io), io.now),
      language: languageOf(say),
    };
    return parsed.has('listen') ? answerAll(parsed, parts, { io, say }) : answerOne(parsed, parts, { io, say });
  },
};

/** The mail of a file or of standard input. */
async function answerOne(
  parsed: ParsedCommand,
  parts: ResponderParts,
  { io, say }: { io: Io; say: Say },
): Promise<number> {
  const given = parsed.value('smtp');
  const server = given === null ? null : hostPort('smtp', given);
  for (const name of ['lmtp', 'rate-sender', 'rate-all']) {
    if (parsed.has(name)) throw fault('option-needs', { name, other: 'listen' });
  }
  const file = parsed.files[0] ?? '-';
  const open = await io.readAgain(file);
  const header = await headerOf(withCrlf(open()));
  const mail: IncomingMail = {
    sender: senderOf(parsed, header),
    own: ownAddress(parsed, header),
    octets: messageFrom(file, { ...io, read: () => open() }, say),
  };
  const { respond: answer } = await import('../respond/responder.js');
  const response = await answer(mail, parts);
  let cause: string | null = null;
  if (response.reply !== null && server !== null) {
    const { smtpSender } = await import('../respond/reply-mail.js');
    try {
      await smtpSender(server)(response.reply);
    } catch (err) {
      cause = causeOf(err, say);
    }
  }
  if (parsed.has('json')) {
    const outcome = logged(mail.sender, response);
    const failed = cause === null ? {} : { answered: false, code: 'no-answer-failed', cause };
    const reply = response.reply?.bytes.toString('utf8') ?? null;
    await io.print(visibleJson(JSON.stringify({ ...outcome, ...failed, reply })));
  }
  if (response.reply === null) {
    for (const line of problemText(response.refusal, say, (_, text) => text)) io.note(line);
    return SENT;
  }
  if (cause !== null) {
    io.note(say('error-prefix', { sentence: say('answer-not-taken', { server: given ?? '', cause }) }));
    return NOT_SENT;
  }
  if (server === null && !parsed.has('json')) await io.write(response.reply.bytes);
  return SENT;
}

/** Mail by SMTP or LMTP until told to end. */
async function answerAll(
  parsed: ParsedCommand,
  parts: ResponderParts,
  { io, say }: { io: Io; say: Say },
): Promise<number> {
  const place = parsed.value('listen') ?? '';
  const { host, port } = hostPort('listen', place);
  if (parsed.files.length > 0) throw fault('argument-unwanted', { value: parsed.files[0] ?? '' });
  if (parsed.has('mail-from')) throw fault('options-exclusive', { name: 'listen', other: 'mail-from' });
  const [{ listenForMail }, { respond: answer }, { isRecipientRefused, smtpSender }] = await Promise.all([
    import('../respond/listener.js'),
    import('../respond/responder.js'),
    import('../respond/reply-mail.js'),
  ]);
  const send = smtpSender(hostPort('smtp', parsed.value('smtp') ?? '127.0.0.1:25'));
  if (!isLoopback(host)) {
    for (const line of problemText(problem('warning', 'listen-not-loopback', { host }), say, (_, text) => text))
      io.note(line);
  }
  const log = async (facts: Logged): Promise<void> => {
    if (parsed.has('json')) await io.print(visibleJson(JSON.stringify(facts)));
    else io.note(logLine(facts, io.now()));
  };
  /** What was not handed over comes again, and finds its place among the answers of the hour; else why it never can be. */
  const sendOrGiveBack = async (reply: ReplyMail): Promise<string | null> => {
    try {
      await send(reply);
      return null;
    } catch (err) {
      if (isRecipientRefused(err)) return err.message;
      parts.rateLimit.giveBack(reply.to);
      throw err;
    }
  };
  let listener;
  try {
    listener = await listenForMail({
      host,
      port,
      lmtp: parsed.has('lmtp'),
      async onMail({ sender, recipient, octets }) {
        const own = parsed.value('from') ?? recipient;
        try {
          const response = await answer({ sender, own, octets }, parts);
          const refused = response.reply === null ? null : await sendOrGiveBack(response.reply);
          const { result } = logged(sender, response);
          if (refused === null) await log(logged(sender, response));
          else await log({ answered: false, sender, result, code: 'no-answer-refused', cause: refused });
        } catch (err) {
          const cause = err instanceof Error ? err.message : String(err);
          await log({ answered: false, sender, result: null, code: 'no-answer-failed', cause });
          throw err;
        }
      },
    });
  } catch (err) {
    io.note(say('error-prefix', { sentence: say('cannot-listen', { place, cause: causeOf(err, say) }) }));
    return CANNOT_LISTEN;
  }
  const told = io.told(); // before anybody can know that it listens
  io.note(`listening ${host.includes(':') ? `[${host}]` : host}:${listener.port}`);
  await told;
  await listener.close();
  return 0;
}

interface Logged {
  readonly answered: boolean;
  readonly sender: string;
  /** Null where the mail was not looked at. */
  readonly result: string | null;
  /** Why there was no answer. */
  readonly code: string | null;
  readonly cause?: string;
}

const logged = (sender: string, { reply, refusal, verdict }: Response): Logged => ({
  answered: reply !== null,
  sender,
  result: verdict?.result ?? null,
  code: refusal?.code ?? null,
});

/** One line a mail, in English, for searches; what a stranger wrote is in quotes, and can end neither them nor the line. */
function logLine({ answered, sender, result, code, cause }: Logged, now: number): string {
  const words = [new Date(now * 1000).toISOString(), answered ? 'answered' : 'not-answered'];
  words.push(
    `sender=${visibleText(JSON.stringify(sender.slice(0, 254)))}`,
    `result=${result ?? '-'}`,
    `code=${code ?? '-'}`,
  );
  if (cause !== undefined) words.push(`cause=${visibleText(JSON.stringify(cause.slice(0, 200)))}`);
  return words.join(' ');
}

function senderOf(parsed: ParsedCommand, header: MessageHeader): string {
  const given = parsed.value('mail-from');
  if (given !== null) return given === '<>' ? '' : given;
  const [field] = fieldsNamed(header, 'return-path');
  if (field === undefined) throw fault('sender-unknown');
  const address = pathAddress(fieldValue(field));
  if (address === null) throw fault('return-path-unreadable', { value: fieldValue(field).trim().slice(0, 100) });
  return address;
}

/** Whom the mail was delivered to: what Postfix and others write on top. Not To, which the sender writes. */
function ownAddress(parsed: ParsedCommand, header: MessageHeader): string {
  const given = parsed.value('from');
  if (given !== null) return given;
  for (const name of ['x-original-to', 'delivered-to']) {
    const [field] = fieldsNamed(header, name);
    const address = field === undefined ? null : plainAddress(fieldValue(field).trim());
    if (address !== null) return address;
  }
  throw fault('option-needed', { name: 'from' });
}

const HEADER = 1_048_576; // octets in which the header ends, or is not read further

async function headerOf(octets: AsyncIterable<Uint8Array>): Promise<MessageHeader> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of octets) {
    chunks.push(Buffer.from(chunk));
    size += chunk.length;
    if (size > HEADER) break;
  }
  return readHeader(Buffer.concat(chunks));
}

function count(parsed: ParsedCommand, name: string, fallback: number): number {
  const text = parsed.value(name);
  if (text === null) return fallback;
  if (!/^\d{1,6}$/.test(text) || Number(text) === 0) throw fault('count-unreadable', { name, value: text });
  return Number(text);
}

/** The language that `say` speaks. */
function languageOf(say: Say): Language {
  const language = say('answer-language');
  return isLanguage(language) ? language : 'en';
}
