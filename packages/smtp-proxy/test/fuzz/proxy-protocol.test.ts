/** A PROXY header, or what is taken for one: written down and read again it is the same client; wherever it is cut, it reads the same. */
/* oxlint-disable vitest/no-conditional-expect -- what must hold hangs on what was made; a tally sees to both */
import { isIP } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutAt, hostile, octets, runs, tally, timeout } from '../../../dkim-core/test/fuzz/hostile-input.js';
import { proxyHeaderReader, type ProxyHeader } from '../../src/client/proxy-protocol.js';
import { plainAddress } from '../../src/peer-address.js';

const SIGNATURE = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');

/** What is known when the last piece has come; a verdict is final, so nothing is pushed behind it. */
function readIn(pieces: readonly Uint8Array[]): { header: ProxyHeader | null; pushed: number } {
  const reader = proxyHeaderReader();
  let header: ProxyHeader | null = null;
  let pushed = 0;
  for (const piece of pieces) {
    header = reader.push(Buffer.from(piece));
    pushed += piece.length;
    if (header !== null) break;
  }
  return { header, pushed };
}

const port = fc.nat({ max: 65_535 });
const ipv4 = fc.ipV4();
const ipv6 = fc.ipV6().filter((text) => isIP(text) === 6);
const cuts = fc.array(fc.nat({ max: 5000 }), { maxLength: 8 });
const tlvs = fc.uint8Array({ maxLength: 200 });

const ipv6Octets = (text: string): Buffer => {
  const hextets = new URL(`http://[${text}]`).hostname.slice(1, -1).split('::');
  const [before = [], behind = []] = hextets.map((part) => part.split(':').filter((hextet) => hextet !== ''));
  const gap = Array.from({ length: 8 - before.length - behind.length }, () => '0');
  return Buffer.from([...before, ...gap, ...behind].map((hextet) => hextet.padStart(4, '0')).join(''), 'hex');
};

const ports = (from: number, to: number): Buffer => {
  const written = Buffer.alloc(4);
  written.writeUInt16BE(from, 0);
  written.writeUInt16BE(to, 2);
  return written;
};

const v2 = (family: number, addresses: Buffer): Buffer => {
  const head = Buffer.of(0x21, family, addresses.length >> 8, addresses.length & 0xff);
  return Buffer.concat([SIGNATURE, head, addresses]);
};

const written = fc.oneof(
  fc.tuple(ipv4, ipv4, port, port).map(([from, to, source, target]) => ({
    octets: Buffer.from(`PROXY TCP4 ${from} ${to} ${source} ${target}\r\n`),
    client: { address: from, port: source },
  })),
  fc.tuple(ipv6, ipv6, port, port).map(([from, to, source, target]) => ({
    octets: Buffer.from(`PROXY TCP6 ${from} ${to} ${source} ${target}\r\n`),
    client: { address: plainAddress(from), port: source },
  })),
  fc.tuple(ipv4, ipv4, port, port, tlvs).map(([from, to, source, target, more]) => ({
    octets: v2(
      0x11,
      Buffer.concat([Buffer.from([...from.split('.'), ...to.split('.')].map(Number)), ports(source, target), more]),
    ),
    client: { address: from, port: source },
  })),
  fc.tuple(ipv6, ipv6, port, port, tlvs).map(([from, to, source, target, more]) => ({
    octets: v2(0x21, Buffer.concat([ipv6Octets(from), ipv6Octets(to), ports(source, target), more])),
    client: { address: plainAddress(from), port: source },
  })),
);

test('S-228: what is written is read, cut anywhere, and what stands behind it is left alone', { timeout }, () => {
  const property = fc.property(written, fc.uint8Array({ maxLength: 300 }), cuts, (header, behind, places) => {
    const whole = Buffer.concat([header.octets, behind]);
    const { header: read, pushed } = readIn(cutAt(whole, places));
    expect(read).toMatchObject({ ok: true, client: header.client });
    if (read?.ok) expect(read.rest).toEqual(whole.subarray(header.octets.length, pushed));
  });
  fc.assert(property, runs(2000));
});

const PIECES = [
  'PROXY ',
  'TCP4 ',
  'TCP6 ',
  'UNKNOWN',
  '\r\n',
  '\r',
  ' ',
  '0',
  '65536',
  '192.0.2.1 ',
  '::1 ',
  '%lo',
  '\0',
];
const v1Like = hostile(
  ['PROXY TCP4 192.0.2.1 198.51.100.1 33333 25\r\n', 'PROXY TCP6 ::1 ::2 1 2\r\n', 'PROXY UNKNOWN\r\nEHLO x\r\n'],
  { pieces: PIECES, most: 3 },
).map((text) => Buffer.from(text, 'latin1'));
const v2Like = fc
  .tuple(
    fc.uint8Array({ minLength: 4, maxLength: 4 }),
    fc.constantFrom(0x20, 0x21, 0x22, 0x11),
    fc.constantFrom(0, 0x11, 0x21, 0x31, 0x12),
    fc.uint8Array({ maxLength: 300 }),
  )
  .map(([noise, command, family, rest]) =>
    Buffer.concat([SIGNATURE, Buffer.of(command, family, (noise[0] ?? 0) % 32, noise[1] ?? 0), rest]),
  );

test('S-228: anything at all is a header, or one sentence, or waits for no more than 4112 octets', { timeout }, () => {
  const seen = tally();
  const property = fc.property(
    fc.oneof(
      v1Like,
      v2Like,
      octets(300).map((given) => Buffer.from(given, 'latin1')),
    ),
    cuts,
    (whole, places) => {
      const { header } = readIn(cutAt(whole, places));
      const atOnce = proxyHeaderReader().push(whole);
      if (header === null) {
        seen.add('waits');
        expect(whole.length).toBeLessThan(16 + 4096);
        expect(atOnce).toBeNull();
      } else if (header.ok) {
        seen.add('read');
        expect(atOnce).toMatchObject({ ok: true, client: header.client });
        if (typeof header.client === 'object') {
          expect(plainAddress(header.client.address)).toBe(header.client.address);
          expect(isIP(header.client.address)).not.toBe(0);
          expect(header.client.port).toBeLessThan(65_536);
        }
      } else {
        seen.add('refused');
        expect(atOnce).toEqual(header);
      }
    },
  );
  fc.assert(property, runs(4000));
  for (const outcome of ['waits', 'read', 'refused']) expect(seen.of(outcome)).toBeGreaterThan(100);
});
