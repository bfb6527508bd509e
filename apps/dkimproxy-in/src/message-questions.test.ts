import type { TxtAnswer } from 'dkim-core';
import { expect, test } from 'vitest';
import { questionsAbout } from './message-questions.js';

const never = (): Promise<TxtAnswer> => new Promise(() => {});

test('S-091: all questions have one time, from the first of them on; after it nobody is asked', async () => {
  const asked: string[] = [];
  const { resolveTxt } = questionsAbout(async (name) => {
    asked.push(name);
    return name === 'quick.example' ? { status: 'found', records: ['x'] } : never();
  }, 50);
  expect(await resolveTxt('quick.example')).toEqual({ status: 'found', records: ['x'] });
  const open = await Promise.all([resolveTxt('a.example'), resolveTxt('b.example')]);
  expect(open.map(({ status }) => status)).toEqual(['timeout', 'timeout']);
  expect(await resolveTxt('quick.example')).toMatchObject({
    status: 'timeout',
    reason: expect.stringContaining('dns_message_timeout'),
  });
  expect(asked).toEqual(['quick.example', 'a.example', 'b.example']);
});

test('what is open when the message is judged ends with it', async () => {
  const { resolveTxt, end } = questionsAbout(never, 3_600_000);
  const open = resolveTxt('a.example');
  end();
  expect(await open).toMatchObject({ status: 'timeout' });
  expect(await resolveTxt('b.example')).toMatchObject({ status: 'timeout' });
});

test('a resolver that rejects does so through it, too', async () => {
  const { resolveTxt, end } = questionsAbout(() => Promise.reject(new Error('no socket')), 1000);
  await expect(resolveTxt('a.example')).rejects.toThrow('no socket');
  end();
});
