/** Takes mail by SMTP or LMTP, with limits, and hands each to a function whose word is the reply. RFC 5321, RFC 2033. */
import type { AddressInfo } from 'node:net';
import { domainToASCII } from 'node:url';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';

export interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly lmtp: boolean;
  /** A mail; resolves when it is done with, rejects where it is to come again later. */
  readonly onMail: (mail: ReceivedMail) => Promise<void>;
}

export interface ReceivedMail {
  /** '' is the null sender. */
  readonly sender: string;
  /** The first recipient: one mail has one answer. */
  readonly recipient: string;
  readonly octets: AsyncIterable<Uint8Array>;
}

export interface Listener {
  readonly port: number;
  /** Accepts no more, lets what is under way come to its end, for some seconds. */
  readonly close: () => Promise<void>;
}

const MOST_OCTETS = 10_485_760; // of a mail
const MOST_SESSIONS = 20;
const MOST_RECIPIENTS = 10;
const IDLE_MS = 60_000;
const CLOSE_MS = 5000;

/** Rejects with the system's error where it can't listen. */
export async function listenForMail({ host, port, lmtp, onMail }: ListenerOptions): Promise<Listener> {
  const server = new SMTPServer({
    lmtp,
    size: MOST_OCTETS,
    maxClients: MOST_SESSIONS,
    socketTimeout: IDLE_MS,
    closeTimeout: CLOSE_MS,
    banner: 'dkim-check respond',
    disabledCommands: ['AUTH', 'STARTTLS'],
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    onRcptTo(_address, { envelope }, callback) {
      callback(envelope.rcptTo.length < MOST_RECIPIENTS ? null : replied(452, '4.5.3 Too many recipients'));
    },
    onData(stream, { envelope }, callback) {
      const { mailFrom, rcptTo } = envelope;
      const mail = {
        sender: mailFrom === false ? '' : inALabels(mailFrom.address),
        recipient: inALabels(rcptTo[0]?.address ?? ''),
        octets: notTooLarge(stream),
      };
      onMail(mail).then(
        () => callback(null, '2.0.0 Thank you'),
        () => {
          stream.resume(); // what is left of it must go by before a reply can
          const text = '4.3.0 The mail could not be taken; try again later';
          callback(stream.sizeExceeded ? replied(552, '5.3.4 The mail is too large') : replied(451, text));
        },
      );
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  server.on('error', () => {}); // of one connection: its client has gone
  return {
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** smtp-server gives U-labels, whatever the client wrote; an address is compared and written to in A-labels. */
function inALabels(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = /^[\u0000-\u007f]*$/.test(address.slice(at + 1)) ? '' : domainToASCII(address.slice(at + 1));
  return domain === '' ? address : address.slice(0, at + 1) + domain;
}

const replied = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });

async function* notTooLarge(stream: SMTPServerDataStream): AsyncGenerator<Uint8Array> {
  yield* stream as AsyncIterable<Uint8Array>;
  if (stream.sizeExceeded) throw new Error(`The mail has more than ${MOST_OCTETS} octets.`);
}
