/** `dkim-check explain`: what a code or the words of a receiver mean, at length, and what to do. Status 1 where unknown. */
import { parseDomain, parseSelector } from 'dkim-core';
import { needed, type Command, type ParsedCommand } from '../command.js';
import { DNS_OPTIONS, dnsFor } from '../dns-options.js';
import { explanationsFor } from '../explain/explained-text.js';
import { EXPLAINED_CODES, sentenceOf, type ExplainedCode, type Explanation } from '../explain/explanations.js';
import { nearestCodes } from '../explain/nearest.js';
import { fault } from '../usage-error.js';
import type { Io } from '../io.js';
import { noKeyCauses } from '../no-key/causes.js';
import { gatherEvidence, type NoKeyEvidence } from '../no-key/evidence.js';
import { explanationJson, explanationText } from '../report/explanation.js';
import { noKeyJson, noKeyText } from '../report/no-key.js';
import { visibleJson } from '../visible-text.js';
import type { Say } from '../words/words.js';

const LARGEST = 1_048_576; // octets of standard input; a bounce has its mail in it
const MOST_SHOWN = 200; // characters of what was asked

export const explain: Command = {
  name: 'explain',
  summary: 'command-explain',
  usage:
    'dkim-check explain [CODE|TEXT|-] [--domain D --selector S [--records FILE | --nameserver ADDRESS[:PORT]]] [--json]',
  options: {
    domain: { argument: 'NAME', help: 'option-explain-domain' },
    selector: { argument: 'NAME', help: 'option-explain-selector' },
    ...DNS_OPTIONS,
    json: { help: 'option-json' },
  },
  files: Infinity,
  async run(parsed, io, say) {
    if (parsed.files.length === 0) return list(parsed, io, say);
    const asked = await textAsked(parsed, io);
    const found = explanationsFor(asked, say);
    const nearest = found.length > 0 ? [] : nearestCodes(asked, EXPLAINED_CODES);
    const evidence = await evidenceFor(found, parsed, io);
    if (parsed.has('json')) {
      const noKey = evidence === null ? {} : { noKey: noKeyJson(evidence, noKeyCauses(evidence), say) };
      await io.print(visibleJson(JSON.stringify({ asked, found: found.map(explanationJson), nearest, ...noKey })));
    } else {
      for (const line of found.length > 0 ? textOf(found, io, say) : unknown(asked, nearest, say)) await io.print(line);
      if (evidence !== null) {
        for (const line of ['', ...noKeyText(evidence, noKeyCauses(evidence), say, io.paint)]) await io.print(line);
      }
    }
    return found.length > 0 ? 0 : 1;
  },
};

/** Codes that say "there is no key", of whatever origin. */
const NO_KEY: ReadonlySet<ExplainedCode> = new Set([
  'foreign-no-key',
  'foreign-empty-identity',
  'foreign-zero-bit-key',
  'key-not-found',
  'no-key-explained',
]);

/** With --domain and --selector: what DNS says of that key now; null without. */
async function evidenceFor(
  found: readonly Explanation[],
  parsed: ParsedCommand,
  io: Io,
): Promise<NoKeyEvidence | null> {
  if (!parsed.has('domain') && !parsed.has('selector')) return null;
  if (!found.some(({ code }) => NO_KEY.has(code))) throw fault('explanation-no-walk');
  const domain = parseDomain(needed(parsed, 'domain'));
  if (!domain.ok) throw fault('keygen-domain-invalid', { value: needed(parsed, 'domain') });
  const selector = parseSelector(needed(parsed, 'selector'));
  if (!selector.ok) throw fault('keygen-selector-invalid', { value: needed(parsed, 'selector') });
  const isIdentityEmpty = found.some(({ code }) => code === 'foreign-empty-identity');
  const question = { domain: domain.value, selector: selector.value, signature: null, isIdentityEmpty };
  return gatherEvidence(question, { dns: dnsFor(parsed, io), now: io.now() });
}

/** Words of the command line as one text, so that it needs no quotes; `-` is standard input. */
async function textAsked({ files }: ParsedCommand, io: Io): Promise<string> {
  if (files.length !== 1 || files[0] !== '-') return files.join(' ');
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of io.read('-')) {
    size += chunk.length;
    if (size > LARGEST) throw fault('file-too-large', { file: '-', limit: LARGEST });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function textOf(found: readonly Explanation[], io: Io, say: Say): readonly string[] {
  return found.flatMap((each, at) => [...(at === 0 ? [] : ['']), ...explanationText(each, say, io)]);
}

function unknown(asked: string, nearest: readonly string[], say: Say): readonly string[] {
  const shown = asked.length > MOST_SHOWN ? `${asked.slice(0, MOST_SHOWN)}...` : asked;
  return [
    say('explanation-unknown', { asked: shown }),
    ...(nearest.length > 0 ? [say('explanation-nearest', { codes: nearest.join(', ') })] : []),
    say('explanation-list-hint'),
  ];
}

async function list(parsed: ParsedCommand, io: Io, say: Say): Promise<number> {
  const codes = EXPLAINED_CODES.map((code) => ({ code, message: sentenceOf(code, say) }));
  if (parsed.has('json')) {
    await io.print(visibleJson(JSON.stringify({ codes })));
    return 0;
  }
  for (const { code, message } of codes) await io.print(say('explanation-list-line', { code, message }));
  return 0;
}
