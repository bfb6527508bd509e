import { expect, test } from 'vitest';
import { collect, everyCut } from '../../test/collect.js';
import { readHeader } from '../message/message-reader.js';
import { domainkeysBody, domainkeysHeader } from './nofws.js';

test.each([
  { of: 'white space inside', field: 'Subject: a b\r\n', nofws: 'Subject:ab\r\n' },
  { of: 'a fold', field: 'Subject : a\r\n\tb \r\n', nofws: 'Subject:ab\r\n' },
  { of: 'a lone CR and a lone LF', field: 'X: a\rb\nc\r\n', nofws: 'X:abc\r\n' },
])('S-135: nofws header of $of', ({ field, nofws }) => {
  const [first] = readHeader(Buffer.from(field, 'latin1')).fields;
  expect(first && Buffer.from(domainkeysHeader(first, 'nofws')).toString('latin1')).toBe(nofws);
});

test.each([
  { of: 'no body', body: '', simple: '', nofws: '' },
  { of: 'empty lines', body: '\r\n\r\n', simple: '', nofws: '' },
  { of: 'white lines', body: ' \r\n\t\r\n', simple: '\r\n \r\n\t\r\n', nofws: '' },
  { of: 'text', body: ' a b\r\n\r\nc\t\r\n\r\n', simple: '\r\n a b\r\n\r\nc\t\r\n', nofws: '\r\nab\r\n\r\nc\r\n' },
  { of: 'a last line without its end', body: 'a', simple: '\r\na\r\n', nofws: '\r\na\r\n' },
  { of: 'empty lines first', body: '\r\n\r\na\r\n', simple: '\r\n\r\n\r\na\r\n', nofws: '\r\n\r\n\r\na\r\n' },
  { of: 'a lone CR and a lone LF', body: 'a\rb\nc\r\n', simple: '\r\na\rb\nc\r\n', nofws: '\r\nabc\r\n' },
])('S-134, S-135: what DomainKeys hash below the header for $of, wherever it is cut', ({ body, simple, nofws }) => {
  for (const chunks of everyCut(body)) {
    expect(collect((emit) => domainkeysBody('simple', emit), chunks)).toBe(simple);
    expect(collect((emit) => domainkeysBody('nofws', emit), chunks)).toBe(nofws);
  }
});
