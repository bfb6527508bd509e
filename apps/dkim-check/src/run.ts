/** Arguments to a command to an exit status. */
import { DkimError } from 'dkim-core';
import { isLanguage, languageOf, LANGUAGES } from 'smtp-proxy/terminal';
import type { Command } from './command.js';
import { UsageError, fault } from './usage-error.js';
import { canon } from './commands/canon.js';
import { config } from './commands/config.js';
import { explain } from './commands/explain.js';
import { keygen } from './commands/keygen.js';
import { policy } from './commands/policy.js';
import { record } from './commands/record.js';
import { respond } from './commands/respond.js';
import { sign } from './commands/sign.js';
import { test } from './commands/test.js';
import { verify } from './commands/verify.js';
import { commandHelp, generalHelp } from './help.js';
import { ReaderGone, createIo, type Io, type Streams } from './io.js';
import { parseCommand, refuseTypography } from './parse-command.js';
import { visibleText } from './visible-text.js';
import { wordsIn, type Say } from './words/words.js';

export interface Surroundings extends Streams {
  readonly version: string;
}

export const COMMANDS: readonly Command[] = [
  keygen,
  record,
  policy,
  config,
  sign,
  verify,
  canon,
  explain,
  respond,
  test,
];

/** Wrong usage, an unusable file, a refusal; and a failure of dkim-check itself, so that it is never taken for a verdict. */
const REFUSED = 2;

/** What a shell says of a program that SIGPIPE has ended: no verdict, since not all of it was read. */
const READER_GONE = 141;

export async function run(args: readonly string[], { version, ...streams }: Surroundings): Promise<number> {
  const [language, rest] = languageFirst(args);
  const asked = language ?? languageAmong(rest);
  const say = wordsIn(asked !== null && isLanguage(asked) ? asked : languageOf(streams.env));
  const io = createIo(streams, say);
  const command = COMMANDS.find(({ name }) => name === rest[0]);
  try {
    if (asked !== null && !isLanguage(asked)) {
      throw fault('option-one-of', { name: 'lang', value: asked, allowed: LANGUAGES.join(', ') });
    }
    return await runCommand(command, rest, { io, say, version });
  } catch (err) {
    if (err instanceof ReaderGone) return READER_GONE;
    const { withoutKeyMaterial } = await import('smtp-proxy'); // large, and not needed where all is well
    if (!(err instanceof UsageError) && !(err instanceof DkimError)) {
      io.note(say('failure'));
      const trace = err instanceof Error ? (err.stack ?? err.message) : String(err);
      for (const line of withoutKeyMaterial(trace).split('\n')) io.note(visibleText(line));
      return REFUSED;
    }
    const sentence = withoutKeyMaterial(err instanceof UsageError ? err.sentence(say) : err.message);
    io.note(`${say('error-prefix', { sentence })}${err instanceof UsageError ? ` [${err.code}]` : ''}`);
    io.note(say('usage-hint', { command: `dkim-check${command === undefined ? '' : ` ${command.name}`} --help` }));
    return REFUSED;
  } finally {
    await io.close();
  }
}

async function runCommand(
  command: Command | undefined,
  args: readonly string[],
  { io, say, version }: { io: Io; say: Say; version: string },
): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--version') {
    await io.print(`dkim-check ${version}`);
    return 0;
  }
  if (args.includes('--help') || name === 'help' || name === '-h') {
    await io.print(command === undefined ? generalHelp(COMMANDS, say) : commandHelp(command, say));
    return 0;
  }
  if (name === undefined || name.startsWith('--')) throw fault('command-missing');
  if (command === undefined) {
    refuseTypography(name);
    throw fault('command-unknown', { name, known: COMMANDS.map((each) => each.name).join(', ') });
  }
  return command.run(parseCommand(command, rest), io, say);
}

/** `--lang` may stand before the command; all else stands behind it. */
function languageFirst(args: readonly string[]): [string | null, readonly string[]] {
  const [first = '', second] = args;
  if (first.startsWith('--lang=')) return [first.slice('--lang='.length), args.slice(1)];
  if (first === '--lang' && second !== undefined) return [second, args.slice(2)];
  return [null, args];
}

/** `--lang` counts for what is said about the other arguments as well, so it is looked for before they are read. */
function languageAmong(args: readonly string[]): string | null {
  const at = args.findIndex((arg) => arg === '--lang' || arg.startsWith('--lang='));
  if (at === -1) return null;
  const value = args[at] === '--lang' ? args[at + 1] : args[at]?.slice('--lang='.length);
  return value ?? null;
}
