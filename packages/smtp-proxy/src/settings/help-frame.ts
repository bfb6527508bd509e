/** What `--help` says around the options of a table, in each language. */
import type { Language } from '../terminal/language.js';

export interface HelpFrame {
  readonly usage: (name: string) => string;
  /** The options of the command line alone, and what they do. */
  readonly commandLine: readonly (readonly [option: string, text: string])[];
  /** The heading of the table. */
  readonly options: string;
  /** The text of an option, with that it may be repeated and its default where it has one. */
  readonly option: (help: string, notes: { repeatable: boolean; fallback: string | null }) => string;
}

export const helpFrames: Readonly<Record<Language, HelpFrame>> = {
  en: {
    usage: (name) => `Usage: ${name} [--conf_file=FILE] [--OPTION=VALUE]... [LISTEN RELAY]`,
    commandLine: [
      ['--help', 'this text'],
      ['--lang=en|ja', 'its language; else LC_ALL, LC_MESSAGES or LANG decides'],
      ['--version', 'the version'],
      ['--check', 'check the configuration, print what is wrong with it, and end'],
    ],
    options:
      'Options, each also a line "OPTION VALUE" of the file. Times are seconds or take s, m, h, d; sizes are octets or take k, M, G.',
    option: (help, { repeatable, fallback }) =>
      `${help}${repeatable ? ' May be repeated.' : ''}${fallback === null ? '' : ` [${fallback}]`}`,
  },
  ja: {
    usage: (name) => `使い方: ${name} [--conf_file=FILE] [--OPTION=VALUE]... [LISTEN RELAY]`,
    commandLine: [
      ['--help', 'この説明を表示'],
      ['--lang=en|ja', 'この説明の言語（省略時は LC_ALL、LC_MESSAGES、LANG で決まる）'],
      ['--version', 'バージョンを表示'],
      ['--check', '設定を調べ、悪いところを表示して終了'],
    ],
    options:
      'オプション。設定ファイルには「OPTION VALUE」の行として書けます。時間は秒数か、s、m、h、d を付けた数、サイズはオクテット数か、k、M、G を付けた数です。',
    option(help, { repeatable, fallback }) {
      const notes = [repeatable ? '複数可' : '', fallback === null ? '' : `省略時: ${fallback}`].filter(Boolean);
      return notes.length === 0 ? help : `${help}（${notes.join('。')}）`;
    },
  },
};
