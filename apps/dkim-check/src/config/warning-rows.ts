/** What a proxy starts with all the same, by the words with which it warns. */
import { problem } from '../problem.js';
import type { Row } from './remark-problem.js';

export const WARNING_ROWS: readonly Row[] = [
  [
    /^this comment seems to contain a setting: (.+)\. If so,/,
    ([, setting = '']) => problem('warning', 'comment-has-setting', { setting }),
  ],
  [
    /^a=(.+) is written as a=(.+): some receivers/,
    ([, given = '', written = '']) => problem('info', 'algorithm-case', { given, written }),
  ],
  [/^a=rsa-sha1 is read as rsa-sha256/, () => problem('warning', 'algorithm-sha1')],
  [/^DomainKeys signatures are historic/, () => problem('warning', 'domainkeys-historic')],
  [/^nowsp is read as relaxed/, () => problem('warning', 'method-nowsp')],
  [/^no signature uses it/, (_, { remark: { option } }) => problem('info', 'method-unused', { option })],
  [
    /^(\S+) is for (DKIM|DomainKeys); (DKIM|DomainKeys) gets (\S+)$/,
    ([, method = '', type = '', other = '', used = '']) =>
      problem('warning', 'method-of-other', { method, type, other, used }),
  ],
  [
    /^h= names (.+): later servers change that/,
    ([, fields = '']) => problem('warning', 'signed-field-unwise', { fields }),
  ],
  [
    /^no mail can be signed with d=(.+): it needs two labels/,
    ([, domain = '']) => problem('warning', 'domain-one-label', { domain }),
  ],
  [/ has (\d+) bits: accepted today/, ([, bits = '']) => problem('warning', 'key-small', { bits })],
  [/^(.+) has an unusual exponent/, ([, keyfile = '']) => problem('warning', 'key-exponent-unusual', { keyfile })],
  [/^all DKIM keys are Ed25519/, () => problem('warning', 'ed25519-alone')],
  [
    /^(\S+) cannot enter (.+), so it cannot read (.+), and a later reload would [^]+\. Run: (.+)$/,
    ([, user = '', folder = '', path = '', command = '']) =>
      problem('warning', 'folder-closed', { user, folder, path, command }),
  ],
  [
    /^(\S+) cannot read (.+), so a later reload would fail\. Run: (chown \S+ .+ && chmod 600 .+)$/,
    ([, user = '', keyfile = '', command = '']) => problem('warning', 'keyfile-unreadable', { user, keyfile, command }),
  ],
  [
    /^(\S+) cannot read (.+), so a later reload would [^]+\. Run: (.+)$/,
    ([, user = '', path = '', command = '']) => problem('warning', 'unreadable-later', { user, path, command }),
  ],
  [
    /^(\S+) cannot write to (.+), and [^]+\. Run: (.+)$/,
    ([, user = '', path = '', command = '']) => problem('warning', 'unwritable-later', { user, path, command }),
  ],
  [/^(\S+) cannot make a new file there/, ([, user = '']) => problem('warning', 'log-not-renewed', { user })],
  [/^nothing can be written to (.+): (?:EACCES|EPERM)/, ([, what = '']) => problem('info', 'needs-root', { what })],
  [
    /^(.+) (?:is open to every user|is open to a group that is not ours|belongs to another user \(\d+\))\. Run: (.+)$/,
    ([, path = '', command = '']) => problem('warning', 'key-file-open', { path, command }),
  ],
  [
    /^others may put another key in the place of .+: (.+) is open to them\. Run: (.+)$/,
    ([, path = '', command = '']) => problem('warning', 'key-file-open', { path, command }),
  ],
  [/^there is a full-width blank/, () => problem('warning', 'config-wide-blank')],
  [/^there are typographic quotes/, () => problem('warning', 'config-quotes')],
  [/^" #" behind a value/, () => problem('warning', 'config-comment-behind')],
  [/^it stood in line (\d+) already/, ([, line = '']) => problem('warning', 'config-repeated', { line })],
  [
    /^(?:options of the pre-fork server have no effect here|signing asks no DNS|it has an effect with)/,
    (_, { remark: { option } }) => problem('info', 'setting-without-effect', { option }),
  ],
  [/^it runs as root/, () => problem('warning', 'runs-as-root')],
  [/^everybody may send mail through us/, () => problem('warning', 'allow-everybody')],
  [
    /^it answers anybody who can connect, .*write metrics_listen (\S+?),? or let/,
    ([, place = '']) => problem('warning', 'metrics-open', { place }),
  ],
  [/^no syslog listens/, () => problem('warning', 'syslog-missing')],
  [/^in the background nobody reads standard output/, () => problem('warning', 'log-unread')],
  [
    /^our results will stand under the name (\S+),/,
    ([, hostname = '']) => problem('warning', 'hostname-shared', { hostname }),
  ],
  [/^a server on this machine that sends no XFORWARD/, () => problem('warning', 'trusted-results-local')],
  [/^"?([^"]+)"? never matches: it is/, ([, key = '']) => problem('warning', 'map-key-never-matches', { key })],
  [
    /^"?([^"]+)"? has no signature behind it and is passed over$/,
    ([, key = '']) => problem('warning', 'map-line-empty', { key }),
  ],
  [
    /^"?([^"]+)"? stood in line (\d+) already; that line counts$/,
    ([, key = '', line = '']) => problem('warning', 'map-key-repeated', { key, line }),
  ],
  [
    /^(.+) has been out of date since (.+); clients/,
    ([, file = '', time = '']) => problem('warning', 'certificate-expired', { file, time }),
  ],
  [
    /^(.+) is not valid before (.+); clients/,
    ([, file = '', time = '']) => problem('warning', 'certificate-early', { file, time }),
  ],
  [/^(.+) is not signed by the next one/, ([, file = '']) => problem('warning', 'certificate-order', { file })],
];
