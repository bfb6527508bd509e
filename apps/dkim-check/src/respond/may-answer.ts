/**
 * Which mails are never answered, so that no two programs write to each other without end and nobody hears of mail that
 * somebody else sent in his name to a list. RFC 3834, section 2.
 */
import { fieldsNamed, fieldValue, type MessageHeader } from 'dkim-core';
import { problem, type Problem } from '../problem.js';
import { plainAddress } from './sender-address.js';

const MOST_HOPS = 30; // Received fields; Postfix itself gives up at 50

/** Why the envelope alone forbids an answer; null where it does not. */
export function senderFault(sender: string, own: string): Problem | null {
  if (sender === '') return problem('info', 'no-answer-null-sender');
  if (plainAddress(sender) === null) return problem('info', 'no-answer-sender', { sender: sender.slice(0, 254) });
  if (sender.toLowerCase() === own.toLowerCase()) return problem('info', 'no-answer-loop', { sign: sender });
  const local = sender.slice(0, sender.lastIndexOf('@'));
  if (SYSTEM_SENDER.test(local)) return problem('info', 'no-answer-automatic', { sign: sender });
  return null;
}

/** RFC 3834, section 2: addresses behind which a program sits, or whose owner gets the errors of a list. */
const SYSTEM_SENDER =
  /^(?:mailer-daemon|mailer|daemon|majordomo|listserv|(?:do[-_.]?not|no)[-_.]?reply|bounces?(?:[-=].*)?|owner-.*|[^+]*-(?:request|owner|bounces?))(?:\+.*)?$/i;

/** Why a field of the message forbids an answer; null where none does. */
export function headerFault(header: Pick<MessageHeader, 'fields'>, own: string): Problem | null {
  const value = (name: string): string | null => {
    const [field] = fieldsNamed(header, name);
    return field === undefined ? null : fieldValue(field).trim().toLowerCase();
  };

  const loops = fieldsNamed(header, 'x-loop').map((field) => fieldValue(field).trim().toLowerCase());
  if (loops.includes(own.toLowerCase())) return problem('info', 'no-answer-loop', { sign: 'X-Loop' });
  if (fieldsNamed(header, 'received').length > MOST_HOPS)
    return problem('info', 'no-answer-loop', { sign: 'Received' });

  for (const field of fieldsNamed(header, 'auto-submitted')) {
    const word = fieldValue(field).trim().toLowerCase();
    if (!/^no(?![a-z-])/.test(word)) return automatic(`Auto-Submitted: ${word}`);
  }
  const precedence = value('precedence') ?? '';
  if (/^(?:bulk|list|junk|auto_reply)\b/.test(precedence)) return automatic(`Precedence: ${precedence}`);
  const list = header.fields.find(({ key }) => key.startsWith('list-') || LISTS.has(key));
  if (list !== undefined) return automatic(list.name);
  if (/\b(?:all|autoreply|oof)\b/.test(value('x-auto-response-suppress') ?? ''))
    return automatic('X-Auto-Response-Suppress');
  if (/^multipart\/report\b/.test(value('content-type') ?? '')) return automatic('Content-Type: multipart/report');
  return null;
}

const automatic = (sign: string): Problem => problem('info', 'no-answer-automatic', { sign: sign.slice(0, 100) });

const LISTS: ReadonlySet<string> = new Set(['mailing-list', 'x-mailing-list', 'x-autoreply', 'x-autorespond']);
