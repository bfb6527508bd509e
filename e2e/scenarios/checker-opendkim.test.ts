/** `dkim-check config --from-opendkim`: the real OpenDKIM and dkimproxy-out's policy on the same setup and the same senders. */
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { runApp } from '../harness/daemon.js';
import { rsaKey } from '../harness/keys.js';
import { lacks } from '../harness/needs.js';
import { run } from '../harness/program.js';
import { proves } from '../harness/proves.js';
import { openStage, type Stage } from '../harness/stage.js';

const SENDERS = [
  'joe@example.org',
  'ann@example.org',
  'ann@sub.example.org',
  'ann@a.sub.example.org',
  'x@other.example',
];

interface Setup {
  readonly name: string;
  /** Without the keys: KEY stands for the key file, DIR for the folder. */
  readonly conf: string;
  readonly table?: string;
  /** Who gets something else, as opendkim-subdomains says; all others have to be alike. */
  readonly otherwise?: readonly string[];
}

const TABLES = 'KeyTable file:DIR/keys\nSigningTable KIND:DIR/signing\n';
const KEYS = 'org example.org:s1:KEY\nnet example.net:n1:KEY\njoe example.org:joe:KEY\nany %:any:KEY\n';
const SETUPS: readonly Setup[] = [
  {
    name: 'Domain, Selector, KeyFile',
    conf: 'Domain example.org\nSelector s1\nKeyFile KEY\nCanonicalization relaxed\n',
    otherwise: ['ann@sub.example.org', 'ann@a.sub.example.org'],
  },
  {
    name: 'SubDomains',
    conf: 'Domain example.org\nSubDomains yes\nSelector s1\nKeyFile KEY\nCanonicalization relaxed/relaxed\n',
  },
  {
    name: 'patterns, the first one decides',
    conf: TABLES.replace('KIND', 'refile'),
    table: '*@*.example.org net\njoe@example.org joe\n*@example.org org\nann@example.org net\n',
    otherwise: ['ann@sub.example.org', 'ann@a.sub.example.org'],
  },
  { name: 'patterns, one for all', conf: TABLES.replace('KIND', 'refile'), table: '* any\n' },
  {
    name: 'patterns, all that fit',
    conf: `${TABLES.replace('KIND', 'refile')}MultipleSignatures yes\nCanonicalization simple/relaxed\n`,
    table: '*@example.org org\njoe@example.org joe\n*@*.example.org org\n',
  },
  {
    name: 'a plain table, in any order',
    conf: TABLES.replace('KIND', 'file'),
    table: '* any\nexample.org org\njoe@example.org joe\n.example.org org\n',
  },
];

describe.skipIf(lacks('opendkim', 'openssl'))('an OpenDKIM setup', () => {
  const stage = openStage();
  let key: string;
  beforeAll(async () => void (key = (await rsaKey(stage, 2048)).file));
  afterAll(() => stage.end());

  const filled = (folder: string, text: string): string => text.replaceAll('KEY', key).replaceAll('DIR', folder);

  for (const { name, conf, table = '', otherwise = [] } of SETUPS) {
    proves('opendkim-taken-over', name, async () => {
      const folder = dirname(stage.write('opendkim/m.eml', ''));
      const file = stage.write('opendkim/opendkim.conf', filled(folder, `Mode s\nRequireSafeKeys no\n${conf}`));
      stage.write('opendkim/keys', filled(folder, KEYS));
      stage.write('opendkim/signing', table);
      stage.write('opendkim/dns.json', '{}');
      const { stdout } = await runApp('dkim-check', ['config', '--from-opendkim', folder, '--json']);
      const made = JSON.parse(stdout.toString());
      const ours = stage.write('opendkim/dkimproxy_out.conf', `${made.conf.join('\n')}\n`);
      stage.write('opendkim/dkimproxy_out.senders', `${made.senderMap.join('\n')}\n`);
      const check = await runApp('dkimproxy-out', [`--conf_file=${ours}`, '--check', '--listen=127.0.0.1:1']);
      expect([check.stderr, check.status]).toEqual([expect.not.stringContaining('error'), 0]);
      const alike = SENDERS.filter((sender) => !otherwise.includes(sender));
      for (const sender of alike)
        expect([sender, await byUs(ours, sender)]).toEqual([sender, await byOpendkim(stage, file, sender)]);
      expect(made.problems.some(({ code }: { code: string }) => code === 'opendkim-subdomains')).toBe(
        otherwise.length > 0,
      );
      const [, method] = /^dkim_method (.*)$/m.exec(made.conf.join('\n')) ?? [];
      expect(await methodsOfOpendkim(stage, file)).toEqual(new Set([method]));
    });
  }
});

const MAIL = (sender: string): string =>
  `From: ${sender}\r\nTo: b@example.net\r\nSubject: x\r\nDate: Thu, 26 Nov 2026 10:00:00 +0000\r\n\r\nHello.\r\n`;

/** Its exit status in test mode where a mail is none of its own. */
const ENDED_EARLY = 70;

/** What it would put on top of a mail, in its test mode. */
async function signedBy(stage: Stage, conf: string, sender: string): Promise<readonly string[]> {
  const mail = stage.write('opendkim/m.eml', MAIL(sender));
  const { stdout, stderr, status } = await run('opendkim', ['-x', conf, '-t', mail, '-vvv']);
  expect([0, ENDED_EARLY]).toContain(status);
  const out = stdout.toString() + stderr;
  return [...out.matchAll(/hname='DKIM-Signature' hvalue='([^']*)'/g)].map(([, value = '']) => value);
}

async function byOpendkim(stage: Stage, conf: string, sender: string): Promise<readonly string[]> {
  const signatures = await signedBy(stage, conf, sender);
  return signatures.map((text) => `${/\bd=([^;]*)/.exec(text)?.[1]}/${/\bs=([^;]*)/.exec(text)?.[1]}`).toSorted();
}

async function methodsOfOpendkim(stage: Stage, conf: string): Promise<ReadonlySet<string | undefined>> {
  return new Set((await signedBy(stage, conf, 'joe@example.org')).map((text) => /\bc=([^;]*)/.exec(text)?.[1]));
}

async function byUs(conf: string, sender: string): Promise<readonly string[]> {
  const args = ['config', conf, '--for', sender, '--records', join(dirname(conf), 'dns.json'), '--json'];
  const { stdout } = await runApp('dkim-check', args);
  const { signatures } = JSON.parse(stdout.toString()).for;
  return signatures
    .map(({ domain, selector }: { domain: string; selector: string }) => `${domain}/${selector}`)
    .toSorted();
}
