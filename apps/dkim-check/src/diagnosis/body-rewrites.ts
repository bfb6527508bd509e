/**
 * What relays do to every line of a body, undone: dots, `>From`, line ends, white space, lines that are too long.
 *
 * Bodies are texts with one character an octet. Each pattern runs in linear time.
 */
import { problem, type Problem } from '../problem.js';

export interface Rewrite {
  /** What it may have been before; the same text where the rewrite leaves no trace in it. */
  readonly undo: (body: string) => string;
  readonly problem: () => Problem;
}

const rewrite = (of: () => Problem, undo: Rewrite['undo']): Rewrite => ({ undo, problem: of });

const whiteSpace = (was: string, now: string, undo: Rewrite['undo']): Rewrite =>
  rewrite(() => problem('error', 'body-white-space-changed', { was, now }), undo);

const lineEnds = (form: string, undo: Rewrite['undo']): Rewrite =>
  rewrite(() => problem('error', 'body-line-ends-changed', { form }), undo);

/** The limits at which mail servers break a line: RFC 5321 (998), Postfix and others of their own. */
const LINE_LIMITS = [998, 990, 1000, 2048, 2047];

export const REWRITES: readonly Rewrite[] = [
  rewrite(
    () => problem('error', 'body-dots-doubled'),
    (body) => body.replace(/^\.\./gm, '.'),
  ),
  rewrite(
    () => problem('error', 'body-dots-lost'),
    (body) => body.replace(/^\./gm, '..'),
  ),
  rewrite(
    () => problem('error', 'body-from-escaped'),
    (body) => body.replace(/^>From /gm, 'From '),
  ),
  rewrite(
    () => problem('error', 'body-from-escaped'),
    (body) => body.replace(/^>(>*From )/gm, '$1'),
  ),
  rewrite(
    () => problem('error', 'body-from-unescaped'),
    (body) => body.replace(/^From /gm, '>From '),
  ),
  lineEnds('LF', (body) => body.replaceAll('\r\n', '\n')),
  lineEnds('CR', (body) => body.replaceAll('\r\n', '\r')),
  lineEnds('CRLF', (body) => body.replaceAll('\r\r\n', '\r\n')),
  lineEnds('CRLF', (body) => body.replace(/\r(?!\n)/g, '\r\n')),
  lineEnds('CRLF', (body) => body.replaceAll('\r\n\r\n', '\r\n')),
  ...LINE_LIMITS.map((length) =>
    rewrite(
      () => problem('error', 'body-lines-broken', { length }),
      (body) => joined(body, length),
    ),
  ),
  rewrite(
    () => problem('error', 'body-lines-broken', { length: 990 }),
    (body) => body.replaceAll('!\r\n ', ''), // as sendmail does
  ),
  whiteSpace('CRLF', 'SP CRLF', withoutTrailingBlanks),
  whiteSpace('"-- "', '"--"', (body) => body.replace(/^--\r$/gm, '-- \r')),
  whiteSpace('"--"', '"-- "', (body) => body.replace(/^-- \r$/gm, '--\r')),
  whiteSpace('CRLF', 'CRLF SP', (body) => body.replace(/^ /gm, '')),
  whiteSpace('CRLF', 'CRLF TAB', (body) => body.replace(/^\t/gm, '')),
  whiteSpace('SP', 'TAB', (body) => body.replaceAll('\t', ' ')),
  whiteSpace('TAB', '8 SP', (body) => body.replaceAll('        ', '\t')),
  whiteSpace('TAB', '4 SP', (body) => body.replaceAll('    ', '\t')),
  whiteSpace('SP', 'NBSP', (body) => body.replaceAll('\u00c2\u00a0', ' ')),
  whiteSpace('NBSP', '(SP)', (body) => body.replaceAll('\u00a0', ' ')),
  whiteSpace('-', 'BOM', (body) => body.replace(/^\u00ef\u00bb\u00bf/, '')),
];

/** Lines that were broken behind so many octets: the rest stands on the next line behind one blank. */
function joined(body: string, length: number): string {
  const lines = body.split('\r\n');
  const out: string[] = [];
  let wasFull = false;
  for (const line of lines) {
    if (wasFull && line.startsWith(' ')) out.push(`${out.pop() ?? ''}${line.slice(1)}`);
    else out.push(line);
    wasFull = line.length === length;
  }
  return out.length === lines.length ? body : out.join('\r\n');
}

function withoutTrailingBlanks(body: string): string {
  return body
    .split('\r\n')
    .map((line) => {
      let end = line.length;
      while (end > 0 && (line[end - 1] === ' ' || line[end - 1] === '\t')) end -= 1;
      return line.slice(0, end);
    })
    .join('\r\n');
}
