/**
 * The mail server's side of the milter protocol (version 6, as libmilter's mfdef.h has it), as far as a signing filter
 * needs it: it shows a message to the filter and collects the header fields that the filter wants on top.
 */
import { connect } from 'node:net';

const CONTINUE = 'c';
const ADD_FIELD = 'h';
const INSERT_FIELD = 'i';
const REFUSALS = 'rtdy4';

/** Answers the message with the filter's fields put on top, in the order in which the filter sent them, last on top. */
export async function throughMilter(
  port: number,
  mail: { readonly from: string; readonly to: readonly string[]; readonly data: Buffer },
): Promise<Buffer> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  const packets = socket.iterator({ destroyOnReturn: false });
  let pending = Buffer.alloc(0);

  const read = async (): Promise<{ command: string; payload: Buffer }> => {
    while (pending.length < 4 || pending.length < 4 + pending.readUInt32BE(0)) {
      const next = await packets.next();
      if (next.done === true) throw new Error('the filter closed the connection');
      pending = Buffer.concat([pending, next.value as Buffer]);
    }
    const end = 4 + pending.readUInt32BE(0);
    const packet = pending.subarray(4, end);
    pending = pending.subarray(end);
    return { command: packet.toString('latin1', 0, 1), payload: packet.subarray(1) };
  };
  const send = (command: string, payload: Buffer | string = ''): void => {
    const bytes = typeof payload === 'string' ? Buffer.from(payload, 'latin1') : payload;
    const head = Buffer.alloc(5);
    head.writeUInt32BE(bytes.length + 1, 0);
    head.write(command, 4, 'latin1');
    socket.write(Buffer.concat([head, bytes]));
  };
  const step = async (command: string, payload: Buffer | string = ''): Promise<void> => {
    send(command, payload);
    const answer = await read();
    if (answer.command !== CONTINUE) throw new Error(`the filter answered ${command} with ${answer.command}`);
  };

  try {
    const offer = Buffer.alloc(12);
    offer.writeUInt32BE(6, 0); // version
    offer.writeUInt32BE(0x1ff, 4); // all changes are allowed
    offer.writeUInt32BE(0, 8); // no step is left out
    send('O', offer);
    await read();
    await step('C', 'client.example\x004\x00\x19127.0.0.1\x00');
    await step('H', 'client.example\x00');
    await step('M', `<${mail.from}>\x00`);
    for (const recipient of mail.to) await step('R', `<${recipient}>\x00`);
    const text = mail.data.toString('latin1');
    const headerEnd = text.indexOf('\r\n\r\n');
    for (const field of text.slice(0, headerEnd).split(/\r\n(?![ \t])/)) {
      const colon = field.indexOf(':');
      const value = field
        .slice(colon + 1)
        .replace(/^ /, '')
        .replaceAll('\r\n', '\n');
      await step('L', `${field.slice(0, colon)}\x00${value}\x00`);
    }
    await step('N');
    const body = mail.data.subarray(headerEnd + 4);
    for (let at = 0; at < body.length; at += 65_535) await step('B', body.subarray(at, at + 65_535));
    send('E');
    let top = '';
    for (;;) {
      const { command, payload } = await read();
      if (command === CONTINUE || command === 'a') break;
      if (REFUSALS.includes(command)) throw new Error(`the filter refused the mail with ${command}`);
      if (command !== INSERT_FIELD && command !== ADD_FIELD) continue;
      const [name = '', value = ''] = payload.toString('latin1', command === INSERT_FIELD ? 4 : 0).split('\x00');
      top = `${name}: ${value.replaceAll(/\r?\n/g, '\r\n')}\r\n${top}`;
    }
    send('Q');
    return Buffer.concat([Buffer.from(top, 'latin1'), mail.data]);
  } finally {
    socket.destroy();
  }
}
