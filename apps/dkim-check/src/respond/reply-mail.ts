/** An answer as a mail: marked as one that a program wrote, with the null sender, so that nothing answers it. RFC 3834, section 3. */
import { randomUUID } from 'node:crypto';
import { createTransport } from 'nodemailer';

export interface ReplyParts {
  /** Plain addresses (sender-address.ts). */
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** That of the mail answered, with its brackets; null where it has none or a strange one. */
  readonly messageId: string | null;
  /** Those that stand in References, the mail answered last. */
  readonly references: readonly string[];
  /** The mail itself, exactly as it came; null where it is not wanted. */
  readonly original: Uint8Array | null;
  /** Seconds since 1970. */
  readonly date: number;
}

export interface ReplyMail {
  readonly to: string;
  readonly bytes: Buffer;
}

export async function composeReply(parts: ReplyParts): Promise<ReplyMail> {
  const { from, to, subject, text, messageId, references, original, date } = parts;
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const { message } = await composer.sendMail({
    envelope: { from: '', to: [to] },
    from: { name: 'dkim-check', address: from },
    to: { name: '', address: to },
    subject,
    text: text.replaceAll('\n', '\r\n'), // before it is encoded: RFC 2045, section 6.8
    messageId: `<${randomUUID()}@${from.slice(from.lastIndexOf('@') + 1)}>`,
    date: new Date(date * 1000),
    ...(messageId === null ? {} : { inReplyTo: messageId }),
    ...(references.length === 0 ? {} : { references: [...references] }),
    headers: { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All', 'X-Loop': from },
    // Not message/rfc822: that may not be encoded, and a signature does not live through a change of encoding.
    attachments:
      original === null
        ? []
        : [{ filename: 'original.eml', content: Buffer.from(original), contentType: 'application/octet-stream' }],
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return { to, bytes: message as Buffer };
}

export type SendReply = (reply: ReplyMail) => Promise<void>;

/** The server will never take an answer to this recipient: to try again is of no use, and a bounce would go the same way. */
export const isRecipientRefused = (err: unknown): err is Error =>
  err instanceof Error &&
  'command' in err &&
  err.command === 'RCPT TO' &&
  'responseCode' in err &&
  Number(err.responseCode) >= 500;

/** Hands answers to the mail server at `host` and `port`, with the null sender. Rejects where it does not take one. */
export function smtpSender({ host, port }: { host: string; port: number }): SendReply {
  const transport = createTransport({
    host,
    port,
    secure: false,
    ignoreTLS: true, // a server of our own, mostly on this machine, whose certificate has the name of another
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 60_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return async ({ to, bytes }) => {
    await transport.sendMail({ envelope: { from: '', to: [to] }, raw: bytes });
  };
}
