/** Address lists of strangers: an address that is found is one, however the text was damaged. */
/* oxlint-disable vitest/no-conditional-expect -- what must hold hangs on whether the text could be read; a tally sees to both */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAddressList } from '../../src/index.js';
import { toALabels } from '../../src/text/domain-name.js';
import { encodeUtf8 } from '../../src/text/utf8.js';
import { hostile, runs, timeout } from './hostile-input.js';
import { utf8 } from '../utf8.js';

const VALID = [
  'Joe (c (d) "e) <joe@x.example>) <joe@example.org>, "a, b" <"c d"@mail.example.org>',
  'Team: a@b.example, c@d.example;, e@f.example',
  utf8('J\u00f6rg <j\u00f6rg@b\u00fccher.example>, <@r.example:x@y.example>'),
  'a . b@c . example,\r\n\td@e.example',
];
const lists = hostile(VALID, {
  pieces: ['<', '>', '<a@b.example>', '"', '\\', '(', ')', ',', ':', ';', '@', '.', 'a@b.example'],
});

test('S-012: each address that is found is whole, and is found again where it stands alone', { timeout }, () => {
  let found = 0;
  const property = fc.property(lists, (text) => {
    for (const mailbox of parseAddressList(text)) {
      found += 1;
      expect(mailbox.address).toBe(`${mailbox.localPart}@${mailbox.domain}`);
      expect(mailbox.localPart).not.toBe('');
      expect(toALabels(mailbox.domain)).not.toBe(null);
      const written = encodeUtf8(mailbox.address);
      expect(parseAddressList(written)).toEqual([mailbox]);
      expect(parseAddressList(`"x, <y@z.example>" (c) <${written}>`)).toEqual([mailbox]);
    }
  });
  fc.assert(property, runs(1000));
  expect(found).toBeGreaterThan(200);
});

test('S-012: lists that are closed join: the addresses of both, in order', { timeout }, () => {
  const property = fc.property(lists, lists, (one, other) => {
    const last = parseAddressList(`${one},last@example.org`).at(-1);
    if (last?.address !== 'last@example.org') return; // something at its end is open
    expect(parseAddressList(`${one},${other}`)).toEqual([...parseAddressList(one), ...parseAddressList(other)]);
  });
  fc.assert(property, runs(500));
});
