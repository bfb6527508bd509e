import { generateKeyPairSync } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { check, openFolder } from './run-check.js';

const folder = openFolder();
afterAll(() => folder.remove());

const recordOf = (bits: number): string =>
  generateKeyPairSync('rsa', { modulusLength: bits })
    .publicKey.export({ format: 'der', type: 'spki' })
    .toString('base64');
const SMALL = recordOf(1024);
const P = recordOf(2048);
const GOOD = `"v=DKIM1; k=rsa; p=${P.slice(0, 200)}" "${P.slice(200)}"`;
const HEAD =
  '$TTL 3600\nexample.net. IN SOA ns.example.net. root.example.net. ( 1 2 3\n  4 5 ) ; a comment\n@ IN NS ns\n';

const zone = (text: string): string => folder.write('zone', text);
const judged = async (text: string, ...more: readonly string[]) => check(['record', '--zone', zone(text), ...more]);
const codesOf = (out: string): readonly string[] =>
  Array.from(out.matchAll(/\[([a-z0-9-]+)\]$/gm), ([, code = '']) => code);

/** SEED-WALK, section 2: the lines of an administrator's lost day, the domain replaced. */
const SEED = `_policy._domainkey.example.  600 IN  TXT "t=y; o=~; r=postmaster@example.net"
sel._domainkey.example.net.   600 IN  TXT "t=y; k=rsa; p=${SMALL}"
`;

test('SEED-WALK, 7.3: one error, the name of the policy, three remarks, and nothing else', async () => {
  const { out, status } = await judged(HEAD + SEED);
  expect(codesOf(out)).toEqual(['name-outside-zone', 'version-missing', 'testing-flag', 'key-small']);
  expect(out).toContain(
    '_policy._domainkey.example. ends in a dot and is outside example.net. [name-outside-zone]\n      Write _policy._domainkey (= _policy._domainkey.example.net.)\n',
  );
  expect(out).toContain(': sel._domainkey.example.net, rsa, 1024 bits');
  expect(status).toBe(1);
  const { out: japanese } = await judged(HEAD + SEED, '--lang', 'ja');
  expect(codesOf(japanese)).toEqual(codesOf(out));
  expect(japanese).toContain('_policy._domainkey.example. は末尾がドットの絶対名で、ゾーン example.net の外です。');
});

test('the same without SOA, by --domain', async () => {
  const { out } = await judged(SEED, '--domain', 'example.net');
  expect(codesOf(out)).toEqual(['name-outside-zone', 'version-missing', 'testing-flag', 'key-small']);
});

test('a good file: absolute and relative names, parentheses, several lines, $ORIGIN', async () => {
  for (const text of [
    `${HEAD}s1._domainkey.example.net. IN TXT ${GOOD}\n`,
    `${HEAD}$ORIGIN example.net.\ns1._domainkey 1h IN TXT ( ; key\n  ${GOOD.replace('" "', '"\n\t"')}\n)\n`,
    `${HEAD}$ORIGIN _domainkey.example.net.\ns1 TXT ${GOOD}\n`,
    `${HEAD}s1._domainkey.example.net. A 192.0.2.1\n  IN 600 TXT ${GOOD}\n`,
  ]) {
    const { out, status } = await judged(text);
    expect(out).toContain(': s1._domainkey.example.net, rsa, 2048 bits\n  Nothing is wrong with them.\n');
    expect(status).toBe(0);
  }
});

