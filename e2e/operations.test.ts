/** docs/operations.md tells an administrator each metric, each limit and each log line there is. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../', import.meta.url);
const page = readFileSync(new URL('docs/operations.md', root), 'utf8').replaceAll(/\s+/g, ' ');

const folders = [
  'packages/smtp-proxy/src/',
  'packages/proxy-options/src/',
  'apps/dkimproxy-out/src/',
  'apps/dkimproxy-in/src/',
];
const sources = folders.flatMap((folder) =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => ({ file: `${folder}${file}`, text: readFileSync(new URL(`${folder}${file}`, root), 'utf8') })),
);

/** The words of each log line: the last text of a call, without what is put into it. */
const logLines = sources.flatMap(({ file, text }) =>
  [...text.matchAll(/\blog(?:\.log)?\.(?:info|warn|error|fatal)\(([\s\S]*?)\);\n/g)].flatMap(([, inside = '']) => {
    const words = [...inside.matchAll(/'((?:[^'\\\n]|\\.)*)'|`([^`]*)`/g)].map(
      ([, plain, template]) => plain ?? template,
    );
    const last = words.at(-1)?.replaceAll("\\'", "'") ?? '';
    return last
      .split(/\$\{[^}]*\}/)
      .map((part) => part.trim())
      .filter((part) => part.length > 4)
      .map((part) => ({ file, part }));
  }),
);
const metrics = sources.flatMap(({ file, text }) =>
  [...text.matchAll(/name: '((?:dkimproxy|process)_[a-z_]+)'/g)].map(([, part = '']) => ({ file, part })),
);
const options = sources
  .filter(({ file }) => file.endsWith('settings.ts'))
  .flatMap(({ text }) => Array.from(text.matchAll(/(?:name: |time\(\s*)'([a-z_]+)'/g), ([, name = '']) => name))
  .filter((name) =>
    /^(?:max_|timeout_|spool_|dns_|allow|xforward|xclient|send_|proxy_|tls_|shutdown|keep|workers|bare_|first_|metrics_|require_)/.test(
      name,
    ),
  );

test('there is something to look for', () => {
  expect(logLines.length).toBeGreaterThan(40);
  expect(metrics.length).toBeGreaterThan(20);
  expect(options.length).toBeGreaterThan(25);
});

test.each([...new Map(logLines.map((line) => [line.part, line])).values()])(
  'the log line "$part" of $file',
  ({ part }) => {
    expect(page).toContain(part);
  },
);

test.each(metrics)('the metric $part', ({ part }) => {
  expect(page).toContain(part);
});

test.each(options)('the option %s', (name) => {
  // As an option, and not as a part of a longer name or of a sentence.
  expect(page).toMatch(new RegExp(`\`${name}[\` ]`));
});
