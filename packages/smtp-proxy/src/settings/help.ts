/** `--help`, out of the table. */
import type { SettingTable } from './setting.js';

const COLUMNS = 79;
const INDENT = 6;

export function helpText(program: { name: string; purpose: string }, table: SettingTable): string {
  const { name, purpose } = program;
  const head = [
    `${name} - ${purpose}`,
    '',
    `Usage: ${name} [--conf_file=FILE] [--OPTION=VALUE]... [LISTEN RELAY]`,
    '',
    '  --help     this text',
    '  --version  the version',
    '  --check    check the configuration, print what is wrong with it, and end',
    '',
    'Options, each also a line "OPTION VALUE" of the file. Times are seconds or take',
    's, m, h, d; sizes are octets or take k, M, G.',
    '',
  ];
  const lines = [...head];
  for (const { name: option, argument, help, defaultText, repeatable } of Object.values(table)) {
    lines.push(`  --${option}${argument === undefined ? '' : `=${argument}`}`);
    const fallback = defaultText === undefined ? '' : ` [${defaultText}]`;
    lines.push(...wrap(`${help}${repeatable ? ' May be repeated.' : ''}${fallback}`));
  }
  return `${lines.join('\n')}\n`;
}

function wrap(text: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && INDENT + line.length + 1 + word.length > COLUMNS) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((each) => ' '.repeat(INDENT) + each);
}
