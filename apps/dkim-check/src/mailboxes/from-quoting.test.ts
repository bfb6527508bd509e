import { expect, test } from 'vitest';
import { unquoted, type Quoting } from './from-quoting.js';

async function read(text: string, quoting: Quoting, cut = 0) {
  const seen = { single: 0, more: 0 };
  async function* source(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(text.slice(0, cut), 'latin1');
    yield Buffer.from(text.slice(cut), 'latin1');
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of unquoted(source(), quoting, seen)) chunks.push(chunk);
  return { text: Buffer.concat(chunks).toString('latin1'), seen };
}

const TEXT = '>From the start\r\n>From a\n>>From b\r\n>Frog\n> From c\n>From\n>>>From d\n>From';

test.each([
  ['mboxrd', '>From the start\r\nFrom a\n>From b\r\n>Frog\n> From c\n>From\n>>From d\n>From'],
  ['mboxo', '>From the start\r\nFrom a\n>>From b\r\n>Frog\n> From c\n>From\n>>>From d\n>From'],
  ['none', TEXT],
] as const)(
  '%s takes back its own quoting, wherever the chunks are cut, and counts what there is',
  async (quoting, text) => {
    for (let cut = 0; cut <= TEXT.length; cut += 1) {
      expect(await read(TEXT, quoting, cut)).toEqual({ text, seen: { single: 1, more: 2 } });
    }
  },
);

test('100 kB of ">" is no quoting, and costs linear time', async () => {
  for (const text of [`\n${'>'.repeat(100_000)}From x`, '\n>'.repeat(50_000), '\n>From '.repeat(15_000)]) {
    const { text: result } = await read(text, 'mboxrd', 77_777);
    expect(result).toBe(text.replaceAll('\n>From ', '\nFrom '));
  }
});
