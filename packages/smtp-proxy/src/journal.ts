/** Is standard output the journal? Then lines begin with their severity, as systemd reads it. sd-daemon(3), systemd.exec(5). */
import { fstatSync } from 'node:fs';
import { severityOf } from './severity.js';

/** `stream`: what JOURNAL_STREAM says: device and inode of the socket, so that a redirection by somebody else is noticed. */
export function isJournal(stream: string | undefined, fd: number): boolean {
  if (!stream) return false;
  const { dev, ino } = fstatSync(fd, { bigint: true });
  return stream === `${dev}:${ino}`;
}

/** `level`: pino's number. */
export function journalLine(line: string, level: number): string {
  return `<${severityOf(level)}>${line}`;
}
