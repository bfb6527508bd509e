/**
 * A real LMTP server, aiosmtpd's, as the last stop. It takes every recipient, and says at the end of the message what becomes of
 * each: `full@` is put off, `nobody@` is refused, all others have it. RFC 2033, section 4.2.
 */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { start, waitFor } from './program.js';
import type { Stage } from './stage.js';

export interface LmtpServer {
  /** Each message that somebody has, octet by octet. */
  mails(): readonly Buffer[];
}

const SCRIPT = `
import asyncio, sys, os
from aiosmtpd.lmtp import LMTP
where, folder = sys.argv[1:3]
count = 0
class Handler:
    async def handle_DATA(self, server, session, envelope):
        global count
        replies = []
        for rcpt in envelope.rcpt_tos:
            name = rcpt.split('@')[0]
            if name == 'full': replies.append('452 4.2.2 ' + rcpt + ' is full')
            elif name == 'nobody': replies.append('550 5.1.1 ' + rcpt + ' is unknown here')
            else: replies.append('250 2.1.5 ' + rcpt + ' has it')
        if any(reply.startswith('250') for reply in replies):
            count += 1
            with open(os.path.join(folder, str(count) + '.part'), 'wb') as file: file.write(envelope.content)
            os.rename(os.path.join(folder, str(count) + '.part'), os.path.join(folder, str(count) + '.eml'))
        return '\\r\\n'.join(replies)
async def main():
    make = lambda: LMTP(Handler(), hostname='lmtp.example', enable_SMTPUTF8=True)
    loop = asyncio.get_running_loop()
    if where.startswith('/'): server = await loop.create_unix_server(make, where)
    else: server = await loop.create_server(make, '127.0.0.1', int(where))
    print('listening', flush=True)
    async with server: await server.serve_forever()
asyncio.run(main())
`;

let count = 0;

/** `where`: a port on loopback, or the path of a unix socket. */
export async function startLmtpServer(stage: Stage, where: number | string): Promise<LmtpServer> {
  count += 1;
  const folder = join(stage.folder, `lmtp-${count}`);
  mkdirSync(folder);
  const script = stage.write(`lmtp-server-${count}.py`, SCRIPT);
  const server = start(stage, '/usr/bin/python3', [script, String(where), folder]);
  await waitFor('the LMTP server to listen', () => {
    if (server.status() !== undefined) throw new Error(`the LMTP server ended:\n${server.output()}`);
    return server.output().includes('listening');
  });
  return {
    mails: () =>
      readdirSync(folder)
        .filter((name) => name.endsWith('.eml'))
        .map((name) => readFileSync(join(folder, name))),
  };
}
