import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { shellWord } from './shell-word.js';

test.each(['/etc/dkimproxy/s1._domainkey.example.org.pem', 'user@host', 'a-b_c'])('%s stays as it is', (text) => {
  expect(shellWord(text)).toBe(text);
});

test.each(['/etc/my keys/a.pem', '/k/$(reboot).pem', "/k/it's.pem", '/k/`id`;&|<>*?"\\', '', '/k/鍵.pem', '/k/a\nb'])(
  'a shell reads %j as one word',
  (text) => {
    expect(execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' })).toBe(text);
  },
);
