/** `--help`, out of the tables: their own English, or the Japanese that belongs to them. */
import { displayWidth, padded } from '../terminal/display-width.js';
import type { Language } from '../terminal/language.js';
import { wrapped } from '../terminal/wrapped.js';
import { helpFrames, type HelpFrame } from './help-frame.js';
import { proxyHelpJa } from './proxy-help-ja.js';
import { proxySettings } from './proxy-settings.js';
import type { OptionHelp, Setting, SettingTable } from './setting.js';

const COLUMNS = 79;
const INDENT = ' '.repeat(6);

/** Of a program that has the options of every proxy and those of `settings`. */
export interface HelpSubject {
  readonly name: string;
  readonly purpose: string;
  readonly settings: SettingTable;
  readonly japanese?: { readonly purpose: string; readonly settings: Readonly<Record<string, string | OptionHelp>> };
}

/** What is said in one language. */
interface HelpTexts {
  readonly frame: HelpFrame;
  readonly purpose: string;
  /** Of an option, by the name that code calls it. */
  readonly option: (key: string, setting: Setting<unknown>) => Partial<OptionHelp> & Pick<OptionHelp, 'help'>;
}

export function helpText(subject: HelpSubject, language: Language): string {
  const { frame, purpose, option } = textsOf(subject, language);
  const widest = Math.max(...frame.commandLine.map(([name]) => displayWidth(name)));
  const lines = [
    ...wrapped(`${subject.name} - ${purpose}`, COLUMNS),
    '',
    frame.usage(subject.name),
    '',
    ...frame.commandLine.map(([name, text]) => `  ${padded(name, widest)}  ${text}`),
    '',
    ...wrapped(frame.options, COLUMNS),
    '',
  ];
  const table: SettingTable = { ...proxySettings, ...subject.settings };
  for (const [key, setting] of Object.entries(table)) {
    const { name, argument, repeatable = false, defaultText } = setting;
    const { help, defaultWords } = option(key, setting);
    lines.push(`  --${name}${argument === undefined ? '' : `=${argument}`}`);
    const text = frame.option(help, { repeatable, fallback: defaultText ?? defaultWords ?? null });
    lines.push(...wrapped(text, COLUMNS - INDENT.length).map((line) => INDENT + line));
  }
  return `${lines.join('\n')}\n`;
}

/** A program without Japanese is told in English as a whole, and not half of it in each. */
function textsOf({ purpose, japanese }: HelpSubject, language: Language): HelpTexts {
  if (language === 'en' || japanese === undefined) {
    return { frame: helpFrames.en, purpose, option: (_, setting) => setting };
  }
  const texts = new Map(Object.entries<string | OptionHelp>({ ...proxyHelpJa, ...japanese.settings }));
  return {
    frame: helpFrames.ja,
    purpose: japanese.purpose,
    option(key, setting) {
      const text = texts.get(key) ?? setting;
      return typeof text === 'string' ? { help: text } : text;
    },
  };
}
