/**
 * The last gate before the log: whatever a line of pino quotes, one line goes out, of bounded length, without a character
 * that a terminal obeys or nobody sees (S-243). Code before may forget to escape a stranger's text, an error may quote one.
 */
import { escapedAndCut, escapeUnsafe, logText } from './log-text.js';

/** In octets, the line end included: util-linux's `logger` takes what is beyond its limit for a line of its own. */
export const LONGEST_LINE = 8000;
const LONGEST_WORDS = 1500; // characters of `msg` in a line that was too long
const MOST_ENTRIES = 20;
const SHORT = 100; // characters of a fact that stays in any case: outcome, session, result
/** An escape of JSON that stands for another character than itself. */
const ESCAPE = /\\(?:u[0-9a-f]{4}|.)/gi;

/** `line`: an object in JSON, with its line end. What comes out is JSON of the same meaning, or of a shorter one. */
export function safeJsonLine(line: string): string {
  const safe = `${escapeUnsafe(line.trimEnd())}\n`;
  return Buffer.byteLength(safe) <= LONGEST_LINE ? safe : shortened(line);
}

/** `toText`: a line of JSON as text. Line ends that it makes, those of a stack, come out as \n. */
export function safeTextLine(line: string, toText: (line: string) => string): string {
  const safe = safeJsonLine(line).replace(ESCAPE, (pair) => (pair === '\\"' || pair === '\\\\' ? pair : `\\${pair}`));
  const text = toText(safe).trimEnd().replace(/\r?\n/g, '\\n');
  return `${cutToOctets(text, LONGEST_LINE - 1)}\n`;
}

function shortened(line: string): string {
  const whole: Record<string, unknown> = JSON.parse(line);
  const msg = typeof whole['msg'] === 'string' ? escapedAndCut(whole['msg'], LONGEST_WORDS) : '';
  const facts = Object.entries(whole).map(
    ([name, value]) => [logText(name), name === 'msg' ? msg : shortenedValue(value)] as const,
  );
  const plain = facts.filter(([, value]) => typeof value !== 'object');
  const { level, time } = whole;
  for (const some of [facts, plain]) {
    const shorter = `${JSON.stringify({ ...Object.fromEntries(some), shortened: true })}\n`;
    if (Buffer.byteLength(shorter) <= LONGEST_LINE) return shorter;
  }
  const short = plain.filter(([name, value]) => `${name}${String(value)}`.length <= SHORT).slice(0, MOST_ENTRIES);
  return `${JSON.stringify({ level, time, ...Object.fromEntries(short), msg, shortened: true })}\n`;
}

function shortenedValue(value: unknown): unknown {
  if (typeof value === 'string') return logText(value);
  if (Array.isArray(value)) return value.slice(0, MOST_ENTRIES).map(shortenedValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [logText(name), shortenedValue(part)]));
}

/** No character is cut in two: a part of one at the end is left out. */
function cutToOctets(text: string, most: number): string {
  const octets = Buffer.from(text);
  if (octets.length <= most) return text;
  return new TextDecoder().decode(octets.subarray(0, most - 3), { stream: true });
}
