/** `config --postfix` and `config --main-cf`: the services of the pages for administrators. */
import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { FILE_OF_1_4_1 } from '../../../packages/proxy-options/test/file-of-1.4.1.js';
import { GOOD, openConfigFolder } from './config-folder.js';

const folder = openConfigFolder();
const { config } = folder;
afterAll(() => folder.remove());

/** The block of a page under docs/ by its name. */
function block(page: 'outbound' | 'inbound', name: string): string {
  const text = readFileSync(new URL(`../../../docs/postfix-${page}.md`, import.meta.url), 'utf8');
  return new RegExp(`\`\`\`cf ${name}\n([^]*?)\`\`\``).exec(text)?.[1] ?? `no block ${name}`;
}

test('--postfix prints the services of docs/postfix-outbound.md', async () => {
  const { out, status } = await config(FILE_OF_1_4_1, '--postfix');
  const wanted = ['outbound-submission', 'outbound-transport', 'outbound-reinjection'].map((name) =>
    block('outbound', name),
  );
  expect(out.replace(/^#.*\n/, '')).toBe(wanted.join(''));
  expect(status).toBe(0);
  const moved = FILE_OF_1_4_1.replace('127.0.0.1:10027', '[::1]:12027').replace(':10028', ':12028');
  const { out: other } = await config(moved, '--postfix', '--lang', 'ja');
  expect(other).toContain('  -o content_filter=dksign:[::1]:12027\n');
  expect(other).toContain('\n127.0.0.1:12028 inet ');
});

test('--postfix prints the services of docs/postfix-inbound.md, before and after the queue', async () => {
  const { out } = await config('listen 127.0.0.1:10025\nrelay 127.0.0.1:10026\nhostname mx.example.org\n', '--postfix');
  const [before = '', after = ''] = out.split('\n\n').map((part) => part.replace(/^#.*\n/, ''));
  expect(`${before}\n`).toBe(block('inbound', 'inbound-before-queue') + block('inbound', 'inbound-reinjection'));
  expect(after).toBe(
    `${block('inbound', 'inbound-after-queue')}${block('inbound', 'inbound-transport')}${block('inbound', 'inbound-reinjection')}  -o content_filter=\n`,
  );
});

test('--main-cf: the Postfix there is judged with the ports of this file', async () => {
  const out = block('outbound', 'outbound-submission') + block('outbound', 'outbound-transport');
  folder.write('master.cf', out);
  folder.write('main.cf', '');
  const conf = GOOD.replace('10027', '12027');
  const { postfix } = JSON.parse((await config(conf, '--main-cf', folder.path('.'), '--json')).out);
  expect(postfix.problems).toContainEqual(expect.objectContaining({ code: 'listen-port-differs' }));
  const { out: text } = await config(GOOD, '--main-cf', folder.path('.'), '--lang', 'ja');
  expect(text).toContain('submission: dkimproxy-out');
  expect(text).not.toContain('[listen-port-differs]');
});
