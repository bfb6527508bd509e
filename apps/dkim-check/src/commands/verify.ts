/** `dkim-check verify`: a verdict for each signature of each message. */
import { verify as verifyMessage, type VerifyResult } from 'dkim-core';
import { arrivalOf } from '../arrival.js';
import type { Command } from '../command.js';
import { UsageError, fault } from '../usage-error.js';
import { DNS_OPTIONS, resolverFor } from '../dns-options.js';
import type { Io } from '../io.js';
import { messageFrom } from '../message-input.js';
import { verifyJson } from '../report/json.js';
import { verifyText } from '../report/text.js';
import { clockFor } from '../time-option.js';
import type { Say } from '../words/words.js';

export const verify: Command = {
  name: 'verify',
  summary: 'command-verify',
  usage: 'dkim-check verify [FILE|-]... [--json] [--records FILE | --nameserver ADDRESS[:PORT]] [--at TIME]',
  options: {
    json: { help: 'option-json' },
    ...DNS_OPTIONS,
    at: { argument: 'TIME', help: 'option-at' },
  },
  files: Infinity,
  async run(parsed, io, say) {
    const resolveTxt = resolverFor(parsed, io);
    const now = clockFor(parsed, io.now);
    const files = parsed.files.length === 0 ? ['-'] : parsed.files;
    if (files.indexOf('-') !== files.lastIndexOf('-')) throw fault('stdin-once');
    const statuses = new Set<number>();
    for (const [index, file] of files.entries()) {
      let result: VerifyResult;
      try {
        result = await verifyMessage(messageFrom(file, io, say), { resolveTxt, now });
      } catch (err) {
        if (!(err instanceof UsageError) || files.length === 1) throw err;
        io.note(say('error-prefix', { sentence: err.sentence(say) })); // the others are judged all the same
        statuses.add(2);
        continue;
      }
      if (parsed.has('json')) {
        await io.print(verifyJson(result, files.length > 1 ? { file, index } : null));
      } else {
        for (const line of verifyText(file, result, say)) await io.print(line);
      }
      if (!parsed.has('at')) hintAtArrival(file, result, io, say);
      statuses.add(statusOf(result));
    }
    return [2, 1, 3].find((status) => statuses.has(status)) ?? 0;
  },
};

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