const AT = `${HEAD}$ORIGIN example.net.\n`;
test.each<[code: string, bad: string, good: string]>([
  ['name-outside-zone', `s1._domainkey.example. TXT ${GOOD}`, `s1._domainkey.example.net. TXT ${GOOD}`],
  ['name-outside-zone', `s1._domainkey. TXT ${GOOD}`, `s1._domainkey TXT ${GOOD}`],
  ['name-doubled', `s1._domainkey.example.net TXT ${GOOD}`, `s1._domainkey.example TXT ${GOOD}`],
  ['name-doubled', '_dmarc.example.net TXT "v=DMARC1; p=none"', '_dmarc TXT "v=DMARC1; p=none"'],
  ['txt-too-long', `s1._domainkey TXT "v=DKIM1; p=${P}"`, `s1._domainkey TXT ${GOOD}`],
  ['zone-comment-cut', `s1._domainkey TXT v=DKIM1; k=rsa; p=${P}`, `s1._domainkey TXT ${GOOD} ; p= stands in front`],
  ['zone-quotes-missing', '_dmarc TXT v=DMARC1 p=none', '_dmarc TXT "v=DMARC1; p=none"'],
  ['zone-quote-open', 's1._domainkey TXT "v=DKIM1; p=', `s1._domainkey TXT ${GOOD}`],
  ['zone-parenthesis', `s1._domainkey TXT ( ${GOOD}`, `s1._domainkey TXT ( ${GOOD} )`],
  ['zone-parenthesis', `s1._domainkey TXT ${GOOD} )`, `s1._domainkey TXT "v=DKIM1; n=); p=${P.slice(0, 9)}"`],
  ['zone-included', '$INCLUDE keys.zone', '$TTL 60'],
  ['zone-line-unreadable', 's1._domainkey IN', `s1._domainkey IN TXT ${GOOD}`],
  ['zone-line-unreadable', '$FROM x', '$ORIGIN example.net.'],
  ['underscore-missing', `s1.domainkey TXT ${GOOD}`, 'www.domainkey TXT "hello"'],
  ['name-doubled', 's1._domainkey.example.net CNAME k.example.com.', 's1._domainkey CNAME k.example.com.'],
  ['zone-line-unreadable', '$FROM x', '$GENERATE 1-9 host$ A 192.0.2.$'],
  ['zone-smart-quotes', `s1._domainkey TXT “v=DKIM1; p=${P}”`, `s1._domainkey TXT ${GOOD}`],
  [
    'key-records-several',
    `s1._domainkey TXT ${GOOD}\nS1._domainkey.example.net. TXT ${GOOD}`,
    `s1._domainkey TXT ${GOOD}\ns2._domainkey TXT ${GOOD}`,
  ],
  ['quotes-in-record', `s1._domainkey TXT "\\"v=DKIM1; p=${P.slice(0, 200)}\\""`, `s1._domainkey TXT ${GOOD}`],
  [
    'backslashes-in-record',
    `s1._domainkey TXT "v=DKIM1\\\\; p=${P.slice(0, 200)}"`,
    `s1._domainkey TXT "v=DKIM1\\; p=${P.slice(0, 200)}"`,
  ],
])('%s is found, and only there: %#', async (code, bad, good) => {
  expect(codesOf((await judged(`${AT}${bad}\n`)).out)).toContain(code);
  expect(codesOf((await judged(`${AT}${good}\n`)).out)).not.toContain(code);
});

test('of thousands of remarks the first are told, the rest is counted, and an error among the rest counts', async () => {
  const { out, status } = await judged(
    `${AT}${'$INCLUDE x\n'.repeat(5000)}_dmarc.example.net TXT "v=DMARC1; p=none"\n`,
  );
  expect(codesOf(out)).toHaveLength(200);
  expect(out).toContain('... and 4801 more');
  expect(status).toBe(1);
});

test('zone-origin-unknown: a relative name and nothing that says to what', async () => {
  expect(codesOf((await judged(`s1._domainkey TXT ${GOOD}\n`)).out)).toEqual(['zone-origin-unknown']);
  expect(codesOf((await judged(`s1._domainkey TXT ${GOOD}\n`, '--domain', 'example.net')).out)).toEqual([]);
});

test('the line that is told is that of the record, behind quotes, comments and parentheses', async () => {
  const { out } = await judged(`${AT}; "(\nx TXT "; (" ; )\ny TXT ( "a"\n\n"b" )\ns1._domainkey TXT "v=DKIM1; p="\n`);
  expect(out).toMatch(/zone:11\n {2}error: .*\[key-revoked\]/);
});

test('zone-smart-quotes: one fix, not that of a value without marks and that of a value with them', async () => {
  expect(codesOf((await judged(`${AT}s1._domainkey TXT “v=DKIM1; p=${P}”\n`)).out)).toEqual(['zone-smart-quotes']);
  expect((await judged(`${AT}s1._domainkey TXT 「v=DKIM1; p=${P}」\n`, '--lang', 'ja')).out).toContain(
    'まっすぐな引用符のところに印刷用の引用符があります。 [zone-smart-quotes]',
  );
});

