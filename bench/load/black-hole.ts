/** The end of every mail, where Postfix's smtp-sink is not installed. */
import type { Socket } from 'node:net';

const END_OF_DATA = '\r\n.\r\n';

/** Takes every mail and forgets it. */
export function serveBlackHole(socket: Socket): void {
  let line = '';
  let inMessage = false;
  socket.setEncoding('latin1').on('error', () => socket.destroy());
  socket.write('220 sink.bench.example ESMTP\r\n');
  socket.on('data', (chunk: string) => {
    line += chunk;
    for (;;) {
      const mark = inMessage ? END_OF_DATA : '\r\n';
      const end = line.indexOf(mark);
      if (end === -1) {
        if (inMessage) line = line.slice(-(END_OF_DATA.length - 1));
        return;
      }
      const verb = inMessage ? '.' : line.slice(0, 4).toUpperCase();
      line = line.slice(end + mark.length);
      inMessage = verb === 'DATA';
      if (inMessage) line = `\r\n${line}`; // a message may be nothing but its final dot
      if (verb === 'QUIT') socket.end('221 bye\r\n');
      else socket.write(inMessage ? '354 go on\r\n' : verb === 'EHLO' ? '250-sink\r\n250 8BITMIME\r\n' : '250 ok\r\n');
    }
  });
}
