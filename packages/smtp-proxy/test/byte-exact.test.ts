import * as fc from 'fast-check';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { between } from './relay-between.js';

/** By RFC 5321, section 4.5.2, as a client does it. */
const stuffed = (message: string): string => message.replace(/(^|\r\n)\./g, '$1..');

test('DESIGN.md’s promise 3: any message in any pieces arrives octet for octet below our lines', async () => {
  const top = 'X-Top: 1\r\n\tfolded\r\n';
  const { greeted, nextHop } = await between({
    settings: { spool: { dir: tmpdir(), threshold: 50, memory: 0, limit: null } }, // many go through a file
    handle: async (message) => {
      let seen = 0;
      for await (const piece of message.read()) seen += piece.length;
      expect(seen).toBe(message.size);
      return {
        action: 'relay',
        top: Buffer.from(top),
        remove: [],
        report: { level: 'info', message: 'm', fields: {} },
      };
    },
  });
  const client = await greeted();
  const octet = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('.', '..', 'a', ' ', '\t', '\0', '\xff') },
    {
      weight: 1,
      arbitrary: fc
        .integer({ min: 0, max: 255 })
        .filter((code) => code !== 10 && code !== 13)
        .map((code) => String.fromCharCode(code)),
    },
  );
  const line = fc
    .array(octet, { maxLength: 12 })
    .map((octets) => `${octets.join('')}\r\n`)
    .filter((text) => !/^\0+\.\0*\r\n$/.test(text)); // refused: S-199
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 12 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 }),
      async (lines, sizes) => {
        const message = lines.join('');
        client.write('MAIL FROM:<a@x.example>\r\nRCPT TO:<b@x.example>\r\nDATA\r\n');
        for (let at = 0; at < 3; at += 1) await client.reply();
        const wire = `${stuffed(message)}.\r\n`;
        for (let at = 0, turn = 0; at < wire.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          client.write(wire.slice(at, at + size));
          at += size;
          await new Promise((resolve) => setImmediate(resolve));
        }
        expect(await client.reply()).toMatch(/^250 /);
        expect(nextHop.messages().at(-1)?.toString('latin1')).toBe(top + message);
      },
    ),
    { numRuns: 150 },
  );
});

test('a message of 8 MB, one line of 5 MB in it, arrives as it was', async () => {
  const { greeted, nextHop } = await between();
  const client = await greeted();
  const message = `Subject: x\r\n\r\n${'y'.repeat(5_000_000)}\r\n${'.dots and text\r\n'.repeat(200_000)}`;
  await client.say('MAIL FROM:<a@x.example>');
  await client.say('RCPT TO:<b@x.example>');
  await client.say('DATA');
  client.write(`${stuffed(message)}.\r\n`);
  expect(await client.reply()).toMatch(/^250 /);
  expect(nextHop.messages()[0]?.toString('latin1') === message).toBe(true);
});
