import { expect, test } from 'vitest';
import { readHeader } from '../message/message-reader.js';
import { parseDomainkeySignature } from './domainkey-signature.js';

function read(value: string) {
  const [field] = readHeader(Buffer.from(`DomainKey-Signature: ${value}\r\n`, 'latin1')).fields;
  if (field === undefined) throw new Error('no field');
  return parseDomainkeySignature(field);
}

test('S-128: the example of RFC 4870, typed', () => {
  const { facts, parsed } = read(
    'a=rsa-sha1; s=brisbane; d=example.net;\r\n  c=simple; q=dns; b=dzdVyOfAKCdLXdJOc9G2q8LoXSlEniSbav+yuU4zGeeruD00lszZVoG4ZHRNiYzR;',
  );
  expect(parsed).toMatchObject({
    ok: true,
    value: {
      canonicalization: 'simple',
      domain: 'example.net',
      selector: 'brisbane',
      keyName: 'brisbane._domainkey.example.net',
      signedFields: null,
    },
  });
  expect(parsed.ok && parsed.value.signature).toHaveLength(48);
  expect(facts).toMatchObject({
    type: 'domainkeys',
    domain: 'example.net',
    selector: 'brisbane',
    algorithm: 'rsa-sha1',
  });
});

test('S-128: a=, c= and q= have defaults', () => {
  expect(read('s=x; d=example.net; b=AAAA').parsed).toMatchObject({ ok: true, value: { canonicalization: 'simple' } });
});

test('S-131: h= in its order, in lower case', () => {
  const { parsed } = read('s=x; d=example.net; b=AAAA; c=nofws; h=From : \r\n Received:received');
  expect(parsed).toMatchObject({
    ok: true,
    value: { canonicalization: 'nofws', signedFields: ['from', 'received', 'received'] },
  });
});

test.each([
  ['d=example.net; b=AAAA', 'tag-missing'],
  ['s=x; b=AAAA', 'tag-missing'],
  ['s=x; d=example.net', 'tag-missing'],
  ['s=x; d=example.net; b=AAAA; a=rsa-sha256', 'algorithm-unknown'],
  ['s=x; d=example.net; b=AAAA; c=relaxed', 'canonicalization-unknown'],
  ['s=x; d=example.net; b=AAAA; q=http', 'query-method-unknown'],
  ['s=x; d=example.net; b=!', 'tag-value'],
  ['s=x; d=net; b=AAAA', 'domain-invalid'],
  ['s=a/b; d=example.net; b=AAAA', 'selector-invalid'],
  ['s=x; d=example.net; b=AAAA; h=from::to', 'tag-value'],
  ['s=x; s=x; d=example.net; b=AAAA', 'tag-repeated'],
  ['s=x; d=example.net; b=AAAA; ;', 'tag-syntax'],
])('S-128: %j gives %s', (text, code) => {
  expect(read(text).parsed).toMatchObject({ ok: false, code });
});

test('S-128: unknown tags are ignored', () => {
  expect(read('s=x; d=example.net; b=AAAA; v=1; foo=bar').parsed.ok).toBe(true);
});
