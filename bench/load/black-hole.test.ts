import { connectSmtp } from 'e2e/harness/smtp-client.js';
import { openStage } from 'e2e/harness/stage.js';
import { startTcpServer } from 'e2e/harness/tcp-server.js';
import { afterAll, expect, test } from 'vitest';
import { serveBlackHole } from './black-hole.js';

const stage = openStage();
afterAll(() => stage.end());

const envelope = { from: 'a@bench.example', to: ['b@customer.example'] };

test('takes one mail after the other on one connection, and an empty one', async () => {
  const { port } = await startTcpServer(stage, serveBlackHole);
  const client = await connectSmtp(port);
  for (const data of ['Subject: one\r\n\r\nMAIL is a word here.\r\n', '', 'x\r\n'.repeat(100_000)]) {
    const { end } = await client.deliver({ ...envelope, data: Buffer.from(data) });
    expect(end?.code).toBe(250);
  }
  await client.quit();
});

test.each([1, 2, 3, 4])('sees the final dot when %i of its octets come late', async (late) => {
  const { port } = await startTcpServer(stage, serveBlackHole);
  const client = await connectSmtp(port);
  await client.command('MAIL FROM:<a@bench.example>');
  await client.command('RCPT TO:<b@customer.example>');
  await client.command('DATA');
  const text = 'Subject: one\r\n\r\ntext\r\n.\r\n';
  await client.writeAll(Buffer.from(text.slice(0, -late)));
  await new Promise((resolve) => setTimeout(resolve, 20));
  client.write(text.slice(-late));
  expect((await client.reply()).code).toBe(250);
  await client.quit();
});
