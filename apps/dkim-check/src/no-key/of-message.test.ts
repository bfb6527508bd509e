import { memoryResolver, verify } from 'dkim-core';
import { expect, test } from 'vitest';
import { noKeyQuestions } from './of-message.js';

const signature = (domain: string, selector: string): string =>
  `DKIM-Signature: v=1; a=rsa-sha256; d=${domain}; s=${selector}; h=from; bh=AA==; b=AA==`;

async function questionsOf(...fields: string[]): Promise<readonly string[]> {
  const mail = Buffer.from([...fields, 'From: joe@example.jp', '', 'Hello', ''].join('\r\n'), 'utf8');
  const result = await verify(mail, { resolveTxt: memoryResolver({}), now: () => 1_795_608_000 });
  return noKeyQuestions(result).map(
    ({ domain, selector, isIdentityEmpty }) => `${selector} ${domain} ${isIdentityEmpty}`,
  );
}

const results = (text: string): string => `Authentication-Results: mx.google.com; ${text}`;
const TWO = [signature('example.jp', 'sel'), signature('example.net', 'other')];

test.each([
  {
    of: 'no word of which signature',
    text: 'dkim=neutral (no key) header.i=@',
    is: ['sel example.jp true', 'other example.net true'],
  },
  { of: 'a domain', text: 'dkim=neutral (no key) header.i=@example.net', is: ['other example.net false'] },
  {
    of: 'an identity below the domain',
    text: 'dkim=neutral (no key) header.i=joe@sub.example.net',
    is: ['other example.net false'],
  },
  {
    of: 'a selector',
    text: 'dkim=fail (no key for signature) header.d=example.jp header.s=SEL',
    is: ['sel example.jp false'],
  },
  { of: 'another selector', text: 'dkim=neutral (no key) header.i=@example.jp header.s=old', is: [] },
  { of: 'a stranger', text: 'dkim=neutral (no key) header.i=@example.org', is: [] },
  { of: 'another cause', text: 'dkim=neutral (bad version) header.i=@example.jp', is: [] },
  { of: 'another method', text: 'arc=fail (no key) header.d=example.jp', is: [] },
])('"no key" with $of is about $is', async ({ text, is }) => {
  expect(await questionsOf(results(text), ...TWO)).toEqual(is);
});

test('the same key is asked for once, and not more than three keys', async () => {
  const all = results('dkim=neutral (no key) header.i=@');
  expect(await questionsOf(all, signature('example.jp', 's'), signature('Example.JP', 'S'))).toEqual([
    's example.jp true',
  ]);
  expect(await questionsOf(all, ...['a', 'b', 'c', 'd'].map((name) => signature('example.jp', name)))).toHaveLength(3);
});

test('a signature without domain or selector has no name to be looked at', async () => {
  expect(await questionsOf(results('dkim=neutral (no key) header.i=@'), 'DKIM-Signature:=1; a=rsa-sha1')).toEqual([]);
});
