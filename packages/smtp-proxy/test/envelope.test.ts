import { expect, test } from 'vitest';
import { between, passThrough, until } from './relay-between.js';

const MAILS = [
  '<>',
  '<a@x.example>',
  '<A@X.Example>',
  '<"a b"@x.example>',
  '<"a@b"@x.example>',
  '<"a\\"b>"@x.example>',
  '<a..b@x.example>',
  '<.a@x.example>',
  '<a.@x.example>',
  '<postmaster>',
  '<root>',
  '<u@[IPv6:::1]>',
  '<u@[192.0.2.1]>',
  '<@r.example:u@x.example>',
  '<u@xn--bcher-kva.example>',
  '<u@b\xc3\xbccher.example> SMTPUTF8',
  '<u@foo_bar.example>',
  '<u+tag@x.example>',
  'u@x.example',
  '< u@x.example >',
  `<${'l'.repeat(300)}@x.example>`,
  '<u@x.example> SIZE=1000',
  '<u@x.example> size=1000 body=8bitmime',
  '<u@x.example> BODY=BINARYMIME',
  '<u@x.example> RET=HDRS ENVID=ab+2Bcd',
  '<u@x.example> ENVID=+3D',
  '<u@x.example> AUTH=<>',
  '<u@x.example> FOO=bar BAZ',
  '<u@x.example>  SIZE=1 ',
  '<\xff\xfe@x.example>',
];
const RCPTS = [
  '<u@x.example>',
  '<U@x.example>',
  '<u@x.example>',
  '<Postmaster>',
  '<"a b"@x.example>',
  '<u@x.example> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;a+2Bb@x.example',
  '<u@x.example> notify=never',
  '<@a.example,@b.example:u@x.example>',
  '<u@x.example> ORCPT=utf-8;u@b\xc3\xbccher.example',
  '<a%b@x.example>',
  '<a!b@x.example>',
];

test('S-194, S-195, S-209: MAIL and RCPT go on as they came, octet by octet', async () => {
  const { greeted, nextHop } = await between();
  const client = await greeted();
  const sent: string[] = [];
  for (const mail of MAILS) {
    for (const line of [`MAIL FROM:${mail}`, ...(mail === MAILS[1] ? RCPTS.map((rcpt) => `RCPT TO:${rcpt}`) : [])]) {
      sent.push(line);
      expect(await client.say(line)).toMatch(/^250 2\.1\.[05] Ok$/);
    }
    await client.say('RSET');
    sent.push('RSET');
  }
  for (const odd of ['mail from: <a@x.example>', 'Rcpt To:<b@x.example>', 'MAIL  FROM:<a@x.example>', 'MAIL']) {
    await client.say(odd);
    sent.push(odd);
  }
  expect(nextHop.sessions[0]?.commands.slice(1)).toEqual(sent);
});

test.each([
  { mail: '<>', sender: '' },
  { mail: '<A@x.example> SIZE=1', sender: 'A@x.example' },
  { mail: '<"a >b"@x.example>', sender: '"a >b"@x.example' },
  { mail: 'a@x.example SIZE=1', sender: 'a@x.example' },
])('the handler sees the sender of MAIL FROM:$mail', async ({ mail, sender }) => {
  let seen: string | undefined;
  const { greeted } = await between({
    handle: (message, context) => {
      seen = message.envelope.sender;
      return passThrough(message, context);
    },
  });
  const client = await greeted();
  await client.say(`MAIL FROM:${mail}`);
  await client.say('RCPT TO:<b@x.example>');
  await client.say('DATA');
  await client.say('x\r\n.');
  expect(seen).toBe(sender);
});

test('S-196: EHLO offers what the next hop offers and we can carry', async () => {
  const { connect, nextHop } = await between();
  const client = await connect();
  expect(await client.reply()).toBe('220 proxy.example ESMTP');
  expect(await client.say('EHLO client.example')).toBe(
    [
      '250-proxy.example',
      '250-PIPELINING',
      '250-SIZE 10219520',
      '250-8BITMIME',
      '250-SMTPUTF8',
      '250-DSN',
      '250-ENHANCEDSTATUSCODES',
      '250-XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE',
      '250 XCLIENT NAME ADDR PORT PROTO HELO',
    ].join('\n'),
  );
  expect(nextHop.sessions[0]?.commands).toEqual(['EHLO proxy.example']);
});

test('S-197: HELO works, and a next hop that knows HELO only', async () => {
  const { connect, nextHop } = await between({ script: { EHLO: '502 5.5.1 no' } });
  const client = await connect();
  await client.reply();
  expect(await client.say('EHLO c')).toBe('250-proxy.example\n250 PIPELINING');
  expect(await client.say('HELO c')).toBe('250 proxy.example');
  await client.say('MAIL FROM:<a@x.example>');
  await client.say('RCPT TO:<b@x.example>');
  await client.say('DATA');
  expect(await client.say('x\r\n.')).toMatch(/^250 /);
  expect(nextHop.sessions[0]?.commands.slice(0, 2)).toEqual(['EHLO proxy.example', 'HELO proxy.example']);
});

