import { afterAll, expect, test } from 'vitest';
import { check, openFolder } from './run-check.js';

const folder = openFolder();
afterAll(() => folder.remove());

/** RFC 6376, section 3.4.5. */
const EXAMPLE = 'A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n';

test.each([
  { args: [], canonical: 'a:X\r\nb:Y Z\r\n\r\n C\r\nD E\r\n' },
  { args: ['--header', 'simple', '--body', 'simple'], canonical: 'A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n' },
  { args: ['--body=simple'], canonical: 'a:X\r\nb:Y Z\r\n\r\n C \r\nD \t E\r\n' },
  { args: ['--part', 'header'], canonical: 'a:X\r\nb:Y Z\r\n' },
  { args: ['--part', 'body'], canonical: ' C\r\nD E\r\n' },
  { args: ['--domainkeys', 'nofws'], canonical: 'A:X\r\nB:YZ\r\n\r\nC\r\nDE\r\n' },
  { args: ['--domainkeys', 'simple'], canonical: 'A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n' },
])('S-065: the example of RFC 6376, 3.4.5, with $args: exactly these octets', async ({ args, canonical }) => {
  expect(await check(['canon', ...args], { input: EXAMPLE })).toMatchObject({ status: 0, out: canonical, err: '' });
  const lf = await check(['canon', folder.write('lf.eml', EXAMPLE.replaceAll('\r\n', '\n')), ...args]);
  expect(lf.out).toBe(canonical);
  expect(lf.err.split('\n')).toHaveLength(2);
});

test('S-002: octets are not text: 8-bit, invalid UTF-8 and NUL come out as they are', async () => {
  const body = Buffer.from(
    Array.from({ length: 256 }, (_, octet) => octet).filter((octet) => octet !== 10 && octet !== 13),
  );
  const { bytes } = await check(['canon', '--part', 'body', '--body', 'simple'], {
    input: [Buffer.from('A: b\r\n\r\n'), body, Buffer.from('\r\n')],
  });
  expect(bytes.equals(Buffer.concat([body, Buffer.from('\r\n')]))).toBe(true);
});

test('the two families of options do not go together', async () => {
  const { status, err } = await check(['canon', '--domainkeys', 'nofws', '--body', 'simple'], { input: EXAMPLE });
  expect([status, err]).toEqual([2, expect.stringContaining('--domainkeys and --body do not go together')]);
});

test('a message of 200 MB passes in constant memory', async () => {
  const chunk = Buffer.alloc(1_000_000, `${'x'.repeat(98)}\r\n`);
  function* message(): Generator<Uint8Array> {
    yield Buffer.from('A: b\r\n\r\n');
    for (let i = 0; i < 200; i += 1) yield chunk;
  }
  let octets = 0;
  let most = 0;
  const { Writable } = await import('node:stream');
  const counter = new Writable({
    write(bytes: Buffer, _encoding, done) {
      octets += bytes.length;
      most = Math.max(most, process.memoryUsage().arrayBuffers);
      done();
    },
  });
  const before = process.memoryUsage().arrayBuffers;
  await check(['canon', '--part', 'body'], { input: message(), stdout: counter });
  expect(octets).toBe(200_000_000);
  expect(most - before).toBeLessThan(100_000_000);
}, 60_000);
