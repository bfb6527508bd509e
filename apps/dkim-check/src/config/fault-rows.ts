/** What keeps a proxy from starting, by the words with which it says so. */
import { problem } from '../problem.js';
import type { Program } from './program-of.js';
import type { Row } from './remark-problem.js';

const listenPort = (program: Program): number => (program === 'out' ? 10_027 : 10_025);

export const FAULT_ROWS: readonly Row[] = [
  [
    /^(.+) (?:is open to every user|is open to a group that is not ours|belongs to another user \(\d+\))\. Run: (.+?) \(require_safe_keys\)$/,
    ([, path = '', command = '']) => problem('error', 'key-file-open', { path, command }),
  ],
  [
    /^there is no such option; did you mean (.+)\?$/,
    ([, near = ''], { remark: { option } }) => problem('error', 'setting-misspelt', { option, near }),
  ],
  [
    /^there is no such option$/,
    (_, { remark: { option }, program }) =>
      problem('error', 'setting-unknown', { option, program: `dkimproxy-${program}` }),
  ],
  [
    /^where to listen is not said/,
    (_, { program, inComment }) =>
      problem('error', 'listen-missing', { line: inComment ?? `listen 127.0.0.1:${listenPort(program)}` }),
  ],
  [
    /^where mail goes on to is not said/,
    (_, { program, inComment }) =>
      problem('error', 'relay-missing', { line: inComment ?? `relay 127.0.0.1:${listenPort(program) + 1}` }),
  ],
  [/^this is where we listen ourselves/, () => problem('error', 'relay-is-listen')],
  [/^(.+) holds a key and is no configuration/, ([, path = '']) => problem('error', 'config-is-key', { path })],
  // Whoever looks at the file is not who will start the proxy.
  [/^only root can become another user/, () => problem('info', 'needs-root', { what: 'user, group' })],
  [
    /^(?:the key file )?(\/.+) cannot be read: (?:EACCES|EPERM)/,
    ([, what = '']) => problem('warning', 'needs-root', { what }),
  ],
  [/^nothing can be written to (.+): (?:EACCES|EPERM)/, ([, what = '']) => problem('info', 'needs-root', { what })],
  [
    /^nothing can be written to (.+): ENOENT/,
    ([, path = ''], { remark: { option }, word }) =>
      problem('error', 'folder-missing', { option, path, word: word(path) }),
  ],
  [
    /^the key file (.+) cannot be read: ENOENT/,
    ([, keyfile = '']) => problem('error', 'key-file-missing', { keyfile }),
  ],
  [
    /^(.+) is not a private key in PEM/,
    ([, keyfile = ''], { remark: { option } }) => problem('error', 'key-file-no-key', { keyfile, option }),
  ],
  [
    /^(.+) cannot be read: ENOENT/,
    ([, path = ''], { remark: { option } }) => problem('error', 'file-missing', { option, path }),
  ],
  [/^the signature has no selector/, () => problem('error', 'signature-without-selector')],
  [/^the signature has no key/, () => problem('error', 'signature-without-key')],
  [/^the signature has no domain/, () => problem('error', 'signature-without-domain')],
  [
    /^there is no user (.+)$/,
    ([, user = ''], { word }) => problem('error', 'user-missing', { user, word: word(user) }),
  ],
  [/^l= is not written/, () => problem('error', 'length-not-written')],
  [/^".*" lacks its closing parenthesis/s, () => problem('error', 'signature-unclosed')],
  [
    /^a=(\S+) does not fit (.+), which is an? .+ key; write a=(\S+),/,
    ([, algorithm = '', keyfile = '', fits = '']) => problem('error', 'algorithm-misfit', { algorithm, keyfile, fits }),
  ],
  [
    /^DomainKeys signs with RSA keys only; (.+) is Ed25519$/,
    ([, keyfile = '']) => problem('error', 'domainkeys-needs-rsa', { keyfile }),
  ],
  [
    /^i=(.+) is not under d=(.+), which voids/,
    ([, identity = '', domain = '']) => problem('error', 'identity-outside', { identity, domain }),
  ],
  [
    /^a value is needed: (.+)$/,
    ([, want = ''], { remark: { option } }) => problem('error', 'value-needed', { option, want }),
  ],
  [
    /^"([^"]{0,80})" is not a selector/,
    ([, value = ''], { remark: { option } }) => problem('error', 'value-unfit', { option, value, want: 's1' }),
  ],
  [
    /^"([^"]{0,80})" is no domain name/,
    ([, value = ''], { remark: { option } }) => problem('error', 'value-unfit', { option, value, want: 'example.org' }),
  ],
  [
    /^"([^"]{0,80})" [^]*; write (?:one like )?(.{1,100})$/,
    ([, value = '', want = ''], { remark: { option } }) => problem('error', 'value-unfit', { option, value, want }),
  ],
  [
    /^"([^"]{0,80})" is neither (\S+) nor (\S+)$/,
    ([, value = '', one = '', other = ''], { remark: { option } }) =>
      problem('error', 'value-unfit', { option, value, want: `${one}, ${other}` }),
  ],
  [
    /^"([^"]{0,80})" is none of (.{1,200})$/,
    ([, value = '', want = ''], { remark: { option } }) => problem('error', 'value-unfit', { option, value, want }),
  ],
  [
    /^"?([^"]{0,80}?)"? is (?:not a whole number from|out of range:) (\S+) to (\S+)$/,
    ([, value = '', least = '', most = ''], { remark: { option } }) =>
      problem('error', 'value-unfit', { option, value, want: `${least} ... ${most}` }),
  ],
];
