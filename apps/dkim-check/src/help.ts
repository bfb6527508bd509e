/** `--help`, for all commands and for each. */
import type { Command } from './command.js';
import { COMMON_OPTIONS } from './parse-command.js';
import type { Say } from './words/words.js';

export function generalHelp(commands: readonly Command[], say: Say): string {
  return [
    say('help-title'),
    '',
    say('help-usage'),
    ...commands.map(({ usage }) => `  ${usage}`),
    '',
    say('help-commands'),
    ...commands.map(({ name, summary }) => `  ${name.padEnd(8)} ${say(summary)}`),
    '',
    say('help-files'),
    say('help-more'),
    '',
    ...exitStatuses(say),
  ].join('\n');
}

export function commandHelp({ usage, summary, options }: Command, say: Say): string {
  const lines = Object.entries({ ...options, ...COMMON_OPTIONS }).map(
    ([name, { argument, help }]) => `  --${name}${argument === undefined ? '' : ` ${argument}`}\n      ${say(help)}`,
  );
  return [
    say(summary),
    '',
    say('help-usage'),
    `  ${usage}`,
    '',
    say('help-options'),
    ...lines,
    '',
    ...exitStatuses(say),
  ].join('\n');
}

function exitStatuses(say: Say): readonly string[] {
  return [
    say('help-status-title'),
    `  ${say('help-status-0')}`,
    `  ${say('help-status-1')}`,
    `  ${say('help-status-2')}`,
    `  ${say('help-status-3')}`,
  ];
}