test('S-197: EHLO refused for now is no reason for HELO: what the next hop knows nobody can tell', async () => {
  const { connect, nextHop } = await between({ script: { EHLO: '451 4.3.0 later' } });
  const client = await connect();
  expect(await client.reply()).toMatch(/^421 /);
  expect(nextHop.sessions[0]?.commands.filter((line) => /^(?:EHLO|HELO)/.test(line))).toEqual(['EHLO proxy.example']);
});

test('S-197, S-210: the replies that are ours, each with an enhanced code', async () => {
  const { greeted, nextHop } = await between({ settings: { xclientAllowed: () => false } });
  const client = await greeted();
  const ours: Record<string, RegExp> = {
    RSET: /^250 2\.0\.0 /,
    NOOP: /^250 2\.0\.0 /,
    'NOOP x': /^250 2\.0\.0 /,
    'VRFY a': /^252 2\.5\.0 /,
    HELP: /^214 2\.0\.0 /,
    'EXPN a': /^502 5\.5\.1 /,
    'ETRN a': /^502 5\.5\.1 /,
    TURN: /^502 5\.5\.1 /,
    'AUTH PLAIN x': /^502 5\.5\.1 /,
    STARTTLS: /^502 5\.5\.1 /,
    'XCLIENT NAME=x': /^550 5\.7\.1 /,
    EHLO: /^501 5\.5\.4 /,
    'DATA x': /^501 5\.5\.4 /,
    DATA: /^503 5\.5\.1 /,
    FOO: /^500 5\.5\.2 /,
    'BDAT 0 LAST': /^502 5\.5\.1 /,
    'XFORWARD FOO=x': /^501 5\.5\.4 /,
    [`RCPT TO:<${'x'.repeat(5000)}>`]: /^500 5\.5\.2 /,
    'RCPT TO:<a@b>\nRCPT TO:<c@d>': /^500 5\.5\.2 /,
    '': /^500 5\.5\.2 /,
    QUIT: /^221 2\.0\.0 /,
  };
  for (const [line, reply] of Object.entries(ours)) expect(await client.say(line)).toMatch(reply);
  expect(nextHop.sessions[0]?.commands.filter((line) => line !== 'QUIT')).toEqual(['EHLO proxy.example']);
});

test('S-211: BDAT’s octets are no commands, and ten unknown commands end the session', async () => {
  const { greeted, nextHop } = await between();
  const client = await greeted();
  const inside = 'MAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\nx\r\n.\r\n';
  client.write(`BDAT ${inside.length} LAST\r\n${inside}NOOP\r\n`);
  expect(await client.reply()).toMatch(/^502 /);
  expect(await client.reply()).toMatch(/^250 2\.0\.0 /);
  for (let at = 1; at < 10; at += 1) expect(await client.say('FOO')).toMatch(/^500 5\.5\.2 /);
  expect(await client.say('FOO')).toMatch(/^421 4\.7\.0 /);
  expect(await client.reply()).toBe('closed');
  await until(() => nextHop.sessions[0]?.commands.at(-1) === 'QUIT');
  expect(nextHop.sessions[0]?.commands).toEqual(['EHLO proxy.example', 'QUIT']);
});

test('S-216: RSET and a new EHLO clear both sides', async () => {
  const { greeted, nextHop } = await between();
  const client = await greeted();
  for (const clear of ['RSET', 'EHLO other.example', 'HELO other.example']) {
    await client.say('MAIL FROM:<a@x.example>');
    await client.say('RCPT TO:<b@x.example>');
    expect(await client.say(clear)).toMatch(/^250/);
    expect(await client.say('DATA')).toMatch(/^503 /);
  }
  expect(nextHop.sessions[0]?.commands.filter((line) => line === 'RSET')).toHaveLength(3);
});

