/**
 * `config --from-opendkim`: what it prints is taken by dkimproxy-out without a fault, and signs as opendkim.conf(5) says of
 * the tables. The expected signatures are by hand from that page.
 */
import { mkdirSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { check } from './run-check.js';
import { openConfigFolder } from './config-folder.js';

const folder = openConfigFolder();
afterAll(() => folder.remove());
mkdirSync(folder.path('odk'));
const KEY = folder.path('good.pem');

interface Converted {
  readonly conf: readonly string[];
  readonly senderMap: readonly string[];
  readonly more: number;
  readonly problems: readonly { readonly code: string; readonly severity: string; readonly message: string }[];
}

const convert = async (
  conf: string,
  tables: Readonly<Record<string, string>> = {},
): Promise<Converted & { status: number }> => {
  folder.write('odk/opendkim.conf', conf);
  for (const [name, text] of Object.entries(tables)) folder.write(`odk/${name}`, text);
  const { out, status } = await check(['config', '--from-opendkim', folder.path('odk'), '--json']);
  return { ...JSON.parse(out), status };
};

const codes = ({ problems }: Converted): readonly string[] =>
  problems.map(({ code }) => code).filter((code) => !['opendkim-milter-stays', 'opendkim-verifies'].includes(code));

/** The signatures that a sender gets by what was printed, `d/s`; the file has to be without a fault. */
async function signatures({ conf, senderMap }: Converted, sender: string): Promise<readonly string[]> {
  folder.write('dkimproxy_out.senders', `${senderMap.join('\n')}\n`);
  const { out } = await folder.config(`${conf.join('\n')}\n`, '--for', sender, '--json');
  const { problems, for: answer } = JSON.parse(out);
  expect(problems.filter(({ severity }: { severity: string }) => severity === 'error')).toEqual([]);
  return answer.signatures.map(({ domain, selector }: { domain: string; selector: string }) => `${domain}/${selector}`);
}

const told = ({ problems }: Converted): readonly string[] => problems.map((each) => `${each.severity} ${each.code}`);

const SIMPLE = `Mode s\nDomain example.org\nSelector s1\nKeyFile ${KEY}\n`;

test('Domain, Selector and KeyFile: one domain signs its own mail alone, unlike the option domain', async () => {
  const made = await convert(`${SIMPLE}Canonicalization relaxed/simple # as Debian has it\nOversignHeaders From\n`);
  expect(made.conf).toEqual([
    'listen 127.0.0.1:10027',
    'relay 127.0.0.1:10028',
    'selector s1',
    `keyfile ${KEY}`,
    'dkim_method relaxed/simple',
    'sender_map dkimproxy_out.senders',
    'sender_fields from',
    'oversign from',
  ]);
  expect(made.senderMap).toEqual(['example.org dkim']);
  expect(await signatures(made, 'a@example.org')).toEqual(['example.org/s1']);
  expect(await signatures(made, 'a@example.net')).toEqual([]);
  expect([codes(made), made.status]).toEqual([['opendkim-subdomains'], 0]);
});

test('the rest of opendkim.conf: what is taken over, what is not needed, what has no counterpart, each by name', async () => {
  const made = await convert(
    `${SIMPLE}SubDomains Yes\nUserID root:root\nSignatureTTL 86400\nSignHeaders From,Subject\nSyslog no\nSocket inet:8891@localhost\n` +
      'PidFile /run/x\nInternalHosts 192.0.2.0/24\nBodyLengths yes\nOn-Security tempfail\nSignatureAlgorithm rsa-sha1\n',
  );
  expect(made.conf).toEqual(
    expect.arrayContaining(['user root', 'group root', 'dkim_method simple/simple', 'expire 86400']),
  );
  expect(made.senderMap).toEqual(['example.org dkim(h=from:subject)']);
  expect(await signatures(made, 'a@sub.example.org')).toEqual(['example.org/s1']);
  expect(codes(made)).toEqual([
    'opendkim-no-counterpart',
    'algorithm-sha1',
    'opendkim-internal-hosts',
    'opendkim-not-needed',
  ]);
  const sentences = made.problems.map(({ message }) => message).join('\n');
  expect(sentences).toContain('BodyLengths (yes) has no counterpart');
  expect(sentences).toContain('Not needed any more: Socket, PidFile, On-Security.');
});

const TABLES = `Mode s\nKeyTable file:key.table\nSigningTable SIGNING\n`;
const KEYS = `# keys
org example.org:s1:${KEY}
net example.net:n1:${KEY}
joe example.org:joe:${KEY}
sender %:any:${KEY}
`;

test('refile: the first pattern that fits decides, and what it shadows is not signed otherwise', async () => {
  const made = await convert(TABLES.replace('SIGNING', 'refile:signing.table'), {
    'key.table': KEYS,
    'signing.table':
      'joe@example.org joe # before the rest\n*@example.org org\nann@example.org net\n*@*.example.org net\n* sender\n',
  });
  expect(await signatures(made, 'joe@example.org')).toEqual(['example.org/joe']);
  expect(await signatures(made, 'bob@example.org')).toEqual(['example.org/s1']);
  expect(await signatures(made, 'ann@example.org')).toEqual(['example.org/s1']);
  expect(await signatures(made, 'x@other.example')).toEqual(['other.example/any']);
  expect(codes(made)).toEqual(['opendkim-subdomains']); // *@*.example.org and *@example.org differ
});

test('a plain table: address, domain, domains above, all; whatever the order of the lines', async () => {
  const made = await convert(TABLES.replace('SIGNING', folder.path('odk/signing.table')), {
    'key.table': KEYS,
    'signing.table': '* sender\n.example.net net\nexample.org org\njoe@example.org joe\n',
  });
  expect(await signatures(made, 'joe@example.org')).toEqual(['example.org/joe']);
  expect(await signatures(made, 'bob@example.org')).toEqual(['example.org/s1']);
  expect(await signatures(made, 'x@a.b.example.net')).toEqual(['example.net/n1']);
  expect(await signatures(made, 'x@other.example')).toEqual(['other.example/any']);
});

test('MultipleSignatures: all that fit, each once; i= where it is under d=', async () => {
  const made = await convert(`${TABLES.replace('SIGNING', 'refile:signing.table')}MultipleSignatures yes\n`, {
    'key.table': KEYS,
    'signing.table': '*@example.org org:post@example.org\n*@example.org net:@example.org\njoe@example.org joe\n',
  });
  expect(await signatures(made, 'joe@example.org')).toEqual(['example.org/s1', 'example.net/n1', 'example.org/joe']);
  expect(await signatures(made, 'ann@example.org')).toEqual(['example.org/s1', 'example.net/n1']);
  expect(made.senderMap.find((line) => line.startsWith('example.org '))).toBe(
    `example.org dkim(d=example.org, s=s1, key=${KEY}, i=post@example.org), dkim(d=example.net, s=n1, key=${KEY})`,
  );
});

test.each([
  ['error opendkim-incomplete', SIMPLE.replace(/Selector.*\n/, ''), SIMPLE],
  ['error opendkim-incomplete', 'Mode s\nKeyTable file:key.table\n', TABLES.replace('SIGNING', 'file:signing.table')],
  ['error opendkim-verifies-only', SIMPLE.replace('Mode s', 'Mode v'), SIMPLE],
  ['info opendkim-verifies', SIMPLE.replace('Mode s', ''), SIMPLE],
  [
    'error opendkim-table-kind',
    TABLES.replace('SIGNING', 'dsn:mysql://x'),
    TABLES.replace('SIGNING', 'signing.table=org'),
  ],
  [
    'error opendkim-key-unknown',
    TABLES.replace('SIGNING', 'example.org=nobody'),
    TABLES.replace('SIGNING', 'example.org=org'),
  ],
  [
    'error opendkim-key-unfit',
    TABLES.replace('SIGNING', 'example.org=inline'),
    TABLES.replace('SIGNING', 'example.org=org'),
  ],
  ['warning opendkim-pattern', TABLES.replace('SIGNING', 'joe@*=org'), TABLES.replace('SIGNING', '*=org')],
  [
    'warning opendkim-pattern',
    TABLES.replace('SIGNING', 'refile:patterns'),
    TABLES.replace('SIGNING', 'refile:good-patterns'),
  ],
  [
    'warning opendkim-key-by-sender',
    TABLES.replace('SIGNING', '*=by-path'),
    TABLES.replace('SIGNING', 'example.org=by-path'),
  ],
  ['info opendkim-subdomains', SIMPLE, `${SIMPLE}SubDomains yes\n`],
  ['warning opendkim-no-counterpart', `${SIMPLE}SignHeaders *,+x\n`, `${SIMPLE}SignHeaders From:Date\n`],
  ['warning opendkim-no-counterpart', `${SIMPLE}SignatureTTL 60\n`, `${SIMPLE}SignatureTTL 7200\n`],
  ['warning opendkim-no-counterpart', `${SIMPLE}ExemptDomains example.net\n`, `${SIMPLE}#ExemptDomains example.net\n`],
  ['info opendkim-not-needed', `${SIMPLE}Background yes\n`, `${SIMPLE}#Background yes\n`],
  ['info opendkim-internal-hosts', `${SIMPLE}InternalHosts 192.0.2.1\n`, SIMPLE],
  ['info opendkim-milter-stays', SIMPLE, SIMPLE.replace('Mode s', 'Mode v')],
])('%s is told, and not of what is close to it', async (code, bad, near) => {
  const tables = {
    'key.table': `${KEYS}inline example.org:s1:MIIEowIBAAKCAQEA\nby-path %:s1:/keys/%/private.pem\n`,
    'signing.table': 'example.org org\n',
    patterns: '*joe*@example.org org\n',
    'good-patterns': '*@example.org org\n',
  };
  expect(told(await convert(bad, tables))).toContain(code);
  expect(told(await convert(near, tables))).not.toContain(code);
});

test('where nothing would be signed, no configuration is printed', async () => {
  const { conf, senderMap, status } = await convert('Syslog yes\nUserID opendkim\n');
  expect({ conf, senderMap, status }).toEqual({ conf: [], senderMap: [], status: 1 });
});

test('the text: two files and what is left, in both languages', async () => {
  await convert(`${SIMPLE}BodyLengths yes\n`);
  const { out, status } = await check(['config', '--from-opendkim', folder.path('odk')]);
  expect(out).toContain(`# dkimproxy_out.conf
listen 127.0.0.1:10027
relay 127.0.0.1:10028
selector s1
keyfile ${KEY}
dkim_method simple/simple
sender_map dkimproxy_out.senders
sender_fields from

# dkimproxy_out.senders, in the same folder
example.org dkim

  warning: Line 5: BodyLengths (yes) has no counterpart in dkimproxy-out. [opendkim-no-counterpart]
`);
  expect(status).toBe(0);
  const japanese = (await check(['config', '--from-opendkim', folder.path('odk'), '--lang', 'ja'])).out;
  expect(japanese).toContain('# dkimproxy_out.senders（同じフォルダーに置く）\nexample.org dkim\n');
  expect(japanese).toContain('5 行目: BodyLengths（yes）にあたるものが dkimproxy-out にありません。');
});

test('wrong usage: no such folder, and with a configuration', async () => {
  const none = await check(['config', '--from-opendkim', folder.path('none')]);
  expect([none.err, none.status]).toEqual([expect.stringContaining('opendkim.conf cannot be read'), 2]);
  const mixed = await check(['config', 'x.conf', '--from-opendkim', folder.path('odk')]);
  expect([mixed.err, mixed.status]).toEqual([expect.stringContaining('--from-opendkim stands alone'), 2]);
});

test('S-257, S-243, S-245: keys in a table, controls and large tables', async () => {
  const secret = folder.read('private.key').toString().split('\n').slice(1, -2).join('');
  const made = await convert(TABLES.replace('SIGNING', 'refile:signing.table'), {
    'key.table': `org example.org:s1:${secret}\nevil\u001b[2J a\u001b]0;x\u0007:b:/c\n`,
    'signing.table': '*@example.org org\n*@example.net evil\u001b[2J\n',
  });
  expect(codes(made)).toContain('opendkim-key-unfit');
  const { out } = await check(['config', '--from-opendkim', folder.path('odk')]);
  expect(out).not.toContain(secret.slice(0, 40));
  expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  const large = await convert(TABLES.replace('SIGNING', 'file:signing.table'), {
    'key.table': KEYS,
    'signing.table': Array.from({ length: 20_000 }, (_, n) => `u${n}@d${n}.example org\n`).join(''),
  });
  expect(large.senderMap).toHaveLength(20_000);
  const deep = await convert(TABLES.replace('SIGNING', 'file:signing.table'), {
    'key.table': KEYS,
    'signing.table': `.${'a.'.repeat(200_000)}example org\n`,
  });
  expect(codes(deep)).toEqual(['opendkim-pattern']);
  expect(JSON.stringify(deep).length).toBeLessThan(10_000);
  const wrong = await convert(TABLES.replace('SIGNING', 'file:signing.table'), {
    'key.table': KEYS,
    'signing.table': 'joe@* org\n'.repeat(20_000),
  });
  expect([codes(wrong).length, wrong.more]).toEqual([100, 19_900]);
  expect(JSON.stringify(await convert(TABLES.replace('SIGNING', 'dsn:mysql://user:secret@host/x')))).not.toContain(
    'secret',
  );
});
