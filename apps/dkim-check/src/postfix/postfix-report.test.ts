import { expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { parseMainCf } from './main-cf.js';
import { parseMasterCf } from './master-cf.js';
import { passes } from './paths.js';
import { postfixReport, type PostfixReport } from './postfix-report.js';
import type { Proxy } from './proxies.js';
import { wordsIn } from '../words/words.js';

const page = (name: string): string => readFileSync(new URL(`../../../../docs/${name}.md`, import.meta.url), 'utf8');

function block(text: string, name: string): string {
  const found = new RegExp(`^\`\`\`cf ${name}\n([^]*?)^\`\`\``, 'm').exec(text)?.[1];
  if (found === undefined) throw new Error(`the page has no block ${name}`);
  return found;
}

const [outbound, inbound] = [page('postfix-outbound'), page('postfix-inbound')];
const out = (name: string): string => block(outbound, `outbound-${name}`);
const into = (name: string): string => block(inbound, `inbound-${name}`);

const PICKUP = 'pickup    unix  n       -       n       60      1       pickup\n';
const PORT_25 = 'smtp      inet  n       -       n       -       -       smtpd\n';
const REST = `cleanup   unix  n       -       n       -       0       cleanup
smtp      unix  -       -       n       -       -       smtp
relay     unix  -       -       n       -       -       smtp
`;
const SIGNING = out('submission') + out('transport') + out('reinjection') + REST;
/** As an administrator of 2012 had them, beside what every master.cf has: submission only, no word about TLS and milters. */
const WALK =
  PORT_25 + PICKUP + SIGNING.replaceAll(/^ {2}-o smtpd?_tls_security_level=none\n/gm, '').replaceAll(',no_milters', '');
const GOOD = into('before-queue') + into('reinjection') + out('pickup') + SIGNING;

const MAIN = 'mynetworks = 127.0.0.0/8\n';

function report(master: string, main = MAIN, proxies: readonly Proxy[] = []): PostfixReport {
  const [services, settings] = [parseMasterCf(master), parseMainCf(main)];
  const made = postfixReport({ main: settings.main, services: services.services }, proxies);
  return { ...made, problems: [...services.problems, ...settings.problems, ...made.problems] };
}

const codes = (master: string, main?: string, proxies?: readonly Proxy[]): readonly string[] =>
  report(master, main, proxies).problems.map(({ severity, code }) => `${severity} ${code}`);

const insert = (text: string, below: string, line: string): string => {
  if (!text.includes(below)) throw new Error(`"${below}" does not stand in:\n${text}`);
  return text.replace(below, () => `${below}\n  -o ${line}`);
};
const BACK_HEAD = '127.0.0.1:10028 inet  n  -      n       -       10      smtpd';

const replaced = (text: string, from: string, to: string): string => {
  if (!text.includes(from)) throw new Error(`"${from}" does not stand in:\n${text}`);
  return text.replace(from, () => to);
};

const signer = (listen: number, relay: number): Proxy => ({
  program: 'dkimproxy-out',
  listen: [{ kind: 'tcp', host: '127.0.0.1', port: listen }],
  relay: { kind: 'tcp', host: '127.0.0.1', port: relay },
  file: 'dkimproxy_out.conf',
  hasTls: false,
});

test('the configuration of the pages raises nothing but that port 25 is not for the own programs', () => {
  expect(codes(GOOD)).toEqual(['info port-25-not-signed']);
  expect(codes(GOOD, MAIN, [signer(10_027, 10_028)])).toEqual(['info port-25-not-signed']);
});

test('the ways of mail: which entry leads to which proxy', () => {
  const { paths, reinjections } = report(GOOD);
  const programs = Object.fromEntries(
    paths.map((path) => [path.entry.name, [passes(path, 'dkimproxy-in'), passes(path, 'dkimproxy-out')]]),
  );
  expect(programs).toEqual({ smtp: [true, false], pickup: [false, true], submission: [false, true] });
  expect(reinjections.map(({ service, proxy }) => [service.name, proxy.program])).toEqual([
    ['127.0.0.1:10028', 'dkimproxy-out'],
    ['127.0.0.1:10026', 'dkimproxy-in'],
  ]);
});

test('the services of the walk: pickup is not signed, with the line to add, and port 25 is for the world', () => {
  expect(codes(WALK)).toEqual(['info port-25-not-signed', 'warning port-not-signed']);
  const fix = report(WALK).problems.find(({ code }) => code === 'port-not-signed')?.fix;
  expect(fix?.(wordsIn('en'))).toBe('Add below pickup in master.cf:   -o content_filter=dksign:[127.0.0.1]:10027');
  expect(fix?.(wordsIn('ja'))).toBe(
    'master.cf の pickup の下に追加する行:   -o content_filter=dksign:[127.0.0.1]:10027',
  );
});

test('the walk as copied from its page, blanks lost: named with its lines, and read as it was meant', () => {
  const copy = WALK.replaceAll(/^ +-o/gm, '-o');
  expect(codes(copy)).toEqual(['error master-cf-indent', ...codes(WALK)]);
  expect(report(copy).problems[0]?.message(wordsIn('en'))).toBe(
    'master.cf:4-9, 11-12, 14-21: -o needs a blank in front, else it is a new service.',
  );
});

const smtps = (lines: string): string => `smtps inet n - n - - smtpd\n  -o smtpd_sasl_auth_enable=yes\n${lines}`;
const FILTER = '  -o content_filter=dksign:[127.0.0.1]:10027\n  -o receive_override_options=no_address_mappings\n';
/** Port 465 by a program that adds a footer and gives mail back by the sendmail command. */
const DISCLAIMER = `${GOOD}${smtps('  -o content_filter=dfilt:\n')}dfilt unix - n n - - pipe flags=Rq user=filter argv=/etc/dfilt\n`;

/** Each code with what raises it, and with what is close to it and does not. */
test.each<{
  code: string;
  raises: [master: string, main?: string, proxies?: readonly Proxy[]];
  not: [master: string, main?: string, proxies?: readonly Proxy[]];
}>([
  {
    code: 'error master-cf-typography',
    raises: [replaced(GOOD, '  -o smtpd_etrn', '  \u2013o smtpd_etrn')],
    not: [`# \u2013o is a dash\n${GOOD}`],
  },
  {
    code: 'error master-cf-service',
    raises: [`${GOOD}maildrop unix - n n - pipe\n`],
    not: [`${GOOD}maildrop unix - n n - - pipe\n`],
  },
  {
    code: 'error master-cf-option',
    raises: [replaced(GOOD, '-o content_filter=dksign:', '-o content_filter = dksign:')],
    not: [replaced(GOOD, '-o smtpd_etrn_restrictions=reject', '-o { smtpd_etrn_restrictions = reject }')],
  },
  { code: 'error main-cf-line', raises: [GOOD, `${MAIN}10.0.0.0/8\n`], not: [GOOD, `${MAIN}  10.0.0.0/8\n`] },
  { code: 'error port-not-signed', raises: [GOOD + smtps('')], not: [GOOD + smtps(FILTER)] },
  { code: 'warning port-not-signed', raises: [WALK], not: [replaced(WALK, PICKUP, out('pickup'))] },
  { code: 'info port-25-not-signed', raises: [WALK], not: [replaced(WALK, PORT_25, '')] },
  { code: 'warning inbound-signed', raises: [insert(WALK, PORT_25.trimEnd(), FILTER.trim().slice(3))], not: [WALK] },
  {
    code: 'error proxy-not-in-path',
    raises: [replaced(WALK, '  -o content_filter=dksign:[127.0.0.1]:10027\n', '')],
    not: [WALK],
  },
  { code: 'error listen-port-differs', raises: [WALK, MAIN, [signer(10_029, 10_028)]], not: [WALK] },
  {
    code: 'error filter-transport-missing',
    raises: [replaced(WALK, 'dksign    unix', 'dksing    unix')],
    not: [WALK],
  },
  { code: 'error reinjection-missing', raises: [WALK, MAIN, [signer(10_027, 10_030)]], not: [WALK] },
  {
    code: 'error filter-loop',
    raises: [replaced(WALK, '  -o content_filter=\n', ''), `${MAIN}content_filter = dksign:[127.0.0.1]:10027\n`],
    not: [WALK, `${MAIN}content_filter = dksign:[127.0.0.1]:10027\n`],
  },
  {
    code: 'error relayhost-loop',
    raises: [WALK, `${MAIN}relayhost = [127.0.0.1]:10027\n`],
    not: [WALK, `${MAIN}relayhost = [mail.example.net]:587\n`],
  },
  {
    code: 'info filter-return-unknown',
    raises: [
      `${GOOD}127.0.0.1:10031 inet n - n - - smtpd\n${FILTER}${smtps('  -o content_filter=amavis:[127.0.0.1]:10024\n')}amavis unix - - n - 2 smtp\n`,
    ],
    not: [`${GOOD}127.0.0.1:10031 inet n - n - - smtpd\n${FILTER}`],
  },
  {
    code: 'error open-relay',
    raises: [PORT_25 + PICKUP + SIGNING, 'mynetworks = 127.0.0.0/8, 0.0.0.0/0\n'],
    not: [WALK, 'mynetworks = 127.0.0.0/8, 10.0.0.0/8 [fd00::]/16\n'],
  },
  {
    code: 'error open-relay',
    raises: [
      replaced(GOOD, '127.0.0.1:10028 inet', '10028 inet').replace(
        /(?<=10028[^]*?)( {2}-o mynetworks=).*/,
        '$1192.0.2.0/1',
      ),
    ],
    // Nobody but this machine reaches it.
    not: [replaced(GOOD, '  -o mynetworks=127.0.0.0/8', '  -o mynetworks=0.0.0.0/0')],
  },
  {
    code: 'error restrictions-incomplete',
    raises: [
      GOOD.replaceAll('smtpd_recipient_restrictions=permit_mynetworks,reject', 'smtpd_recipient_restrictions=permit'),
      `${MAIN}smtpd_relay_restrictions =\n`,
    ],
    not: [GOOD, `${MAIN}smtpd_relay_restrictions =\nsmtpd_recipient_restrictions = reject_unauth_destination\n`],
  },
  {
    code: 'error restrictions-incomplete',
    raises: [
      replaced(WALK, 'smtpd_recipient_restrictions=permit_mynetworks,reject', 'smtpd_recipient_restrictions='),
      `${MAIN}smtpd_relay_restrictions = permit, reject\n`,
    ],
    not: [
      replaced(WALK, 'smtpd_recipient_restrictions=permit_mynetworks,reject', 'smtpd_recipient_restrictions=ours'),
      `${MAIN}smtpd_relay_restrictions = permit_mynetworks, reject\nsmtpd_restriction_classes = ours\nours = reject\n`,
    ],
  },
  {
    code: 'error reinjection-refuses',
    raises: [replaced(WALK, '  -o mynetworks=127.0.0.0/8\n', ''), 'mynetworks = 192.0.2.0/24\n'],
    not: [replaced(WALK, '  -o mynetworks=127.0.0.0/8\n', ''), 'mynetworks = 192.0.2.0/24, cidr:/etc/postfix/ours\n'],
  },
  {
    code: 'error reinjection-refuses',
    raises: [
      replaced(WALK, '  -o smtpd_client_restrictions=\n', ''),
      `${MAIN}smtpd_client_restrictions = permit_sasl_authenticated, reject\n`,
    ],
    not: [
      replaced(WALK, '  -o smtpd_client_restrictions=\n', ''),
      `${MAIN}smtpd_client_restrictions = check_client_access hash:/etc/postfix/clients, reject\n`,
    ],
  },
  {
    // What comes in from the world is for the own domains.
    code: 'error reinjection-refuses',
    raises: [
      GOOD.replaceAll('  -o smtpd_recipient_restrictions=permit_mynetworks,reject\n', ''),
      'mynetworks = 192.0.2.0/24\nsmtpd_recipient_restrictions = permit_sasl_authenticated, reject\n',
    ],
    not: [
      replaced(into('before-queue') + into('reinjection') + REST, '  -o mynetworks=127.0.0.0/8\n', '').replace(
        'permit_mynetworks,reject',
        'permit_mynetworks,reject_unauth_destination',
      ),
      'mynetworks = 192.0.2.0/24\n',
    ],
  },
  {
    code: 'error proxy-without-service',
    raises: [PORT_25 + PICKUP + REST],
    not: [`${PORT_25}submission inet n - n - - smtpd\n${PICKUP}${REST}`],
  },
  {
    code: 'error filter-service-missing',
    raises: [GOOD + smtps('  -o content_filter=dfilt:\n')],
    not: [DISCLAIMER],
  },
  {
    // It gives its mail back by the sendmail command, whose mail is signed.
    code: 'error port-not-signed',
    raises: [replaced(DISCLAIMER, out('pickup'), PICKUP)],
    not: [DISCLAIMER],
  },
  {
    code: 'info inbound-signed',
    raises: [`${PORT_25}${FILTER}${out('transport')}${out('reinjection')}${REST}`],
    not: [
      `${PORT_25}${FILTER}${out('transport')}${out('reinjection')}${REST}`,
      `${MAIN}smtpd_client_restrictions = permit_mynetworks, reject\n`,
    ],
  },
  {
    code: 'error own-users-refused',
    raises: [
      WALK.replace(/ {2}-o smtpd_recipient_restrictions=permit_mynetworks,permit_sasl.*\n/, ''),
      `${MAIN}smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination\n`,
    ],
    not: [WALK, `${MAIN}smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination\n`],
  },
  { code: 'error login-off', raises: [replaced(WALK, 'sasl_auth_enable=yes', 'sasl_auth_enable=no')], not: [WALK] },
  {
    code: 'warning reinjection-reachable',
    raises: [replaced(WALK, '127.0.0.1:10028 inet', '10028 inet')],
    not: [replaced(WALK, '127.0.0.1:10028 inet', '10028 inet'), `${MAIN}inet_interfaces = loopback-only\n`],
  },
  {
    code: 'error reinjection-tls-required',
    raises: [WALK, `${MAIN}smtpd_tls_security_level = encrypt\n`],
    not: [WALK, `${MAIN}smtpd_tls_security_level = may\n`],
  },
  {
    code: 'warning reinjection-few-processes',
    raises: [replaced(WALK, 'n       -       4       smtp', 'n       -       11      smtp')],
    not: [replaced(WALK, 'n       -       4       smtp', 'n       -       10      smtp')],
  },
  {
    code: 'warning xforward-not-authorized',
    raises: [replaced(WALK, '  -o smtpd_authorized_xforward_hosts=127.0.0.0/8\n', '')],
    not: [replaced(WALK, 'xforward_hosts=127.0.0.0/8', 'xforward_hosts=$mynetworks')],
  },
  {
    code: 'warning xforward-not-sent',
    raises: [replaced(WALK, '  -o smtp_send_xforward_command=yes\n', '')],
    not: [WALK],
  },
  {
    code: 'error proxy-tls-required',
    raises: [WALK, `${MAIN}smtp_tls_security_level = encrypt\n`],
    not: [WALK, `${MAIN}smtp_tls_security_level = dane\n`],
  },
  {
    code: 'warning filter-after-signing',
    raises: [replaced(WALK, '  -o content_filter=\n', '  -o content_filter=altermime:\n')],
    not: [WALK],
  },
  {
    code: 'warning milter-after-signing',
    raises: [WALK, `${MAIN}smtpd_milters = inet:127.0.0.1:8891\n`],
    not: [
      replaced(WALK, 'no_header_body_checks', 'no_header_body_checks,no_milters'),
      `${MAIN}smtpd_milters = inet:127.0.0.1:8891\n`,
    ],
  },
  {
    code: 'warning header-checks-after-signing',
    raises: [
      replaced(WALK, ',no_header_body_checks', ''),
      `${MAIN}header_checks = regexp:/etc/postfix/header_checks\n`,
    ],
    not: [WALK, `${MAIN}header_checks = regexp:/etc/postfix/header_checks\n`],
  },
  {
    code: 'warning mapping-after-signing',
    raises: [WALK, `${MAIN}canonical_maps = hash:/etc/postfix/canonical\n`],
    not: [WALK, `${MAIN}canonical_maps = hash:/x\ncanonical_classes = envelope_sender\n`],
  },
  {
    // The rewriting of envelope senders (SRS) leaves the header alone.
    code: 'warning mapping-after-signing',
    raises: [WALK, `${MAIN}sender_canonical_maps = tcp:localhost:10001\n`],
    not: [WALK, `${MAIN}sender_canonical_maps = tcp:localhost:10001\nsender_canonical_classes = envelope_sender\n`],
  },
  {
    code: 'warning mapping-twice',
    raises: [
      replaced(WALK, '  -o receive_override_options=no_address_mappings\n', ''),
      `${MAIN}virtual_alias_maps = hash:/etc/postfix/virtual\n`,
    ],
    not: [WALK, `${MAIN}virtual_alias_maps = hash:/etc/postfix/virtual\n`],
  },
  {
    code: 'warning cleanup-after-signing',
    raises: [WALK, `${MAIN}always_add_missing_headers = yes\n`],
    not: [
      `${insert(WALK, BACK_HEAD, 'cleanup_service_name=clean2')}clean2 unix n - n - 0 cleanup\n  -o always_add_missing_headers=no\n`,
      `${MAIN}always_add_missing_headers = yes\n`,
    ],
  },
  {
    code: 'warning delivery-after-signing',
    raises: [WALK, `${MAIN}smtp_generic_maps = hash:/etc/postfix/generic\n`],
    not: [insert(WALK, 'dksign    unix  -       -       n       -       4       smtp', 'smtp_generic_maps=hash:/x')],
  },
  {
    code: 'warning eight-bit-after-signing',
    raises: [WALK, `${MAIN}smtp_discard_ehlo_keywords = 8bitmime\n`],
    not: [WALK, `${MAIN}smtp_discard_ehlo_keywords = starttls\n`],
  },
])('$code', ({ code, raises, not }) => {
  expect(codes(...raises)).toContain(code);
  expect(codes(...not)).not.toContain(code);
});

test('a filter by $name and before the queue is found as well', () => {
  expect(
    codes(replaced(WALK, 'dksign:[127.0.0.1]:10027', '$signer'), `${MAIN}signer = dksign:[127.0.0.1]:10027\n`),
  ).toEqual(codes(WALK));
  const before =
    out('before-queue') + replaced(out('reinjection'), '       10      smtpd', '       25      smtpd') + REST;
  expect(codes(before)).toEqual([]);
  expect(report(before).paths[0]?.hops[0]?.way).toBe('smtpd_proxy_filter');
});

test('where the verifier alone is used, nothing is said of the signer', () => {
  const verifier: Proxy = {
    program: 'dkimproxy-in',
    listen: [{ kind: 'tcp', host: '127.0.0.1', port: 10_025 }],
    relay: { kind: 'tcp', host: '127.0.0.1', port: 10_026 },
    file: 'dkimproxy_in.conf',
    hasTls: false,
  };
  const inboundOnly = into('before-queue') + into('reinjection') + PICKUP + REST;
  expect(codes(inboundOnly, MAIN, [verifier])).toEqual([]);
  expect(codes(PORT_25 + PICKUP + REST, MAIN, [verifier])).toEqual(['error proxy-not-in-path']);
  expect(codes(inboundOnly, MAIN, [signer(10_027, 10_028)])).toEqual(['error proxy-without-service']);
});

test('what is set for several services is said once, and not of LMTP, which has settings of its own', () => {
  const main = `${MAIN}smtp_discard_ehlo_keywords = 8bitmime\nsmtp_generic_maps = hash:/x\n`;
  const { problems } = report(`${GOOD}lmtp unix - - n - - lmtp\n`, main);
  expect(problems.map(({ message }) => message(wordsIn('en')))).toEqual([
    expect.stringContaining('(port 25)'),
    'smtp, relay: mail is changed at delivery, behind the signer, by smtp_generic_maps',
    'smtp, relay: 8-bit mail is converted at delivery, behind the signer (smtp_discard_ehlo_keywords).',
  ]);
});

test('hostile files are read in little time', () => {
  const long = 'x'.repeat(60_000);
  const masters = [
    `a inet n - n - - smtpd ${'-o a={'.repeat(20_000)}`,
    'a inet n - n - - smtpd\n'.repeat(5000),
    '-o\n'.repeat(40_000),
    Array.from({ length: 3000 }, (_, i) => `${i + 1} inet n - n - - smtpd -o content_filter=x:[127.0.0.1]:${i}`).join(
      '\n',
    ),
    `10028 inet n - n - - smtpd -o content_filter=${long}:${':'.repeat(60_000)}`,
    `smtp inet n - n - - smtpd -o content_filter=${'$a'.repeat(50_000)}`,
    `smtp inet n - n - - smtpd -o content_filter=${'${a'.repeat(50_000)}`,
  ];
  for (const master of masters)
    expect(report(master, `a = $b$b\nb = $c$c$a\nc = ${'$a'.repeat(1000)}\n`).paths).toBeDefined();
});

test('S-243: what stands in the files reaches a terminal only in visible form', () => {
  const evil = report(`${WALK}evil\u001b[2J inet n - n - - smtpd -o x\n`).problems;
  for (const { message } of evil) expect(message(wordsIn('en'))).not.toContain('\u001b');
});
