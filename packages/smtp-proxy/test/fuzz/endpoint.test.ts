/** Endpoints in any writing: a place that is written and read again as the same, or one sentence. */
/* oxlint-disable vitest/no-conditional-expect -- what must hold hangs on whether the text could be read; a tally sees to both */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostile, octets, runs, tally, timeout } from '../../../dkim-core/test/fuzz/hostile-input.js';
import { endpointText, isSamePlace, parseListenEndpoint, parseRelayEndpoint } from '../../src/settings/endpoint.js';
import { parseNetworks } from '../../src/settings/networks.js';

const PIECES = [
  ':',
  '[',
  ']',
  '::1',
  '%eth0',
  '25',
  '65536',
  '*',
  'unix:',
  'lmtp:',
  'localhost',
  '127.0.0.1',
  '0',
  '/tmp/s',
];
const texts = hostile(
  ['127.0.0.1:10027', '[::1]:25', '*:25', ':25', 'unix:/run/x.sock', 'mail.example.org', '[fe80::1%eth0]:2525', '::1'],
  { pieces: PIECES, most: 2 },
);

test('any text is an endpoint or a sentence, and an endpoint comes back from its text', { timeout }, () => {
  const seen = tally();
  const property = fc.property(texts, fc.boolean(), (text, listens) => {
    const parse = listens ? parseListenEndpoint : parseRelayEndpoint;
    const endpoint = parse(text);
    if (!endpoint.ok) {
      expect(endpoint.reason).not.toBe('');
      seen.add('no');
      return;
    }
    const { value } = endpoint;
    if (value.kind === 'tcp') {
      expect(Number.isInteger(value.port) && value.port >= (listens ? 0 : 1) && value.port <= 65_535).toBe(true);
      expect(value.host).not.toBe('');
    } else {
      expect(value.path).not.toBe('');
    }
    // A host that is called as a prefix is: `unix` alone is a host, `unix:25` a path.
    if (!/^(?:unix|lmtp):\d+$/i.test(endpointText(value))) expect(parse(endpointText(value))).toEqual(endpoint);
    expect(isSamePlace(value, value)).toBe(value.kind === 'unix' || value.port !== 0);
    seen.add(value.kind);
  });
  fc.assert(property, runs(1000));
  for (const outcome of ['tcp', 'unix', 'no']) expect(seen.of(outcome)).toBeGreaterThan(20);
});

test('any list of networks is a matcher that answers anything, or a sentence', { timeout }, () => {
  const seen = tally();
  const lists = hostile(
    ['127.0.0.0/8, [::1]/128 private', 'loopback,unix any', '192.0.2.7 fe80::/10 fe80::1%eth0/64'],
    {
      pieces: ['/', '0/0', '::', ' ', ',', '/129', '1.2.3.4', '[', ']', 'unix', '%a'],
      most: 2,
    },
  );
  const property = fc.property(
    lists,
    fc.oneof(octets(20), fc.ipV4(), fc.ipV6(), fc.constant(null)),
    (text, address) => {
      const parsed = parseNetworks(text);
      if (parsed.ok) expect(typeof parsed.value(address)).toBe('boolean');
      else expect(parsed.reason).not.toBe('');
      seen.add(parsed.ok ? 'ok' : 'no');
    },
  );
  fc.assert(property, runs(500));
  for (const outcome of ['ok', 'no']) expect(seen.of(outcome)).toBeGreaterThan(20);
});
