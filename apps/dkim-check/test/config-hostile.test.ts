/** `config` on files that mean harm: keys in the wrong place, control characters, endless text. */
import { createPrivateKey } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { GOOD, openConfigFolder } from './config-folder.js';

const folder = openConfigFolder();
const { config } = folder;
afterAll(() => folder.remove());

test('S-257: a key that was pasted into the file, whole or cut, is never printed', async () => {
  const pem = folder.read('private.key').toString();
  const pieces = pem.split('\n').slice(1, -2).join('').slice(0, 520); // cut so that the last line is short
  const body = pieces.match(/.{1,64}/g) ?? [];
  expect(body.at(-1)).toHaveLength(8);
  for (const conf of [pem, `${GOOD}${pem}`, `${GOOD}${body.join('\n')}\n`, `${GOOD}keyfile ${body.join('')}\n`]) {
    for (const args of [[], ['--json'], ['--lang', 'ja'], ['--program', 'out']]) {
      const { out, err } = await config(conf, ...args);
      for (const line of body) {
        expect((out + err).toLowerCase()).not.toContain(line.slice(0, 32).toLowerCase());
      }
    }
  }
  expect(createPrivateKey(pem).asymmetricKeyType).toBe('rsa'); // it was one
});

test.each([
  ['controls', `${GOOD}\u001b]0;owned\u0007 x\nselector \u009b2J\u202e\nhostname \u0000\u0008\n`],
  ['one name', 'x'.repeat(900_000)],
  ['words', 'signature '.repeat(90_000)],
  ['parentheses', `signature ${'('.repeat(900_000)}`],
  ['unknown options', 'frobnicate 1\n'.repeat(5000)],
  ['quotation marks', `hostname ${'"'.repeat(100_000)}`],
  ['dashes', '\u2013 \u2014\n'.repeat(50_000)],
])('S-243, S-245: a hostile file of %s ends in a few words, without a control character', async (_, conf) => {
  for (const args of [[], ['--json']]) {
    const { out, err, status } = await config(conf, '--program', 'out', ...args);
    expect(out + err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(out.length).toBeLessThan(150_000);
    expect(status).toBe(1);
  }
});

test('a name of a file that is a command of the shell is one word in what one is told to run', async () => {
  const evil = folder.write('$(id) key.pem', folder.read('good.pem'));
  chmodSync(evil, 0o644);
  const { out } = await config(`${GOOD.replace('good.pem', '$(id) key.pem')}pidfile /none/$(id)/x.pid\nuser x;id\n`);
  expect(out).toContain(`Run: chmod 600 '${evil}'\n`);
  expect(out).toContain(`--keyfile '${evil}'\n`);
  expect(out).toContain("Run: mkdir -p '/none/$(id)'   and");
  expect(out).toContain("nologin 'x;id'\n");
  expect(out).not.toMatch(/Run: [^'\n]*\$\(id/);
});

test('what is too large or endless is not read', async () => {
  const { err, status } = await config(Buffer.alloc(10_000_000, 'listen 1\n'));
  expect(err).toContain('is too large');
  expect(status).toBe(2);
  expect((await config(`${GOOD}sender_map /dev/zero\n`)).out).toContain('it is no regular file');
  folder.write('senders', Buffer.alloc(17_000_000, 'example.org dkim\n'));
  expect((await config(`${GOOD}sender_map senders\n`)).out).toContain('it is larger than 16777216 octets');
  folder.write('senders', 'example.org dkim\n'.repeat(20_000));
  expect((await config(`${GOOD}sender_map senders\n`)).out).toContain('more are not shown');
});
