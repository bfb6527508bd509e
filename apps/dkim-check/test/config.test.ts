/** `config`: the file as its proxy reads it, each remark with its place and its fix. */
import { afterAll, expect, test } from 'vitest';
import { check } from './run-check.js';
import { FILE_OF_1_4_1 } from '../../../packages/proxy-options/test/file-of-1.4.1.js';
import { GOOD, ROOT, isRoot, openConfigFolder } from './config-folder.js';

const folder = openConfigFolder();
const { config, dns, fitting, told } = folder;
afterAll(() => folder.remove());

test('the file of the walk is taken unchanged, with exactly the remarks that it deserves', async () => {
  const { program, problems } = await told(FILE_OF_1_4_1);
  expect(program).toBe('dkimproxy-out');
  expect(problems.filter(({ code }) => !ROOT.includes(code))).toMatchObject([
    { code: 'domainkeys-historic', line: 12, column: 11 },
    { code: 'key-small', line: 15, column: 11 },
    { code: 'algorithm-case', line: 11, column: 26 },
    { code: 'algorithm-case', line: 12, column: 30 },
  ]);
  expect((await told('listen 127.0.0.1:10025\nrelay 127.0.0.1:10026\nhostname mx.example.org\n')).program).toBe(
    'dkimproxy-in',
  );
});

test('each remark stands with its place, its line and a caret, in both languages', async () => {
  const { out, status } = await config(FILE_OF_1_4_1);
  expect(out).toContain(`/x.conf:11:26
  note: a=rsa-SHA256 is written as a=rsa-sha256: some receivers refuse capitals. [algorithm-case]
    signature dkim(c=relaxed,a=rsa-SHA256)
                             ^
`);
  expect(status).toBe(1); // no record is published
  const { out: japanese } = await config(FILE_OF_1_4_1, '--lang', 'ja');
  expect(japanese).toContain('dkimproxy-out の設定として読みました');
  expect(japanese).toContain('DomainKeys 署名は過去の方式で');
  expect(japanese).toContain('sel._domainkey.example.net: 公開されていません');
});

test('a good file with good records: nothing to mend, status 0', async () => {
  dns(fitting());
  const { out, status } = await config(isRoot ? `${GOOD}user root\n` : GOOD);
  expect(out).toMatch(
    /^\S+x\.conf: read as the file of dkimproxy-out \(by domain in line 3\)\nNothing to mend in this file\.\nKey records that it needs:\n {2}s1\._domainkey\.example\.org: published, fits the key file\n {2}s1\._domainkey\.example\.net: published, fits the key file\n$/,
  );
  expect(status).toBe(0);
});

const title = async (name: string, conf: string, ...args: readonly string[]): Promise<string> =>
  (await check(['config', folder.write(name, conf), '--records', dns({}), ...args])).out.split('\n')[0] ?? '';

test('which program it is for: by its options, else by its name, else by its port, and what is known is said', async () => {
  const plain = 'relay 127.0.0.1:10099\nhostname mx.example.org\n';
  const listen = (port: number): string => `listen 127.0.0.1:${port}\n${plain}`;
  expect(await title('x.conf', GOOD)).toMatch(/dkimproxy-out \(by domain in line 3\)$/);
  expect(await title('dkimproxy_out.conf', `${listen(1)}reject_fail no\n`)).toMatch(
    /dkimproxy-in \(by reject_fail in line 4\)$/,
  );
  expect(await title('dkimproxy_out.conf', listen(10_025))).toMatch(/dkimproxy-out \(by its name\)$/);
  expect(await title('outlook.conf', listen(10_027))).toMatch(/dkimproxy-out \(by its port 10027\)$/);
  expect(await title('main.conf', listen(1))).toMatch(/dkimproxy-in \(a guess\)$/);
  expect(await title('main.conf', listen(1), '--program', 'out')).toMatch(/dkimproxy-out \(by --program\)$/);
  expect(await title('main.conf', listen(1), '--lang', 'ja')).toMatch(/dkimproxy-in の設定として読みました（推測）$/);
  expect(await title('main.conf', GOOD, '--lang', 'ja')).toMatch(/（3 行目の domain から）$/);
});

test("a page that was copied without its line ends: read as the signer's, each setting found, and the line to add", async () => {
  const joined = FILE_OF_1_4_1.replaceAll(/^(#.*)\n(?=[a-z])/gm, '$1 ');
  const { program, problems } = await told(joined);
  expect(program).toBe('dkimproxy-out');
  expect(problems.filter(({ code }) => code === 'comment-has-setting').map(({ message }) => message)).toEqual(
    [
      'domain    example.net,example.com,example.org',
      'keyfile   private.key',
      'selector  sel',
      'listen    127.0.0.1:10027',
      'relay     127.0.0.1:10028',
    ].map((setting) => `This comment seems to contain a setting: ${setting}`),
  );
  expect(problems.find(({ code }) => code === 'listen-missing')?.fix).toBe('Add a line: listen    127.0.0.1:10027');
  expect(problems.find(({ code }) => code === 'relay-missing')?.fix).toBe('Add a line: relay     127.0.0.1:10028');
  const { out } = await config(joined, '--lang', 'ja');
  expect(out).toContain('次の行を追加してください: listen    127.0.0.1:10027');
  expect(out).toContain('コメントの中に設定が入っているようです: selector  sel');
});

test('a comment that ends like a setting is one where the file has that setting', async () => {
  const { problems } = await told(`# what we sign with is our selector s1\n# keys of domain example.org\n${GOOD}`);
  expect(problems.map(({ code }) => code)).not.toContain('comment-has-setting');
});

test('faults of a map stand at its own line and column', async () => {
  folder.write('senders', '# ours\nexample.org dkim(c=perhaps)\n');
  const { out } = await config(`${GOOD}sender_map senders\n`);
  expect(out).toMatch(/\/senders:2:20\n.*\[value-unfit\]\n {4}example\.org dkim\(c=perhaps\)\n {23}\^\n/);
});

test.each([
  [['config'], 'Name the configuration file'],
  [['config', '/no/such.conf'], 'there is no such file'],
  [['config', 'GOOD', '--for', 'nobody'], '--for nobody: write an address'],
  [['config', 'GOOD', '--for', 'a@b.example\r\nX: y'], 'write an address'],
  [['config', 'GOOD', '--for', 'a@b.example', '--list-id', 'a b'], 'write the id'],
  [['config', 'GOOD', '--list-id', 'a.example'], '--list-id belongs to --for'],
  [['config', 'GOOD', '--program', 'in', '--for', 'a@b.example'], '--for is for the file of dkimproxy-out'],
  [['config', 'UNIX', '--postfix'], 'have to be TCP addresses'],
])('wrong usage is told: %j', async (args, words) => {
  const files: Readonly<Record<string, string>> = {
    GOOD: folder.write('good.conf', GOOD),
    UNIX: folder.write('unix.conf', GOOD.replace('127.0.0.1:10027', 'unix:/run/x')),
  };
  const { err, status } = await check([
    ...args.map((arg) => files[arg] ?? arg),
    ...(args.length > 1 ? ['--records', dns({})] : []),
  ]);
  expect(err).toContain(words);
  expect(status).toBe(2);
});
