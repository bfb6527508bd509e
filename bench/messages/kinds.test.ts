import { expect, test } from 'vitest';
import { AWKWARD_BODIES, awkwardMail, OCTETS, ordinaryMail, type Size } from './kinds.js';

const SIZES = ['2 KB', '20 KB', '200 KB', '2 MB'] as const satisfies readonly Size[];

const mails = [
  ...SIZES.map((size) => ({
    name: size,
    octets: OCTETS[size],
    mail: mailOf(size),
  })),
  ...AWKWARD_BODIES.map((body) => ({ name: body, octets: 2 ** 20, mail: awkwardMail(body, 2 ** 20) })),
];

test.each(mails)('$name: lines end with CRLF and nothing else, and none begins with a dot', ({ mail }) => {
  const text = mail.toString('latin1');
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  expect(text).not.toContain('\r\n.');
  expect(text.endsWith('\r\n')).toBe(true);
  expect(text).toContain('\r\n\r\n');
});

test.each(mails)('$name: is about as long as its name says', ({ mail, octets }) => {
  expect(mail.length / octets).toBeGreaterThan(0.9);
  expect(mail.length / octets).toBeLessThan(1.1);
});

test('the same mail is the same octets again', () => {
  expect(awkwardMail('blank runs', 1e5).equals(awkwardMail('blank runs', 1e5))).toBe(true);
  expect(mailOf('20 KB').equals(mailOf('20 KB'))).toBe(true);
});

function mailOf(size: Size): Buffer {
  return Buffer.concat([...ordinaryMail(size, OCTETS[size])]);
}
