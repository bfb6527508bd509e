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
  {
    rule: 'S-005, S-015, S-020',
    form: { header: 'simple', body: 'simple' },
    text: 'From joe\r\nSubject : a  b\r\n\tc \r\nTo: x\r\n\r\n x  y \r\n',
  },
  {
    rule: 'S-005, S-016, S-020, S-023',
    form: { header: 'relaxed', body: 'relaxed' },
    text: 'From joe\r\nsubject:a b c\r\nto:x\r\n\r\n x y\r\n',
  },
  {
    rule: 'S-005, S-016',
    form: { header: 'relaxed', body: 'simple', part: 'header' },
    text: 'From joe\r\nsubject:a b c\r\nto:x\r\n',
  },
  { rule: 'S-020', form: { header: 'relaxed', body: 'simple', part: 'body' }, text: ' x  y \r\n' },
  { rule: 'S-005, S-135', form: { domainkeys: 'nofws' }, text: 'From joe\r\nSubject:abc\r\nTo:x\r\n\r\nxy\r\n' },
  {
    rule: 'S-005, S-134',
    form: { domainkeys: 'simple', part: 'header' },
    text: 'From joe\r\nSubject : a  b\r\n\tc \r\nTo: x\r\n',
  },
] as const)('S-025, $rule: the whole message as $form, wherever it is cut', async ({ form, text }) => {
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

test.each([
  { form: undefined, says: 'canonicalizeMessage needs an object of options; it is undefined.' },
  { form: 'relaxed', says: 'canonicalizeMessage needs an object of options; it is a string.' },
  { form: {}, says: 'header must be simple or relaxed; it is undefined.' },
  { form: { header: 'relaxed' }, says: 'body must be simple or relaxed; it is undefined.' },
  { form: { header: 'nofws', body: 'simple' }, says: "header must be simple or relaxed; it is 'nofws'." },
  { form: { header: 'simple', body: 'toString' }, says: "body must be simple or relaxed; it is 'toString'." },
  { form: { domainkeys: 'x' }, says: "domainkeys must be simple or nofws; it is 'x'." },
  { form: { domainkeys: undefined }, says: 'header must be simple or relaxed; it is undefined.' },
  { form: { domainkeys: null }, says: 'domainkeys must be simple or nofws; it is null.' },
  { form: { domainkeys: 'nofws', body: 'simple' }, says: 'A form is header and body, or domainkeys' },
  { form: { domainkeys: 'nofws', part: 'all' }, says: "part must be header or body; it is 'all'." },
  { form: { header: 'simple', body: 'simple', part: null }, says: 'part must be header or body; it is null.' },
])('the form $form is the mistake of the caller', async ({ form, says }) => {
  await expect(canonical(Buffer.from(MAIL), form as CanonicalForm)).rejects.toMatchObject({
    name: 'DkimError',
    code: 'DKIM_OPTION_INVALID',
    message: expect.stringContaining(says),
  });
});

test('an absent part is both, an absent domainkeys is DKIM', async () => {
  const form = { header: 'simple', body: 'simple', part: undefined, domainkeys: undefined } as const;
  expect(await canonical(Buffer.from('A: b\r\n\r\nc\r\n'), form)).toBe('A: b\r\n\r\nc\r\n');
});

test.each([{ message: MAIL }, { message: [MAIL] }, { message: undefined }, { message: Uint16Array.of(65) }])(
  'a message that is no bytes is the mistake of the caller: $message',
  async ({ message }) => {
    const form = { header: 'simple', body: 'simple' } as const;
    await expect(canonical(message as unknown as Uint8Array, form)).rejects.toMatchObject({
      name: 'DkimError',
      code: 'DKIM_MESSAGE_INVALID',
    });
  },
);
