/** `--help` of the proxies, in the language of whoever reads it; what they say else stays English. */
import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { runApp, type App } from '../harness/daemon.js';
import { proves } from '../harness/proves.js';

const NOTHING_SET = { LC_ALL: '', LC_MESSAGES: '', LANG: '' };
const PROXIES: readonly App[] = ['dkimproxy-out', 'dkimproxy-in'];
const JAPANESE = /[\u3040-\u30ff\u4e00-\u9fff]/;

/** The options that the README tells, in its order within each table. */
function optionsTold(app: App): readonly string[] {
  const readme = readFileSync(new URL(`../../apps/${app}/README.md`, import.meta.url), 'utf8');
  const names = Array.from(readme.matchAll(/^\| `([a-z_]+) .*?` \| .*? ?\| .* \|$/gm), ([, name = '']) => name);
  return names.filter((name) => name !== 'conf_file');
}

/** Every character that is not ASCII takes two columns at most. */
const columnsAtMost = (line: string): number =>
  Array.from(line).reduce((sum, character) => sum + (character > '\u007f' ? 2 : 1), 0);

async function speaksJapanese(
  app: App,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<boolean> {
  const { stdout } = await runApp(app, ['--help', ...args], { env: { ...NOTHING_SET, ...env } });
  return JAPANESE.test(stdout.toString().split('\n')[0] ?? '');
}

describe.each(PROXIES)('%s', (app) => {
  proves('help-in-the-language', `${app} has every option in both languages, in 80 columns`, async () => {
    const options = new Set(optionsTold(app));
    expect(options.size).toBeGreaterThan(50);
    for (const lang of ['en', 'ja']) {
      const { status, stdout, stderr } = await runApp(app, ['--help', '--lang', lang]);
      expect([status, stderr]).toEqual([0, '']);
      const lines = stdout.toString().split('\n');
      expect(lines.filter((line) => columnsAtMost(line) > 80)).toEqual([]);
      const at = lines.flatMap((line, index) => (/^ {2}--\w+=\S+$/.test(line) ? [index] : []));
      expect(new Set(at.map((index) => /--(\w+)/.exec(lines[index] ?? '')?.[1]))).toEqual(options);
      const texts = at.map((index) => lines[index + 1] ?? '');
      expect(texts.filter((text) => !text.startsWith('      '))).toEqual([]);
      // The first line of a text is Japanese in Japanese, and has nothing of it in English.
      expect(texts.filter((text) => JAPANESE.test(text) !== (lang === 'ja'))).toEqual([]);
    }
  });

  proves('help-in-the-language', `${app} takes the language of the environment, or of --lang`, async () => {
    const isJapanese = [
      await speaksJapanese(app, [], {}),
      await speaksJapanese(app, [], { LC_ALL: 'ja_JP.UTF-8' }),
      await speaksJapanese(app, [], { LC_MESSAGES: 'ja_JP.UTF-8', LANG: 'en_US.UTF-8' }),
      await speaksJapanese(app, [], { LANG: 'ja_JP.UTF-8' }),
      await speaksJapanese(app, [], { LC_ALL: 'C', LANG: 'ja_JP.UTF-8' }),
      await speaksJapanese(app, [], { LC_ALL: 'ja_JP.UTF-8', LC_MESSAGES: 'C', LANG: 'C' }),
      await speaksJapanese(app, ['--lang', 'en'], { LANG: 'ja_JP.UTF-8' }),
      await speaksJapanese(app, ['--lang=ja'], { LC_ALL: 'C' }),
    ];
    expect(isJapanese).toEqual([false, true, true, true, false, true, false, true]);
  });

  proves(
    'help-in-the-language',
    `${app} refuses a language that it does not have, and stays English else`,
    async () => {
      const env = { ...NOTHING_SET, LANG: 'ja_JP.UTF-8' };
      const { status, stdout, stderr } = await runApp(app, ['--help', '--lang=fr'], { env });
      expect([status, stdout.toString(), stderr]).toEqual([2, '', `${app}: fault: --lang: "fr" is none of en, ja\n`]);
      const fault = await runApp(app, ['--lang=ja', '--check'], { env });
      expect(fault.status).toBe(2);
      expect(fault.stderr).toMatch(/^dkimproxy-\w+: fault: /m);
      expect(fault.stderr).not.toMatch(JAPANESE);
    },
  );
});
