/** A received message for tests of handlers: its octets in memory, everything else as a plain client would have it. */
import { pino } from 'pino';
import type { MessageHandler, SpooledMessage } from '../src/types.js';

export function messageInMemory(text: string, facts: Partial<SpooledMessage> = {}): SpooledMessage {
  const octets = Buffer.from(text, 'latin1');
  return {
    size: octets.length,
    startsWithContinuation: /^[ \t]/.test(text),
    envelope: {
      mail: 'MAIL FROM:<sender@example.org>',
      recipients: ['RCPT TO:<recipient@example.com>'],
      sender: 'sender@example.org',
      eightBitMime: false,
      smtpUtf8: false,
      receivedAt: 1_700_000_000,
    },
    client: { address: '127.0.0.1', port: 40_000, helo: 'client.example.org', xforward: new Map() },
    nextHopKeywords: new Set(['PIPELINING', '8BITMIME', 'SMTPUTF8']),
    async *read() {
      yield octets.subarray(0, 7);
      yield octets.subarray(7);
    },
    ...facts,
  };
}

export const handlerContext: Parameters<MessageHandler>[1] = {
  log: pino({ level: 'silent' }),
  signal: new AbortController().signal,
};
