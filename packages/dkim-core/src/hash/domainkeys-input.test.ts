import { expect, test } from 'vitest';
import { readHeader } from '../message/message-reader.js';
import { selectDomainkeysFields } from './domainkeys-input.js';

const { fields } = readHeader(Buffer.from('Received: A\r\nReceived: B\r\nFrom: x\r\nReceived: C\r\nno field\r\n\r\n'));

test.each([
  { h: null, selected: ['Received: A', 'Received: B', 'From: x', 'Received: C'] },
  { h: ['received', 'from'], selected: ['Received: A', 'Received: B', 'Received: C', 'From: x'] },
  { h: ['received', 'received', 'from'], selected: ['Received: A', 'Received: B', 'Received: C', 'From: x'] },
  { h: ['received', 'from', 'received'], selected: ['Received: A', 'Received: B', 'From: x', 'Received: C'] },
  {
    h: ['received', 'received', 'received', 'received', 'from'],
    selected: ['Received: A', 'Received: B', 'Received: C', 'From: x'],
  },
])('S-130, S-131: DomainKeys with h=$h', ({ h, selected }) => {
  expect(selectDomainkeysFields(fields, h).map(({ bytes }) => Buffer.from(bytes).toString().trim())).toEqual(selected);
});
