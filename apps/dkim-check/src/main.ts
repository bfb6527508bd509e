/** dkim-check: arguments to a command to an exit status. The only file that knows `process` beside io.ts. */
import { readFileSync } from 'node:fs';
import { UsageError, fault, type Command } from './command.js';
import { canon } from './commands/canon.js';
import { keygen } from './commands/keygen.js';
import { sign } from './commands/sign.js';
import { verify } from './commands/verify.js';
import { commandHelp, generalHelp } from './help.js';
import { createIo } from './io.js';
import { parseCommand } from './parse-command.js';
import { languageOf, wordsIn, type Language } from './words/words.js';

const COMMANDS: readonly Command[] = [keygen, sign, verify, canon];

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const language = languageAsked(args) ?? languageOf(process.env);
  const say = wordsIn(language);
  const io = createIo(say);
  const [name, ...rest] = args;
  const command = COMMANDS.find((candidate) => candidate.name === name);
  try {
    if (name === '--version') {
      const manifest: { version: string } = JSON.parse(
        readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
      );
      await io.print(`dkim-check ${manifest.version}`);
      return 0;
    }
    if (args.includes('--help') || name === 'help') {
      await io.print(command === undefined ? generalHelp(COMMANDS, say) : commandHelp(command, say));
      return 0;
    }
    const known = COMMANDS.map((each) => each.name).join(', ');
    if (name === undefined || name.startsWith('--lang')) throw fault('command-missing');
    if (command === undefined) throw fault('command-unknown', { name, known });
    return await command.run(parseCommand(command, rest), io, say);
  } catch (err) {
    if (!(err instanceof UsageError)) throw err;
    io.note(say('error-prefix', { sentence: err.sentence(say) }));
    io.note(say('usage-hint', { command: `dkim-check${command === undefined ? '' : ` ${command.name}`} --help` }));
    return 2;
  } finally {
    io.close();
  }
}

/** `--lang` counts for what is said about the other arguments as well, so it is looked for first. */
function languageAsked(args: readonly string[]): Language | null {
  const at = args.findIndex((arg) => arg === '--lang' || arg.startsWith('--lang='));
  const text = args[at]?.startsWith('--lang=') ? args[at].slice('--lang='.length) : args[at + 1];
  if (at === -1) return null;
  return text === 'ja' ? 'ja' : 'en';
}
