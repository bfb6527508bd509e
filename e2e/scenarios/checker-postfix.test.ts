/** `dkim-check config --main-cf`: Debian's own files with the lines of the page, and with what is often wrong; a real postconf. */
import { readFileSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { runApp } from '../harness/daemon.js';
import { rsaKey } from '../harness/keys.js';
import { lacks } from '../harness/needs.js';
import { pageBlock, pageSigner, withNames } from '../harness/page.js';
import { ports, startPostfix } from '../harness/postfix.js';
import { run } from '../harness/program.js';
import { proves } from '../harness/proves.js';
import { connectSmtp } from '../harness/smtp-client.js';
import { openStage } from '../harness/stage.js';

/** As dpkg configures an internet site, but for the names. */
const MAIN = `compatibility_level = 3.6
biff = no
append_dot_mydomain = no
smtpd_tls_cert_file = /etc/ssl/certs/ssl-cert-snakeoil.pem
smtpd_tls_key_file = /etc/ssl/private/ssl-cert-snakeoil.key
smtpd_tls_security_level = may
smtp_tls_CApath = /etc/ssl/certs
smtp_tls_security_level = may
smtp_tls_session_cache_database = btree:\${data_directory}/smtp_scache
smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated defer_unauth_destination
myhostname = mail.example.net
alias_maps = hash:/etc/aliases
alias_database = hash:/etc/aliases
mydestination = $myhostname, example.net, localhost
relayhost =
mynetworks = 127.0.0.0/8 [::ffff:127.0.0.0]/104 [::1]/128
mailbox_size_limit = 0
recipient_delimiter = +
inet_interfaces = all
inet_protocols = all
`;

const EARLIER = 1_700_000_000;

interface Said {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
}

const page = (): string =>
  readFileSync('/usr/share/postfix/master.cf.dist', 'utf8') +
  ['submission', 'transport', 'reinjection', 'pickup']
    .map((name) => pageBlock('postfix-outbound', `outbound-${name}`))
    .join('');

const codes = (problems: readonly Said[]): readonly string[] =>
  problems.map(({ code }) => code).filter((code) => code !== 'port-25-not-signed');

const back = (at: number, ...lines: readonly string[]): string =>
  [`127.0.0.1:${at} inet n - n - - smtpd`, ...lines].join('\n  -o ');

const says = async (at: number): Promise<number | string> => {
  const mail = {
    from: 'taro@example.net',
    to: ['hanako@example.org'],
    data: Buffer.from('Subject: x\r\n\r\nHello.\r\n'),
  };
  try {
    const client = await connectSmtp(at, { timeoutMs: 3000 });
    const { rcpt } = await client.deliver(mail);
    await client.quit();
    return rcpt[0]?.code ?? 'no answer';
  } catch {
    return 'no greeting';
  }
};

const without = (line: string): string => withNames(page(), { [`  -o ${line}\n`]: '' });

describe.skipIf(lacks('root', 'postfix', 'openssl'))('the Postfix around the signer', () => {
  const stage = openStage();
  let conf: string;
  let records: string;

  beforeAll(async () => {
    const key = await rsaKey(stage, 2048);
    const names = ['example.net', 'example.com', 'example.org'].map((name) => [
      `sel._domainkey.${name}`,
      { TXT: [key.record] },
    ]);
    records = stage.write('dns.json', JSON.stringify(Object.fromEntries(names)));
    conf = stage.write(
      'dkimproxy_out.conf',
      `${pageSigner({ signer: 10_027, reinjection: 10_028 }, key.file)}user root\n`,
    );
  });
  afterAll(() => stage.end());

  /** Judged with postconf and without, which has to come to the same. */
  async function judged(master: string, main = MAIN, { isRefused = false } = {}): Promise<readonly Said[]> {
    const mainFile = stage.write('etc/main.cf', main);
    const folder = dirname(mainFile);
    // Postfix reads a main.cf of the last seconds again and again, which costs two seconds.
    utimesSync(mainFile, EARLIER, EARLIER);
    stage.write('etc/master.cf', master);
    const postconf = await run('postconf', ['-c', folder, '-M']);
    expect(postconf.status === 0).toBe(!isRefused);
    const args = ['config', conf, '--records', records, '--main-cf', folder, '--json'];
    const [by, without] = await Promise.all([
      runApp('dkim-check', args),
      runApp('dkim-check', args, { env: { PATH: '/nowhere' } }),
    ]);
    const { problems, paths, reinjections } = JSON.parse(by.stdout.toString()).postfix;
    expect(JSON.parse(without.stdout.toString()).postfix).toMatchObject({ problems, paths, reinjections });
    return problems;
  }

  proves('postfix-judged', 'the page is clean, and the ways of mail are told', async () => {
    expect(codes(await judged(page()))).toEqual([]);
    const args = ['config', conf, '--records', records, '--main-cf', join(stage.folder, 'etc')];
    const { stdout, status } = await runApp('dkim-check', args);
    expect(stdout.toString()).toContain(`  smtp: neither proxy
  pickup: dkimproxy-out (by content_filter=dksign:[127.0.0.1]:10027)
  submission: dkimproxy-out (by content_filter=dksign:[127.0.0.1]:10027)
  127.0.0.1:10028: takes mail back from dkimproxy-out
`);
    expect(status).toBe(0);
    const japanese = (await runApp('dkim-check', [...args, '--lang', 'ja'])).stdout.toString();
    expect(japanese).toContain('  127.0.0.1:10028: dkimproxy-out からメールを受け取ります');
  });

  for (const { name, master, main, code, isRefused } of [
    {
      name: 'only port 587 signs',
      master: () => withNames(page(), { [pageBlock('postfix-outbound', 'outbound-pickup')]: '' }),
      code: 'port-not-signed',
    },
    {
      name: '-o without its blanks',
      master: () => page().replaceAll(/^ +-o/gm, '-o'),
      code: 'master-cf-indent',
      isRefused: true,
    },
    {
      name: 'header_checks behind the signer',
      master: () => withNames(page(), { ',no_header_body_checks': '' }),
      main: `${MAIN}header_checks = regexp:/etc/postfix/header_checks\n`,
      code: 'header-checks-after-signing',
    },
    {
      name: 'half the world in mynetworks',
      master: page,
      main: withNames(MAIN, { 'mynetworks = 127.0.0.0/8': 'mynetworks = 0.0.0.0/0' }),
      code: 'open-relay',
    },
    {
      name: 'smtp_discard_ehlo_keywords for all servers',
      master: page,
      main: `${MAIN}smtp_discard_ehlo_keywords = 8bitmime\n`,
      code: 'eight-bit-after-signing',
    },
    { name: 'XFORWARD not sent', master: () => without('smtp_send_xforward_command=yes'), code: 'xforward-not-sent' },
    {
      name: 'XFORWARD not believed',
      master: () => without('smtpd_authorized_xforward_hosts=127.0.0.0/8'),
      code: 'xforward-not-authorized',
    },
    {
      name: 'a disclaimer behind the signer',
      master: () =>
        `${page().replace(/(?<=^127\.0\.0\.1:10028[^]*?content_filter=)/m, 'disclaimer:')}disclaimer unix - n n - - pipe
  flags=Rq user=filter argv=/etc/postfix/disclaimer -f \${sender} -- \${recipient}\n`,
      code: 'filter-after-signing',
    },
    {
      name: 'a milter behind the signer',
      master: () => withNames(page(), { ',no_milters': '' }),
      main: `${MAIN}smtpd_milters = local:opendkim/opendkim.sock\n`,
      code: 'milter-after-signing',
    },
    {
      name: 'TLS wanted on the way back',
      master: () => without('smtpd_tls_security_level=none'),
      main: withNames(MAIN, { 'smtpd_tls_security_level = may': 'smtpd_tls_security_level = encrypt' }),
      code: 'reinjection-tls-required',
    },
    {
      name: 'the filter in main.cf',
      master: () => `${readFileSync('/usr/share/postfix/master.cf.dist', 'utf8')}submission inet n - n - - smtpd
  -o smtpd_sasl_auth_enable=yes
${pageBlock('postfix-outbound', 'outbound-transport')}${pageBlock('postfix-outbound', 'outbound-reinjection')}`,
      main: `${MAIN}content_filter = dksign:[127.0.0.1]:10027\n`,
      code: 'inbound-signed',
    },
    {
      name: 'nothing set up yet',
      master: () => readFileSync('/usr/share/postfix/master.cf.dist', 'utf8'),
      code: 'proxy-without-service',
    },
  ]) {
    proves('postfix-judged', `${name}: ${code}`, async () => {
      const found = await judged(master(), main, { isRefused: isRefused === true });
      expect(codes(found).slice(0, 1)).toEqual([code]);
      expect(found[0]?.fix).not.toBe('');
    });
  }

  proves('postfix-judged', 'what is called refused and not started is so in Postfix', async () => {
    const port = await ports('refuses', 'incomplete', 'well', 'none');
    const services = [
      back(port.refuses, 'mynetworks=192.0.2.0/24', 'smtpd_recipient_restrictions=permit_mynetworks,reject'),
      back(port.incomplete, 'smtpd_relay_restrictions=', 'smtpd_recipient_restrictions=permit,reject'),
      back(port.well, 'mynetworks=127.0.0.0/8', 'smtpd_recipient_restrictions=permit_mynetworks,reject'),
    ];
    const postfix = await startPostfix(stage, { relayPort: port.none, services });
    // The one that does not start comes last: Postfix waits a while then before it starts any other.
    expect(await says(port.refuses)).toBe(554);
    expect(await says(port.well)).toBe(250);
    expect(await says(port.incomplete)).toBe('no greeting');
    expect(postfix.log()).toContain('specify at least one working instance of: reject_unauth_destination');
    const codesOf = async (at: number): Promise<readonly string[]> => {
      const file = stage.write('at.conf', readFileSync(conf, 'utf8').replace('10028', String(at)));
      stage.write('etc/main.cf', MAIN);
      stage.write('etc/master.cf', `${page()}${services.join('\n')}\n`);
      const args = ['config', file, '--records', records, '--main-cf', join(stage.folder, 'etc'), '--json'];
      return codes(JSON.parse((await runApp('dkim-check', args)).stdout.toString()).postfix.problems);
    };
    expect(await codesOf(port.refuses)).toContain('reinjection-refuses');
    expect(await codesOf(port.incomplete)).toContain('restrictions-incomplete');
    expect(await codesOf(port.well)).not.toContain('reinjection-refuses');
  });
});
