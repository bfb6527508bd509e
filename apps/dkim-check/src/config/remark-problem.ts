/**
 * A remark of a proxy as a problem with a code and a sentence in both languages. The proxies say their remarks in English
 * only; the rows below know those that an administrator meets most, by their words (a test for each reads a real file, so a
 * reworded remark is found). The others keep their English reason.
 */
import type { Remark } from 'smtp-proxy';
import { problem, type Problem } from '../problem.js';
import type { Program } from './program-of.js';

type Row = readonly [RegExp, (found: readonly string[], remark: Remark, program: Program) => Problem];

const listenPort = (program: Program): number => (program === 'out' ? 10_027 : 10_025);

const ROWS: readonly Row[] = [
  [
    /^this comment seems to contain a setting: (.+)\. If so,/,
    ([, setting = '']) => problem('warning', 'comment-has-setting', { setting }),
  ],
  [
    /^a=(.+) is written as a=(.+): some receivers/,
    ([, given = '', written = '']) => problem('info', 'algorithm-case', { given, written }),
  ],
  [/^DomainKeys signatures are historic/, () => problem('warning', 'domainkeys-historic')],
  [/ has (\d+) bits: accepted today/, ([, bits = '']) => problem('warning', 'key-small', { bits })],
  [
    /^(\S+) cannot read (.+), so a later reload would fail\. Run: chown \S+ .+ && chmod 600/,
    ([, user = '', keyfile = '']) => problem('warning', 'keyfile-unreadable', { user, keyfile }),
  ],
  [
    /^(.+ (?:is open to every user|is open to a group that is not ours|belongs to another user \(\d+\)))\. Run: (.+?)( \(require_safe_keys\))?$/,
    ([, reason = '', command = '', strict]) =>
      problem(strict === undefined ? 'warning' : 'error', 'key-file-open', { reason, command }),
  ],
  [
    /^(others may put another key in the place of .+)\. Run: (.+)$/,
    ([, reason = '', command = '']) => problem('warning', 'key-file-open', { reason, command }),
  ],
  [/^all DKIM keys are Ed25519/, () => problem('warning', 'ed25519-alone')],
  [/^there is a full-width blank/, () => problem('warning', 'config-wide-blank')],
  [/^there are typographic quotes/, () => problem('warning', 'config-quotes')],
  [/^" #" behind a value/, () => problem('warning', 'config-comment-behind')],
  [/^it stood in line (\d+) already/, ([, line = '']) => problem('warning', 'config-repeated', { line })],
  [
    /^there is no such option; did you mean (.+)\?$/,
    ([, near = ''], { option }) => problem('error', 'setting-misspelt', { option, near }),
  ],
  [
    /^there is no such option$/,
    (_, { option }, program) => problem('error', 'setting-unknown', { option, program: `dkimproxy-${program}` }),
  ],
  [
    /^(?:options of the pre-fork server have no effect here|signing asks no DNS)/,
    (_, { option, message }) => problem('info', 'setting-without-effect', { option, reason: message }),
  ],
  [
    /^where to listen is not said/,
    (_, __, program) => problem('error', 'listen-missing', { port: listenPort(program) }),
  ],
  [
    /^where mail goes on to is not said/,
    (_, __, program) => problem('error', 'relay-missing', { port: listenPort(program) + 1 }),
  ],
  [/^it runs as root/, () => problem('warning', 'runs-as-root')],
];

export function remarkProblem(kind: 'fault' | 'warning', remark: Remark, program: Program): Problem {
  for (const [pattern, toProblem] of ROWS) {
    const found = pattern.exec(remark.message);
    if (found !== null) return toProblem(found, remark, program);
  }
  const facts = { option: remark.option, reason: remark.message };
  return kind === 'fault' ? problem('error', 'config-fault', facts) : problem('warning', 'config-warning', facts);
}
