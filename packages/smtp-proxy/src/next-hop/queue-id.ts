/** Under which name the next hop keeps a message, where its reply to the final dot tells: the thread that leads into its log. */
import type { Reply } from '../types.js';

const ID = '([A-Za-z0-9][A-Za-z0-9._-]{0,99})';

/** What each server writes, behind the code. Each pattern is anchored or has a word of its own, and runs in linear time. */
const FORMS: readonly RegExp[] = [
  new RegExp(`\\bqueued as:? ${ID}`, 'i'), // Postfix; amavis, which quotes it
  new RegExp(`\\bid=${ID}`), // Exim
  new RegExp(`^(?:2\\.\\d\\.\\d:? )?(?!2\\.\\d\\.\\d )${ID} Message accepted for delivery`), // Sendmail; OpenSMTPD, with the colon before 6.4
  /^ok \d+ qp (\d+)$/, // qmail: what its log calls the message by
  new RegExp(`\\[InternalId=${ID}`), // Exchange; before it stands the Message-ID
  new RegExp(`^2\\.0\\.0 OK +\\d+ ${ID} - gsmtp$`), // Gmail
  new RegExp(`^(?:2\\.0\\.0 )?(?:<[^<>]*> )?${ID} Saved$`), // Dovecot, LMTP
  new RegExp(`\\bMessage Queued \\(${ID}\\)`, 'i'), // Haraka
  new RegExp(`\\bqueued with id ${ID}`, 'i'), // Stalwart
  new RegExp(`^Ok\\. ${ID}$`), // Courier
];

/** Null where the reply names none. */
export function queueIdOf({ code, lines }: Reply): string | null {
  if (code >= 300) return null;
  const text = lines.join(' ');
  for (const form of FORMS) {
    const id = form.exec(text)?.[1];
    if (id !== undefined) return id;
  }
  return null;
}
