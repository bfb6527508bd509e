/** Messages for the runs with many mails: signed once, so that the verifier has something to verify. */
import { runApp } from '../harness/daemon.js';
import type { TestKey } from '../harness/keys.js';
import type { Seeded } from './seeded.js';
import type { Template } from './traffic.js';

/** The last line of each. */
export const LAST_LINE = 'This is the end.\r\n';

const LINE = `${'0123456789'.repeat(7)}\r\n`;

/** So many, sizes log-uniform from 500 octets to 32 kB. */
export async function makeTemplates(
  key: TestKey,
  { count, random }: { count: number; random: Seeded },
): Promise<[Template, ...Template[]]> {
  const sizes = Array.from({ length: count }, () => Math.round(500 * 2 ** (random.next() * 6)));
  const [first, ...rest] = await Promise.all(sizes.map((size) => makeTemplate(key, size)));
  if (first === undefined) throw new Error('one template at least');
  return [first, ...rest];
}

/** One of so many octets, signed. */
export async function makeTemplate(key: TestKey, size: number): Promise<Template> {
  const body = LINE.repeat(Math.ceil(size / LINE.length)) + LAST_LINE;
  const message = `From: Taro <taro@example.net>\r\nTo: Hanako <hanako@example.org>\r\nSubject: ${size}\r\nMessage-ID: <${size}@client.example>\r\n\r\n${body}`;
  const { stdout, stderr, status } = await runApp(
    'dkim-check',
    ['sign', '-', '--domain', 'example.net', '--selector', 's1', '--keyfile', key.file],
    { input: message },
  );
  if (status !== 0) throw new Error(stderr);
  return { text: stdout };
}
