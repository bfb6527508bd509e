/** What the subject asks for, by words of their own: `original`, and `en` or `ja`. */
import { fieldsNamed, fieldValue, type MessageHeader } from 'dkim-core';
import type { Language } from 'smtp-proxy/terminal';
import { subjectText } from './subject-text.js';

export interface Wishes {
  /** The mail itself is to come back. */
  readonly original: boolean;
  /** Null where the subject names none. */
  readonly language: Language | null;
}

const LONGEST = 1000; // octets of a subject that are read

/** Letters of our script, and nothing between them: Japanese puts no blank beside them. */
const WORD = /[\p{Script=Latin}\p{M}\p{Nd}]+/gu;

export function wishesOf(header: Pick<MessageHeader, 'fields'>): Wishes {
  const [subject] = fieldsNamed(header, 'subject');
  const text = subject === undefined ? '' : subjectText(fieldValue(subject).slice(0, LONGEST));
  const words = new Set(text.normalize('NFKC').toLowerCase().match(WORD)); // full-width letters are letters
  return { original: words.has('original'), language: words.has('ja') ? 'ja' : words.has('en') ? 'en' : null };
}
