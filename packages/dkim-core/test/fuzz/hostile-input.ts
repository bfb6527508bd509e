/**
 * What strangers send, for fuzzing: octets, pieces of real syntax glued together wrongly, valid input damaged in a few
 * places. Random octets alone get no further than the first check of a parser, so each test counts how far it came.
 *
 * FUZZ_RUNS=50 in the environment makes 50 times the runs. Time is measured as CPU time: a loaded machine changes it
 * little.
 */
import fc from 'fast-check';
import { utf8 } from '../utf8.js';

const TIMES = Math.max(Number(process.env['FUZZ_RUNS'] ?? '1') || 1, 1);

/** A run by hand that may take its time. */
export const isLongRun: boolean = TIMES > 1;

/** For tests that fuzz, in milliseconds. */
export const timeout: number = 60_000 * TIMES;

/** The same inputs each time, so that what a test reaches does not hang on luck; a long run has new ones. */
export function runs(count: number): { numRuns: number; seed?: number } {
  return isLongRun ? { numRuns: Math.ceil(count * TIMES) } : { numRuns: count, seed: 6376 };
}

/** One character an octet. */
export function octets(maxLength = 120): fc.Arbitrary<string> {
  return fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes).toString('latin1'));
}

/** What has a meaning to some parser or other, or has none and looks as if. */
export const MARKS: readonly string[] = [
  ...Array.from('\0\t\n\r !"#$%&\'()*+,-./0:;<=>?@A[\\]^_`a{|}~\x7f\x80\xa0\xc3\xe9\xff'),
  '\r\n',
  '\r\n ',
  '\r\n\t',
  '\r\n \r\n ',
  '\r\n\r\n',
  '  ',
  '=3D',
  '==',
  '()',
  '(a(b)c)',
  '"a\\"b"',
  'example.org',
  '@example.org',
  'constructor',
  '__proto__',
  '99999999999999999999',
  utf8('b\u00fccher.example'),
  utf8('\u4f8b\u3048'),
  utf8('\ud83d\ude00'),
  utf8('\u202e\u2028\u0085'),
];

export function glued(pieces: readonly string[], maxLength = 30): fc.Arbitrary<string> {
  const piece = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...pieces) }, octets(3));
  return fc.array(piece, { maxLength }).map((parts) => parts.join(''));
}

/** One of the valid texts after up to `most` accidents; now and then after none. */
export function damaged(valid: readonly string[], pieces: readonly string[] = MARKS, most = 3): fc.Arbitrary<string> {
  const place = fc.integer({ min: 0, max: 999_999 });
  const accident = fc.record({
    kind: fc.constantFrom('change', 'remove', 'repeat', 'move', 'insert', 'insert', 'truncate'),
    at: place,
    to: place,
    size: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 40 })),
    char: fc.integer({ min: 0, max: 255 }).map((octet) => String.fromCharCode(octet)),
    piece: fc.constantFrom(...pieces),
  });
  return fc.tuple(fc.constantFrom(...valid), fc.array(accident, { maxLength: most })).map(([text, accidents]) =>
    accidents.reduce((now, { kind, at, to, size, char, piece }) => {
      const start = Math.floor((at / 1_000_000) * now.length);
      const [before, part, after] = [now.slice(0, start), now.slice(start, start + size), now.slice(start + size)];
      switch (kind) {
        case 'change':
          return before + char + now.slice(start + 1);
        case 'remove':
          return before + after;
        case 'repeat':
          return before + part + part + after;
        case 'move': {
          const rest = before + after;
          const target = Math.floor((to / 1_000_000) * rest.length);
          return rest.slice(0, target) + part + rest.slice(target);
        }
        case 'insert':
          return before + piece + now.slice(start);
        default:
          return to < 200_000 ? before : now; // truncate
      }
    }, text),
  );
}

/** All three kinds, damaged ones most of the time. */
export function hostile(
  valid: readonly string[],
  { pieces = [], most = 3 }: { pieces?: readonly string[]; most?: number } = {},
): fc.Arbitrary<string> {
  const all = [...MARKS, ...pieces, ...pieces];
  return fc.oneof(
    octets(),
    { weight: 2, arbitrary: glued(all) },
    { weight: 5, arbitrary: damaged(valid, [...MARKS, ...pieces], most) },
  );
}

/** Right most of the time: with several of these a text comes to the later checks. */
export function mostly(right: string, wrong: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof({ weight: 12, arbitrary: fc.constant(right) }, fc.constantFrom(...wrong));
}

/** `name=value` tags from one choice of values for each. */
export function tagList(tags: Readonly<Record<string, fc.Arbitrary<string>>>): fc.Arbitrary<string> {
  return fc.record(tags).map((values) =>
    Object.entries(values)
      .map(([name, value]) => `${name}=${value}`)
      .join('; '),
  );
}

/** The text in pieces that end at `places`; those beyond its end count as its end. */
export function cutAt(bytes: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const edges = [0, ...places.map((place) => Math.min(place, bytes.length)), bytes.length].toSorted((a, b) => a - b);
  return edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
}

/** How often each outcome came up. */
export function tally(): { add: (outcome: string) => void; of: (outcome: string) => number; seen: () => string[] } {
  const counts = new Map<string, number>();
  return {
    add: (outcome) => void counts.set(outcome, (counts.get(outcome) ?? 0) + 1),
    of: (outcome) => counts.get(outcome) ?? 0,
    seen: () => [...counts.keys()].sort(),
  };
}

/** One line that a person can read: no control, nothing that breaks or turns a line, not endless. */
export const ONE_LINE = /^[^\0-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]{1,600}$/u;

/** CPU time in milliseconds. */
async function cpuMs(work: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** The least CPU time of up to three attempts, so that a cold start does not count; no further attempt below `enough`. */
export async function leastCpuMs(work: () => unknown, enough = 300): Promise<number> {
  let least = Infinity;
  for (let attempt = 0; attempt < 3 && least > enough; attempt += 1) least = Math.min(least, await cpuMs(work));
  return least;
}

/**
 * What `work` does with a text of 1 MB made of `unit`: null if that is under a second of CPU time and linear, else what it
 * took. `limitMs`: for files of an administrator, whose lines may cost more than a stranger's octets. Four times the octets may take ten times as long: twice and a half the right thing, and not sixteen times.
 */
export async function costOfMegabyte(
  unit: string,
  work: (text: string) => unknown,
  limitMs = 1000,
): Promise<string | null> {
  const text = unit.repeat(Math.ceil(1_000_000 / unit.length));
  const whole = await leastCpuMs(() => work(text), limitMs / 2);
  if (whole < limitMs / 2) return null; // a quadratic cost of 1 MB is far above
  const quarter = await leastCpuMs(() => work(text.slice(0, text.length / 4)), whole / 10);
  if (whole < limitMs && whole < 10 * quarter) return null;
  return `${JSON.stringify(unit)} ${Math.round(whole)} ms, a quarter of it ${Math.round(quarter)} ms`;
}
