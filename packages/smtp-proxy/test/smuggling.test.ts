import { expect, test } from 'vitest';
import { between } from './relay-between.js';

const ENDS = ['\r\n', '\n', '\r', '\n\r', '\r\r\n', '\0\r\n'];
const INNER = 'MAIL FROM:<evil@x.example>\r\nRCPT TO:<victim@x.example>\r\nDATA\r\nSubject: smuggled\r\n\r\nhi';
const attacks = ENDS.flatMap((before) => ENDS.map((after) => ({ before, after }))).filter(
  ({ before, after }) => !(before.endsWith('\r\n') && after === '\r\n'),
);

test.each(attacks)(
  'S-199, S-200: $before dot $after ends nothing, and no bare CR or LF leaves',
  async ({ before, after }) => {
    const { greeted, nextHop } = await between();
    const client = await greeted();
    await client.say('MAIL FROM:<a@x.example>');
    await client.say('RCPT TO:<b@x.example>');
    await client.say('DATA');
    expect(await client.say(`Subject: x\r\n\r\na${before}.${after}${INNER}\r\n.`)).toMatch(/^250 /);
    expect(await client.say('QUIT')).toMatch(/^221 /);
    const wire = nextHop.sessions[0]?.wire.map((octets) => octets.toString('latin1'));
    expect(wire).toHaveLength(1);
    expect(wire?.[0]).toContain('smuggled');
    expect(wire?.[0]).not.toMatch(/(?<!\r)\n|\r(?!\n)/);
    expect(wire?.[0]).not.toMatch(/(?:^|\n)\.[\r\n]/);
    expect(nextHop.sessions[0]?.commands.filter((line) => line.startsWith('MAIL'))).toEqual([
      'MAIL FROM:<a@x.example>',
    ]);
  },
);

test.each([
  { text: 'a\nb\r\n', wire: 'a\r\nb\r\n' },
  { text: 'a\rb\r\n', wire: 'a b\r\n' },
  { text: 'a\n.\nb\r\n', wire: 'a\r\n..\r\nb\r\n' },
  { text: 'Subject: x\rBcc: y\r\n', wire: 'Subject: x Bcc: y\r\n' },
])('S-200: normalize sends $text as $wire, and says so once in the log', async ({ text, wire }) => {
  const { greeted, nextHop, log } = await between();
  const client = await greeted();
  await client.say('MAIL FROM:<a@x.example>');
  await client.say('RCPT TO:<b@x.example>');
  await client.say('DATA');
  expect(await client.say(`${text}.`)).toMatch(/^250 /);
  expect(nextHop.sessions[0]?.wire.map(String)).toEqual([wire]);
  expect(log).toMatchObject([{ msg: expect.stringContaining('bare_newline') }, { outcome: 'relayed' }]);
});

test.each(['a\nb\r\n', 'a\rb\r\n', `${'x'.repeat(300_000)}\n\r\n`])(
  'S-200: reject reads to the end, refuses, and the session goes on',
  async (text) => {
    let handled = 0;
    const { greeted, nextHop } = await between({
      settings: { bareNewline: 'reject' },
      handle: async () => {
        handled += 1;
        return { action: 'relay', top: Buffer.of(), remove: [], report: { level: 'info', message: 'm', fields: {} } };
      },
    });
    const client = await greeted();
    for (const { message, reply } of [
      { message: text, reply: /^550 5\.5\.2 bare LF/ },
      { message: 'good\r\n', reply: /^250 / },
    ]) {
      await client.say('MAIL FROM:<a@x.example>');
      await client.say('RCPT TO:<b@x.example>');
      await client.say('DATA');
      expect(await client.say(`${message}.`)).toMatch(reply);
    }
    expect(handled).toBe(1);
    expect(nextHop.messages().map(String)).toEqual(['good\r\n']);
    expect(nextHop.sessions[0]?.commands.filter((line) => line === 'RSET')).toHaveLength(1);
  },
);

test.each(['normalize', 'reject'] as const)(
  'S-199: a line of NULs and a dot is refused with bare_newline %s, and the session goes on',
  async (bareNewline) => {
    const { greeted, nextHop, log } = await between({ settings: { bareNewline } });
    const client = await greeted();
    for (const { message, reply } of [
      { message: `Subject: x\r\n\r\n\0.\r\n${INNER}\r\n`, reply: /^550 5\.6\.0 / },
      { message: 'a\0.\r\n\0..\r\n', reply: /^250 / },
    ]) {
      await client.say('MAIL FROM:<a@x.example>');
      await client.say('RCPT TO:<b@x.example>');
      await client.say('DATA');
      expect(await client.say(`${message}.`)).toMatch(reply);
    }
    expect(nextHop.messages().map(String)).toEqual(['a\0.\r\n\0..\r\n']);
    expect(log).toMatchObject([{ outcome: 'refused' }, { outcome: 'relayed' }]);
  },
);

test.each(['RCPT TO:<a@b>\nRCPT TO:<c@d>', 'MAIL FROM:<a@d>\rX', 'RCPT TO:<a@b>\0'])(
  'S-201: %j is refused, and nothing of it is relayed',
  async (line) => {
    const { greeted, nextHop } = await between();
    const client = await greeted();
    expect(await client.say(line)).toMatch(/^500 5\.5\.2 /);
    expect(await client.say('NOOP')).toMatch(/^250 /);
    expect(nextHop.sessions[0]?.commands).toEqual(['EHLO proxy.example']);
  },
);