test('--json has line, code, message and fix', async () => {
  const { out } = await judged(HEAD + SEED, '--json');
  expect(JSON.parse(out)).toMatchObject({
    keys: [{ line: 6, name: 'sel._domainkey.example.net', keyType: 'rsa', keyBits: 1024 }],
    problems: [{ line: 5, severity: 'error', code: 'name-outside-zone' }, { line: 6 }, { line: 6 }, { line: 6 }],
  });
});

test('S-257: a private key in a zone file is told of, and not printed', async () => {
  const pem = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ format: 'pem', type: 'pkcs8' });
  const secret = pem.toString().split('\n').slice(1, -2).join('');
  const strings = (secret.match(/.{1,255}/g) ?? []).map((part) => `"${part}"`).join(' ');
  for (const more of [[], ['--json']]) {
    const { out, err } = await judged(`${AT}s1._domainkey TXT "v=DKIM1; p=" ${strings}\n`, ...more);
    expect(out).toContain('private-key-published');
    expect(out + err).not.toContain(secret.slice(0, 60));
  }
});

test('whatever the file is, it is read in a moment, and nothing of it moves the terminal', async () => {
  for (const text of [
    '(',
    '"',
    ')',
    ' ',
    ';',
    '\\',
    '$',
    'a ',
    '\n',
    '\u001b]0;x\u0007 TXT "',
    '_domainkey TXT "\u009b"\n',
  ]) {
    const { out } = await judged(text.repeat(Math.floor(900_000 / text.length)), '--domain', 'example.net');
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  }
}, 60_000);

test('a name that is too long is told of once, and costs the lines below it nothing', async () => {
  const long = `${'a.'.repeat(127)}_domainkey`;
  const { out, status } = await judged(`${AT}${long} TXT "x"\n${' TXT "x"\n'.repeat(50_000)}`);
  expect(codesOf(out)).toEqual(['zone-name-too-long']);
  expect(status).toBe(1);
  const growing = '$ORIGIN sub\n'.repeat(50_000) + 's1._domainkey TXT "p="\n'.repeat(10_000);
  expect(codesOf((await judged(AT + growing, '--lang', 'ja')).out)).toContain('zone-name-too-long');
  expect(codesOf((await judged(`${AT}${'a'.repeat(64)}._domainkey TXT ${GOOD}\n`)).out)).toEqual([
    'zone-name-too-long',
  ]);
  const fits = `${AT}$ORIGIN sub\n${'a'.repeat(63)}._domainkey TXT ${GOOD}\n`;
  expect(codesOf((await judged(fits)).out)).toEqual([]);
});

test('record-too-long: ten megabytes in one line are read in a moment; 65535 octets are judged as any', async () => {
  const { out, status } = await judged(`${AT}s1._domainkey TXT "v=DKIM1; p=${'A'.repeat(10_000_000)}"\n`);
  expect(codesOf(out)).toEqual(['record-too-long']);
  expect(out).toContain('The value has 10000011 octets; no DNS record has room for more than 65535.');
  expect(status).toBe(1);
  const most = `"v=DKIM1; p=" ${'"AAAA" '.repeat(16_381)}`; // 11 and 65524 octets
  expect(codesOf((await judged(`${AT}s1._domainkey TXT ${most}\n`)).out)).not.toContain('record-too-long');
  expect(codesOf((await judged(`${AT}s1._domainkey TXT ${most}"A"\n`)).out)).toEqual(['record-too-long']);
}, 30_000);

test('txt-too-long: what to write instead can be copied: the whole name, and each blank of the value', async () => {
  const value = `v=DKIM1; n=two  blanks; p=${P}`;
  const { out } = await judged(`${AT}s1._domainkey TXT "${value}"\n`);
  expect(out).toContain(`s1._domainkey.example.net. IN TXT ( "${value.slice(0, 255)}" "${value.slice(255)}" )\n`);
});

test.each([
  [['--zone', 'nowhere'], 'cannot be read'],
  [['--zone', 'x', '--text', 'p='], 'do not go together'],
  [['--zone', 'x', '--selector', 's'], 'do not go together'],
  [['--zone', 'x', '--domain', '-'], 'not a domain name'],
])('wrong usage is told: %j', async (args, words) => {
  const { err, status } = await check(['record', ...args]);
  expect(err).toContain(words);
  expect(status).toBe(2);
});
