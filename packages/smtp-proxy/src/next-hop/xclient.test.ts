import { expect, test } from 'vitest';
import { parseAttributes } from './client-attributes.js';
import { addrValue, toldClient, XCLIENT_ATTRIBUTES } from './xclient.js';

const KNOWN = { address: '127.0.0.1', port: 40_000 };

const told = (args: string): unknown => {
  const parsed = parseAttributes('XCLIENT', args, XCLIENT_ATTRIBUTES);
  return parsed.ok ? toldClient(parsed.attributes, KNOWN) : parsed.reason;
};

test.each([
  { args: 'ADDR=192.0.2.1 PORT=25', address: '192.0.2.1', port: 25, isKnown: true },
  { args: 'addr=192.0.2.1', address: '192.0.2.1', port: null, isKnown: true },
  { args: 'ADDR=IPV6:2001:DB8:0::1 PORT=0', address: '2001:db8::1', port: 0, isKnown: true },
  { args: 'ADDR=ipv6:::ffff:192.0.2.1', address: '192.0.2.1', port: null, isKnown: true },
  { args: 'ADDR=2001:db8::1', address: '2001:db8::1', port: null, isKnown: true },
  { args: 'ADDR=[UNAVAILABLE]', address: '127.0.0.1', port: null, isKnown: false },
  { args: 'ADDR=[TempUnavail] PORT=65535', address: '127.0.0.1', port: 65_535, isKnown: false },
  { args: 'PORT=[unavailable]', address: '127.0.0.1', port: null, isKnown: true },
  { args: 'NAME=[TEMPUNAVAIL] HELO=x LOGIN=a+2Bb PROTO=esmtp', ...KNOWN, isKnown: true },
  { args: 'DESTADDR=IPV6:::1 DESTPORT=25', ...KNOWN, isKnown: true },
])('S-222, S-227: $args', ({ args, address, port, isKnown }) => {
  expect(told(args)).toEqual({ ok: true, isKnown, client: { address, port } });
});

test.each([
  'ADDR=localhost',
  'ADDR=192.0.2.256',
  'ADDR=[192.0.2.1]',
  'ADDR=IPV6:[::1]',
  'ADDR=IPV6:192.0.2.1',
  'ADDR=fe80::1%lo',
  'PORT=65536',
  'PORT=-1',
  'PORT=025',
  'PORT=smtp',
  'DESTADDR=x',
  'DESTPORT=99999',
  'PROTO=HTTP',
])('S-227: %s is no value', (args) => {
  expect(told(args)).toEqual({ ok: false, reason: `Bad XCLIENT ${args.split('=')[0]} value` });
});

test('S-222: an IPv6 address is written with its prefix', () => {
  expect(addrValue('2001:db8::1')).toBe('IPV6:2001:db8::1');
  expect(addrValue('192.0.2.1')).toBe('192.0.2.1');
});
