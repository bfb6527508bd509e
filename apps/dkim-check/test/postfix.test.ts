/** A folder with main.cf and master.cf: the same answers by postconf and by our own reading. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { mainCfReport } from '../src/postfix/main-cf-report.js';
import { readPostfix, runPostconf } from '../src/postfix/read-postfix.js';
import { postfixJson, postfixText } from '../src/report/postfix.js';
import { wordsIn } from '../src/words/words.js';
import { openFolder } from './run-check.js';

const folder = openFolder();
afterAll(() => folder.remove());

const DIR = folder.path('.');
const io = { readSmall: (file: string) => readFileSync(file) };
const nobody = { io, postconf: async () => null };
const read = (file: string): string => readFileSync(file, 'utf8');
const plain = (_style: string, text: string): string => text;

const MASTER = `# as an administrator has it
smtp      inet  n       -       n       -       -       smtpd
pickup    unix  n       -       n       60      1       pickup
submission inet n       -       n       -       -       smtpd
  -o smtpd_sasl_auth_enable=yes
# a comment between
  -o { smtpd_recipient_restrictions = permit_mynetworks, permit_sasl_authenticated, reject }
  -o content_filter=$signer -v
dksign    unix  -       -       n       -       4       smtp
  -o smtp_send_xforward_command=yes
127.0.0.1:10028 inet n  -       n       -       10      smtpd
  -o content_filter= -o smtpd_authorized_xforward_hosts=127.0.0.0/8
cleanup   unix  n       -       n       -       0       cleanup
smtp      unix  -       -       n       -       -       smtp
`;
const MAIN = `signer = dksign:[127.0.0.1]:10027
mynetworks = 127.0.0.0/8
  # a comment between

  10.0.0.0/8
header_checks = regexp:\${config_directory}/checks
`;

const OUT = `Postfix in ${DIR}: the way of mail
  smtp: neither proxy
  pickup: neither proxy
  submission: dkimproxy-out (by content_filter=dksign:[127.0.0.1]:10027)
  127.0.0.1:10028: takes mail back from dkimproxy-out
  warning: Mail by pickup does not pass dkimproxy-out. [port-not-signed]
      Add below pickup in master.cf:   -o content_filter=dksign:[127.0.0.1]:10027
  warning: header_checks run again in 127.0.0.1:10028, behind the signer: what they replace or add breaks the signature. [header-checks-after-signing]
      Add below 127.0.0.1:10028 in master.cf:   -o receive_override_options=no_header_body_checks
  note: Mail that your own programs send to smtp (port 25) does not pass dkimproxy-out. [port-25-not-signed]
      Let web mail and other programs send to port 587, or by the sendmail command.`;

test('the text names each way and each problem, in both languages', async () => {
  folder.write('master.cf', MASTER);
  folder.write('main.cf', MAIN);
  const report = await mainCfReport(DIR, [], nobody);
  expect(postfixText(DIR, report, wordsIn('en'), plain).join('\n')).toBe(OUT);
  expect(postfixText(DIR, report, wordsIn('ja'), plain)).toEqual(
    expect.arrayContaining([
      '  smtp: どちらのプロキシも通りません',
      '  警告: pickup からのメールは dkimproxy-out を通りません。 [port-not-signed]',
    ]),
  );
});

test('the JSON has names, lines and settings', async () => {
  folder.write('master.cf', MASTER);
  folder.write('main.cf', MAIN);
  expect(postfixJson(DIR, await mainCfReport(DIR, [], nobody), wordsIn('en'))).toMatchObject({
    folder: DIR,
    paths: [
      { service: 'smtp', line: 2, programs: [], settings: [] },
      { service: 'pickup', line: 3, programs: [] },
      {
        service: 'submission',
        line: 4,
        programs: ['dkimproxy-out'],
        settings: [{ name: 'content_filter', value: 'dksign:[127.0.0.1]:10027' }],
      },
    ],
    reinjections: [{ service: '127.0.0.1:10028', line: 11, program: 'dkimproxy-out', relay: '127.0.0.1:10028' }],
    problems: [{ severity: 'warning', code: 'port-not-signed' }, {}, { severity: 'info' }],
  });
});

const hasPostconf = spawnSync('postconf', ['-d', 'mail_version']).status === 0;

test.skipIf(!hasPostconf)('postconf and our own reading see the same services and give the same report', async () => {
  folder.write('master.cf', MASTER);
  folder.write('main.cf', MAIN);
  const byPostconf = await readPostfix(DIR, { read, runPostconf });
  const byUs = await readPostfix(DIR, { read, runPostconf: nobody.postconf });
  expect([byPostconf.readBy, byUs.readBy]).toEqual(['postconf', 'dkim-check']);
  expect(byPostconf.configuration.services).toEqual(byUs.configuration.services);
  for (const name of ['mynetworks', 'signer', 'header_checks']) {
    expect(byPostconf.configuration.main.get(name)).toBe(byUs.configuration.main.get(name));
  }
  const said = postfixText(DIR, await mainCfReport(DIR, [], { io }), wordsIn('en'), plain);
  expect(said.join('\n')).toBe(OUT);
});

test('-o without a blank behind it is read by us, since postconf 3.7 cuts the name', async () => {
  folder.write('master.cf', MASTER.replace('-o content_filter=$signer', '-ocontent_filter=$signer'));
  folder.write('main.cf', MAIN);
  const { readBy, configuration } = await readPostfix(DIR, { read, runPostconf });
  expect(readBy).toBe('dkim-check');
  expect(configuration.services.find(({ name }) => name === 'submission')?.options.get('content_filter')).toBe(
    '$signer',
  );
});

test('files at which postconf stops are read all the same', async () => {
  folder.write('master.cf', MASTER.replaceAll(/^ {2}-o/gm, '-o'));
  folder.write('main.cf', MAIN);
  const { problems, paths } = await mainCfReport(DIR, [], { io });
  expect(problems[0]?.code).toBe('master-cf-indent');
  expect(paths.find(({ entry }) => entry.name === 'submission')?.hops.length).toBe(1);
});

const TABLE_MAIN = (table: string): string => `${MAIN}smtpd_sender_restrictions = check_sender_access ${table},
  permit_mynetworks, permit_sasl_authenticated, check_sender_access regexp:/no/such/table
`;

test('FILTER in an access table leads to a proxy as well: for mail that the table knows', async () => {
  const table = folder.write(
    'originating',
    '# /^/ FILTER other:[127.0.0.1]:10027\n/^/  FILTER dksign:[127.0.0.1]:10027\n',
  );
  folder.write(
    'master.cf',
    MASTER.replace('  -o content_filter=$signer -v\n', '').replace(
      '  -o content_filter= ',
      '  -o smtpd_sender_restrictions= ',
    ),
  );
  folder.write('main.cf', TABLE_MAIN(`regexp:${table}`));
  const { problems, paths } = await mainCfReport(DIR, [], nobody);
  expect(paths.map(({ entry, hops }) => [entry.name, hops[0]?.way, hops[0]?.value])).toEqual([
    ['smtp', 'FILTER', 'dksign:[127.0.0.1]:10027'],
    ['pickup', undefined, undefined],
    ['submission', 'FILTER', 'dksign:[127.0.0.1]:10027'],
  ]);
  expect(problems.map(({ code }) => code)).not.toContain('inbound-signed');
  expect(problems.map(({ code }) => code)).not.toContain('proxy-not-in-path');
  folder.write('originating', '/^/  OK\n');
  expect((await mainCfReport(DIR, [], nobody)).problems.map(({ code }) => code)).toContain('proxy-not-in-path');
});

test('FILTER that also counts for what comes back sends mail round', async () => {
  const table = folder.write('originating', '/^/  FILTER dksign:[127.0.0.1]:10027\n');
  folder.write('master.cf', MASTER);
  folder.write('main.cf', TABLE_MAIN(`pcre:${table}`));
  const loop = (await mainCfReport(DIR, [], nobody)).problems.find(({ code }) => code === 'filter-loop');
  expect(loop?.fix(wordsIn('en'))).toBe('Add below 127.0.0.1:10028 in master.cf:   -o smtpd_sender_restrictions=');
});

test('S-245: a hostile access table costs little', async () => {
  const table = folder.write('originating', `${'FILTER '.repeat(9000)}\n${'x FILTER a:b\n'.repeat(5000)}`);
  folder.write('master.cf', MASTER);
  folder.write('main.cf', TABLE_MAIN(`pcre:${table}`));
  expect((await mainCfReport(DIR, [], nobody)).paths.length).toBe(3);
});

test('a master.cf that is none is a fault of usage', async () => {
  folder.write('master.cf', 'x'.repeat(200_000));
  folder.write('main.cf', MAIN);
  await expect(mainCfReport(DIR, [], nobody)).rejects.toThrow('wrong usage');
});
