import { expect, test } from 'vitest';
import { cachingResolver, type CachingResolverOptions } from './caching-resolver.js';
import type { TxtAnswer, TxtResolver } from './txt-resolver.js';

function setUp(answers: Record<string, TxtAnswer>, options: Partial<CachingResolverOptions> = {}) {
  const asked: string[] = [];
  const clock = { now: 0 };
  const resolve = cachingResolver(
    async (name) => {
      asked.push(name);
      return answers[name.toLowerCase()] ?? { status: 'no-such-name' };
    },
    { now: () => clock.now, ...options },
  );
  return { asked, clock, resolve };
}

const found = (text: string, ttl?: number): TxtAnswer =>
  ttl === undefined ? { status: 'found', records: [text] } : { status: 'found', records: [text], ttl };

test('S-090: ten questions for one name are one question, at one time and one after another', async () => {
  const { asked, resolve } = setUp({ 'a.example': found('x') });
  const together = await Promise.all(
    Array.from({ length: 10 }, (_, index) => resolve(index % 2 ? 'a.example' : 'A.example')),
  );
  expect(new Set(together.map((answer) => JSON.stringify(answer)))).toEqual(new Set([JSON.stringify(found('x'))]));
  expect(await resolve('a.EXAMPLE')).toEqual(found('x'));
  expect(asked).toHaveLength(1);
});

test.each([
  ['found, without time', found('x'), 300],
  ['found, for 60 s', found('x', 60), 60],
  ['found, for a day', found('x', 86_400), 300],
  ['no such name', { status: 'no-such-name' }, 300],
  ['no such record', { status: 'no-such-record' }, 300],
  ['server failure', { status: 'server-failure' }, 5],
  ['timeout', { status: 'timeout' }, 5],
] as const)('S-090: %s is kept for its time', async (_, answer, seconds) => {
  const { asked, clock, resolve } = setUp({ 'a.example': answer });
  await resolve('a.example');
  clock.now = seconds - 1;
  await resolve('a.example');
  expect(asked).toHaveLength(1);
  clock.now = seconds;
  expect(await resolve('a.example')).toEqual(answer);
  expect(asked).toHaveLength(2);
});

test('S-090: an answer for 0 seconds is not kept', async () => {
  const { asked, resolve } = setUp({ 'a.example': found('x', 0) });
  await resolve('a.example');
  await resolve('a.example');
  expect(asked).toHaveLength(2);
});

test('S-090: a key that was changed is seen after the time', async () => {
  const answers: Record<string, TxtAnswer> = { 'a.example': found('old') };
  const { clock, resolve } = setUp(answers);
  await resolve('a.example');
  answers['a.example'] = found('new');
  clock.now = 299;
  expect(await resolve('a.example')).toEqual(found('old'));
  clock.now = 300;
  expect(await resolve('a.example')).toEqual(found('new'));
});

test('the cache is bounded: the oldest name goes', async () => {
  const { asked, resolve } = setUp({}, { maxEntries: 2 });
  for (const name of ['a', 'b', 'c', 'c', 'b']) await resolve(name);
  expect(asked).toEqual(['a', 'b', 'c']);
  await resolve('a');
  expect(asked).toEqual(['a', 'b', 'c', 'a']);
});

test.each([
  ['rejects', () => Promise.reject(new Error('broken')), 'the resolver failed with broken'],
  [
    'throws',
    () => {
      throw new Error('broken');
    },
    'the resolver failed with broken',
  ],
  ['gives nonsense', async () => ({ status: 'NODATA' }), 'the resolver gave no known status: NODATA'],
  [
    'gives a ttl of null',
    async () => ({ ...found('x'), ttl: null }),
    'the resolver gave a ttl that is no number of seconds',
  ],
])('a resolver that %s is a server failure, and is asked again', async (_, first, reason) => {
  let calls = 0;
  const clock = { now: 0 };
  const resolve = cachingResolver(
    (() => {
      calls += 1;
      return calls === 1 ? first() : found('x'); // without a promise, too
    }) as unknown as TxtResolver,
    { now: () => clock.now },
  );
  expect(await resolve('a')).toEqual({ status: 'server-failure', reason });
  clock.now = 5;
  expect(await resolve('a')).toEqual(found('x'));
  expect(calls).toBe(2);
});

test('a clock that fails later is a server failure', async () => {
  const clock = { now: 0 };
  const resolve = cachingResolver(async () => found('x'), { now: () => clock.now });
  clock.now = Number.NaN;
  expect(await resolve('a')).toMatchObject({ status: 'server-failure', reason: expect.stringContaining('now() must') });
});

const resolver: TxtResolver = async () => found('x');

test.each<[unknown, unknown]>([
  [undefined, undefined],
  [undefined, { now: () => 0 }],
  [resolver, undefined],
  [resolver, {}],
  [resolver, { now: 5 }],
  [resolver, { now: () => '5' }],
  [resolver, { now: () => 0, maxTtl: Number.NaN }],
  [resolver, { now: () => 0, maxTtl: -1 }],
  [resolver, { now: () => 0, maxEntries: -1 }],
  [resolver, { now: () => 0, maxEntries: null }],
  [resolver, { now: () => 0, failureTtl: '5' }],
])('cachingResolver(%s, %j) is the mistake of the caller', (resolveTxt, options) => {
  expect(() => cachingResolver(resolveTxt as TxtResolver, options as CachingResolverOptions)).toThrow(
    expect.objectContaining({ code: 'DKIM_OPTION_INVALID' }),
  );
});

test('without entries each question is asked', async () => {
  const { asked, resolve } = setUp({}, { maxEntries: 0, maxTtl: undefined });
  for (const name of ['a', 'a']) await resolve(name);
  expect(asked).toEqual(['a', 'a']);
});