test('S-220, S-221, S-223: XFORWARD reaches the next hop before MAIL, and ends with its transaction', async () => {
  const facts: (string | null | undefined)[] = [];
  const { greeted, nextHop, log } = await between({
    handle: (message, context) => {
      facts.push(message.client.xforward.get('ADDR'), message.client.xforward.get('NAME'));
      return passThrough(message, context);
    },
  });
  const client = await greeted();
  expect(await client.say('XFORWARD NAME=spike.example ADDR=IPV6:2001:db8::1 PROTO=ESMTP')).toMatch(/^250 2\.0\.0 /);
  expect(await client.say('xforward helo=a+2Bb ident=Q1 name=[unavailable]')).toMatch(/^250 /);
  for (let mails = 0; mails < 2; mails += 1) {
    await client.say('MAIL FROM:<a@x.example>');
    expect(await client.say('XFORWARD NAME=late')).toMatch(/^503 5\.5\.1 /);
    await client.say('RCPT TO:<b@x.example>');
    await client.say('DATA');
    expect(await client.say('x\r\n.')).toMatch(/^250 /);
  }
  expect(nextHop.sessions[0]?.commands.filter((line) => !/^(?:RCPT|DATA)/.test(line))).toEqual([
    'EHLO proxy.example',
    'XFORWARD NAME=[UNAVAILABLE] ADDR=IPV6:2001:db8::1 PORT=[UNAVAILABLE] PROTO=ESMTP HELO=a+2Bb IDENT=Q1 SOURCE=[UNAVAILABLE]',
    'MAIL FROM:<a@x.example>',
    'MAIL FROM:<a@x.example>',
  ]);
  expect(facts).toEqual(['IPV6:2001:db8::1', null, undefined, undefined]);
  expect(log).toMatchObject([{ ident: 'Q1' }, { ident: null }]);
});

test('S-216, S-223: MAIL that the next hop refuses begins no transaction; XFORWARD goes again only with what is new', async () => {
  const no = '451 4.3.0 later';
  const { greeted, nextHop } = await between({ script: { MAIL: [no, no, no, '250 2.1.0 Ok'] } });
  const client = await greeted();
  expect(await client.say('XFORWARD NAME=spike.example')).toMatch(/^250 /);
  for (let at = 0; at < 2; at += 1) expect(await client.say('MAIL FROM:<a@x.example>')).toBe(no);
  expect(await client.say('DATA')).toMatch(/^503 5\.5\.1 /);
  expect(await client.say('XFORWARD HELO=late')).toMatch(/^250 /);
  for (const reply of [no, '250 2.1.0 Ok']) expect(await client.say('MAIL FROM:<a@x.example>')).toBe(reply);
  const unknown = 'ADDR=[UNAVAILABLE] PORT=[UNAVAILABLE] PROTO=[UNAVAILABLE]';
  const rest = 'IDENT=[UNAVAILABLE] SOURCE=[UNAVAILABLE]';
  const mail = 'MAIL FROM:<a@x.example>';
  expect(nextHop.sessions[0]?.commands.slice(1)).toEqual([
    `XFORWARD NAME=spike.example ${unknown} HELO=[UNAVAILABLE] ${rest}`,
    mail,
    mail,
    `XFORWARD NAME=spike.example ${unknown} HELO=late ${rest}`,
    mail,
    mail,
  ]);
});

test('S-220: the next hop hears only the attributes that it lists, and the client is offered no others', async () => {
  const { connect, nextHop } = await between({ script: { EHLO: '250-next.example\r\n250 XFORWARD IDENT ADDR NAME' } });
  const client = await connect();
  await client.reply();
  expect(await client.say('EHLO c')).toMatch(/^250-XFORWARD NAME ADDR IDENT\n250 XCLIENT NAME ADDR$/m);
  expect(await client.say('XFORWARD NAME=spike.example PORT=25 SOURCE=REMOTE HELO=x')).toMatch(/^250 /);
  await client.say('MAIL FROM:<a@x.example>');
  expect(nextHop.sessions[0]?.commands.slice(1)).toEqual([
    'XFORWARD NAME=spike.example ADDR=[UNAVAILABLE] IDENT=[UNAVAILABLE]',
    'MAIL FROM:<a@x.example>',
  ]);
});

test('XFORWARD that the next hop refuses is logged, and mail goes on', async () => {
  const { greeted, log } = await between({ script: { XFORWARD: '550 5.7.0 no' } });
  const client = await greeted();
  expect(await client.say('XFORWARD NAME=x')).toMatch(/^250 /);
  expect(await client.say('MAIL FROM:<a@x.example>')).toBe('250 2.1.0 Ok');
  expect(log).toMatchObject([{ nextHopReply: '550 5.7.0 no' }]);
});

test('S-224: XFORWARD from a peer that may not is not offered and refused', async () => {
  const { connect } = await between({ settings: { xforwardAllowed: () => false } });
  const client = await connect();
  await client.reply();
  expect(await client.say('EHLO c')).not.toContain('XFORWARD');
  expect(await client.say('XFORWARD NAME=x')).toMatch(/^550 5\.7\.1 /);
});

test('who is not in allow gets 554 as greeting, and the next hop hears nothing', async () => {
  const asked: (string | null)[] = [];
  const { connect, nextHop, log } = await between({ settings: { allow: (address) => asked.push(address) === 0 } });
  const client = await connect();
  expect(await client.reply()).toBe('554 proxy.example You may not connect here');
  expect(await client.reply()).toBe('closed');
  expect(asked).toEqual(['127.0.0.1']);
  expect(nextHop.sessions).toEqual([]);
  expect(log).toMatchObject([{ client: '127.0.0.1', msg: expect.stringContaining('"allow"') }]);
});
