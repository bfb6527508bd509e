import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { canonicalizeMessage, type CanonicalForm } from './index.js';

async function canonical(message: Parameters<typeof canonicalizeMessage>[0], form: CanonicalForm): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const bytes of canonicalizeMessage(message, form)) pieces.push(bytes);
  return Buffer.concat(pieces).toString('latin1');
}

const MAIL = 'From joe\r\nSubject : a  b\r\n\tc \r\nTo: x\r\n\r\n x  y \r\n\r\n';

test.each([
  { form: { header: 'simple', body: 'simple' }, text: 'From joe\r\nSubject : a  b\r\n\tc \r\nTo: x\r\n\r\n x  y \r\n' },
  { form: { header: 'relaxed', body: 'relaxed' }, text: 'From joe\r\nsubject:a b c\r\nto:x\r\n\r\n x y\r\n' },
  { form: { header: 'relaxed', body: 'simple', part: 'header' }, text: 'From joe\r\nsubject:a b c\r\nto:x\r\n' },
  { form: { header: 'relaxed', body: 'simple', part: 'body' }, text: ' x  y \r\n' },
  { form: { domainkeys: 'nofws' }, text: 'From joe\r\nSubject:abc\r\nTo:x\r\n\r\nxy\r\n' },
  { form: { domainkeys: 'simple', part: 'header' }, text: 'From joe\r\nSubject : a  b\r\n\tc \r\nTo: x\r\n' },
] as const)('S-005, S-013 to S-023: the whole message as $form, wherever it is cut', async ({ form, text }) => {
  const bytes = Buffer.from(MAIL, 'latin1');
  expect(await canonical(bytes, form)).toBe(text);
  expect(await canonical(Readable.from([bytes]), form)).toBe(text);
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    expect(await canonical([bytes.subarray(0, cut), bytes.subarray(cut)], form)).toBe(text);
  }
});

test.each([
  { form: { header: 'simple', body: 'simple' }, text: 'A: b\r\n\r\n\r\n' },
  { form: { header: 'relaxed', body: 'relaxed' }, text: 'a:b\r\n\r\n' },
  { form: { domainkeys: 'simple' }, text: 'A: b\r\n' },
  { form: { domainkeys: 'nofws' }, text: 'A:b\r\n' },
] as const)('S-018, S-019, S-134: a message without a body as $form', async ({ form, text }) => {
  for (const mail of ['A: b\r\n\r\n', 'A: b\r\n', 'A: b\r\n\r\n\r\n']) {
    expect(await canonical(Buffer.from(mail), form)).toBe(text);
  }
});

test('a consumer may keep the pieces: nothing is written over', async () => {
  const body = Array.from({ length: 20_000 }, (_, at) => `line ${at}  \r\n`).join('');
  const text = await canonical(Buffer.from(`A: b\r\n\r\n${body}`), { header: 'relaxed', body: 'relaxed' });
  expect(text === `a:b\r\n\r\n${body.replaceAll('  \r\n', '\r\n')}`).toBe(true);
});
