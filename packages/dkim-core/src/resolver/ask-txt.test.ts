import { expect, test } from 'vitest';
import { askTxt } from './ask-txt.js';
import type { TxtResolver } from './txt-resolver.js';

test.each([
  ['controls', 'no\r\nDNS\0', 'no\\r\\nDNS\\x00'],
  ['quotes and a backslash', '"a\\b"', '"a\\b"'],
  ['letters beyond ASCII', 'k\u00e4se \u{1f600}', 'k\u00e4se \u{1f600}'],
  ['what turns the direction of a text', 'a\u202eb', 'a\\u202eb'],
  ['more than 200 characters', 'x'.repeat(300), 'x'.repeat(200)],
])(
  'a reason with %s is safe to be shown, and stays as it is when it is asked for through two caches',
  async (_, reason, shown) => {
    const once = (name: string) => askTxt(async () => ({ status: 'timeout', reason }), name);
    expect(await once('a')).toEqual({ status: 'timeout', reason: shown });
    expect(await askTxt(once, 'a')).toEqual({ status: 'timeout', reason: shown });
  },
);

const bare: object = Object.create(null); // which no String() can read

test.each([
  ['an answer that is none', async () => ({ status: bare })],
  ['a rejection with what is no Error', () => Promise.reject(bare)],
  [
    'an answer that throws',
    async () => ({
      get status(): never {
        throw new Error('x');
      },
    }),
  ],
])('%s is a server failure', async (_, resolveTxt) => {
  expect(await askTxt(resolveTxt as TxtResolver, 'a')).toMatchObject({ status: 'server-failure' });
});

test('what an answer holds besides is dropped; a ttl stays', async () => {
  const answer = { status: 'found', records: ['x'], ttl: 0, reason: 'x', more: 1 } as const;
  expect(await askTxt(async () => answer, 'a')).toEqual({ status: 'found', records: ['x'], ttl: 0 });
});

test.each([null, -1, Number.NaN, '300'])('a ttl of %j is nonsense', async (ttl) => {
  expect(await askTxt(async () => ({ status: 'found', records: [], ttl }) as never, 'a')).toMatchObject({
    status: 'server-failure',
    reason: expect.stringContaining('ttl'),
  });
});
