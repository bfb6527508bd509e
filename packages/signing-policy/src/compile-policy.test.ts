import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { compilePolicy, type CompiledPolicy, type Origin } from './compile-policy.js';
import { signingSettings, type SigningValues } from './settings.js';

const FILE = '/etc/dkimproxy/out.conf';

/** Reads `name value` lines of a file, line 1 first. */
function compile(lines: readonly string[], maps: { sender?: string; list?: string } = {}): CompiledPolicy {
  const values = new Map<string, unknown>();
  const origins = new Map<string, readonly Origin[]>();
  const settings = Object.entries(signingSettings);
  for (const [index, text] of lines.entries()) {
    const [name = ''] = text.split(' ');
    const found = settings.find(([, { name: known }]) => known === name);
    if (found === undefined) throw new Error(name);
    const [key, setting] = found;
    const parsed = setting.parse(text.slice(name.length + 1));
    if (!parsed.ok) throw new Error(parsed.reason);
    const { value } = parsed;
    const before = values.get(key);
    values.set(key, 'repeatable' in setting ? [...(Array.isArray(before) ? before : []), value] : value);
    origins.set(key, [...(origins.get(key) ?? []), { file: FILE, line: index + 1 }]);
  }
  return compilePolicy(Object.fromEntries(values) as SigningValues, {
    origins: Object.fromEntries(origins),
    senderMapText: maps.sender,
    listIdMapText: maps.list,
    resolvePath: (path, file) => posix.resolve(file === null ? '/home/admin' : posix.dirname(file), path),
  });
}

const base = ['keyfile private.key', 'selector s1', 'domain example.org'];

function texts(remarks: CompiledPolicy['faults']): readonly string[] {
  return remarks.map(({ file, line, option, message }) => `${file ?? ''}:${line ?? ''} ${option}: ${message}`);
}

test("DESIGN: the seed's file starts unchanged", () => {
  const { faults, warnings, policy } = compile([
    'domain example.net,example.com,example.org',
    'signature dkim(c=relaxed,a=rsa-SHA256)',
    'signature domainkeys(c=nofws,a=rsa-SHA1)',
    'keyfile /usr/local/dkimproxy/private.key',
    'selector sel',
  ]);
  expect(faults).toEqual([]);
  expect(texts(warnings)).toEqual([
    `${FILE}:2 signature: a=rsa-SHA256 is written as a=rsa-sha256: some receivers refuse capitals`,
    `${FILE}:3 signature: a=rsa-SHA1 is written as a=rsa-sha1: some receivers refuse capitals`,
    `${FILE}:3 signature: DomainKeys signatures are historic; receivers ignore them. DKIM alone is enough`,
  ]);
  expect(policy.signatures.map(({ type, canonicalization }) => [type, canonicalization])).toEqual([
    ['dkim', 'relaxed/simple'],
    ['domainkeys', 'nofws'],
  ]);
});

test.each([
  [['domain example.org', 'selector s1'], ': : the signature has no key; add the option keyfile, or key= to it'],
  [['domain example.org', 'keyfile k'], ': : the signature has no selector; add the option selector, or s= to it'],
  [['keyfile k', 'selector s1'], ': : the signature has no domain; add the option domain, or d= to it'],
  [
    ['signature dkim', 'keyfile k', 'selector s1'],
    `${FILE}:1 signature: the signature has no domain; add the option domain, or d= to it`,
  ],
  [
    [...base, 'signature dkim(i=@example.com)'],
    `${FILE}:4 signature: i=@example.com is not under d=example.org, which voids a signature. Change it or take it out`,
  ],
  [[...base, 'signature dkim(i=joe)'], `${FILE}:4 signature: i="joe" is not of the form user@domain or @domain`],
  [
    [...base, 'signature dkim(d=a_b.example)'],
    `${FILE}:4 signature: d=: "a_b.example" is not a domain name of two labels or more`,
  ],
  [[...base, 'signature dkim(s=-x)'], `${FILE}:4 signature: s=: "-x" is not a selector`],
  [
    [...base, 'signature dkim(i=$user)'],
    `${FILE}:4 signature: i=: "$user" is no macro; there are $sender, $senderdomain, $key, $keydomain, and $$ for a dollar sign`,
  ],
  [
    [...base, 'signature dkim', 'method foo'],
    `${FILE}:5 method: "foo" is no canonicalization of DKIM; write relaxed/relaxed, relaxed or simple`,
  ],
  [
    [...base, 'signature domainkeys', 'domainkeys_method relaxed'],
    `${FILE}:5 domainkeys_method: "relaxed" is no canonicalization of DomainKeys; write nofws or simple`,
  ],
])('DESIGN: what cannot work stops the start, with its place and its replacement: %j', (lines, fault) => {
  expect(texts(compile(lines).faults)).toEqual([fault]);
});

test('DESIGN: all faults are reported together, each once a line', () => {
  const { faults, policy } = compile(['signature dkim, domainkeys', 'signature dkim(c=x)']);
  expect(texts(faults)).toEqual([
    `${FILE}:1 signature: the signature has no selector; add the option selector, or s= to it`,
    `${FILE}:1 signature: the signature has no key; add the option keyfile, or key= to it`,
    `${FILE}:1 signature: the signature has no domain; add the option domain, or d= to it`,
    `${FILE}:2 signature: the signature has no selector; add the option selector, or s= to it`,
    `${FILE}:2 signature: the signature has no key; add the option keyfile, or key= to it`,
    `${FILE}:2 signature: the signature has no domain; add the option domain, or d= to it`,
    `${FILE}:2 signature: "x" is no canonicalization of DKIM; write relaxed/relaxed, relaxed or simple`,
  ]);
  expect(policy.signatures).toEqual([]);
});

test.each([
  ['signature dkim(c=relaxed)', 'relaxed/simple'],
  ['signature dkim(c=Relaxed/Relaxed)', 'relaxed/relaxed'],
  ['signature dkim(method=simple)', 'simple/simple'],
  ['dkim_method simple/relaxed', 'simple/relaxed'],
  ['method simple', 'simple/simple'],
  ['signature dkim', 'relaxed/relaxed'],
])('DESIGN: "%s" canonicalizes %s', (line, canonicalization) => {
  expect(compile([...base, line]).policy.signatures).toMatchObject([{ canonicalization }]);
});

test('DESIGN: nowsp is read as relaxed with one warning, however many signatures use it', () => {
  const { policy, faults, warnings } = compile([...base, 'dkim_method nowsp', 'signature dkim, dkim(s=s2)']);
  expect(faults).toEqual([]);
  expect(policy.signatures.map(({ canonicalization }) => canonicalization)).toEqual([
    'relaxed/simple',
    'relaxed/simple',
  ]);
  expect(texts(warnings)).toEqual([expect.stringMatching(/^\/etc\/dkimproxy\/out.conf:4 dkim_method: nowsp is read/)]);
});

test('DESIGN: a=rsa-sha1 of dkim is read as rsa-sha256, with one warning that names RFC 8301', () => {
  const { policy, faults, warnings, keyNeeds } = compile([...base, 'signature dkim(a=RSA-sha1)']);
  expect(faults).toEqual([]);
  expect(policy.signatures).toMatchObject([{ algorithm: 'rsa-sha256' }]);
  expect(keyNeeds).toMatchObject([{ algorithm: 'rsa-sha256' }]);
  expect(texts(warnings)).toEqual([expect.stringMatching(/out.conf:4 signature: .*RFC 8301/)]);
});

test('DESIGN: a method that no signature uses gets a warning', () => {
  const lines = [...base, 'method foo', 'dkim_method relaxed', 'domainkeys_method nofws', 'signature dkim,domainkeys'];
  const { faults, warnings } = compile(lines);
  expect(faults).toEqual([]);
  expect(texts(warnings)[0]).toBe(`${FILE}:4 method: no signature uses it: each has a canonicalization of its own`);
});

test('DESIGN: one method for both kinds starts as it did: the kind that does not know it gets its default', () => {
  const { policy, faults, warnings } = compile([...base, 'method relaxed', 'signature dkim, domainkeys']);
  expect(faults).toEqual([]);
  expect(policy.signatures.map(({ canonicalization }) => canonicalization)).toEqual(['relaxed/simple', 'nofws']);
  expect(texts(warnings)).toContain(`${FILE}:4 method: relaxed is for DKIM; DomainKeys gets nofws`);
});

test('DESIGN: paths are relative to the file that names them', () => {
  const { keyNeeds } = compile(
    ['keyfile keys/main.pem', 'selector s1', 'domain example.org', 'sender_map maps/senders'],
    {
      sender: '# two\n\nexample.org dkim, dkim(key=ed.pem,a=ed25519-sha256), dkim(key=/x.pem), domainkeys\n',
    },
  );
  expect(keyNeeds).toEqual([
    { option: 'keyfile', file: FILE, line: 1, keyfile: '/etc/dkimproxy/keys/main.pem', type: 'dkim', algorithm: null },
    {
      option: 'sender_map',
      file: '/etc/dkimproxy/maps/senders',
      line: 3,
      keyfile: '/etc/dkimproxy/maps/ed.pem',
      type: 'dkim',
      algorithm: 'ed25519-sha256',
    },
    expect.objectContaining({ keyfile: '/x.pem' }),
    expect.objectContaining({ keyfile: '/etc/dkimproxy/keys/main.pem', type: 'domainkeys' }),
  ]);
});

test('DESIGN: faults of a map name its line', () => {
  const { faults } = compile([...base, 'sender_map senders', 'listid_map lists'], {
    sender: 'example.org dkim\n\nexample.com dkim(l=10)\n',
    list: 'a.example.org dkim(h=subject)\n',
  });
  expect(texts(faults)).toEqual([
    expect.stringMatching(/^\/etc\/dkimproxy\/senders:3 sender_map: l= /),
    expect.stringMatching(/^\/etc\/dkimproxy\/lists:1 listid_map: h= does not name From/),
  ]);
});

test("S-115: a fixed i= in a map has to be under the line's own d=", () => {
  const sender = 'example.com dkim(i=@example.com)\nmail.example.net dkim(i=@example.net)\n. dkim(i=@x.example)\n';
  const list = 'l.example.org dkim(i=@example.org)\nm.example.org dkim(i=@example.com)\n';
  const { faults } = compile([...base, 'sender_map senders', 'listid_map lists'], { sender, list });
  expect(texts(faults)).toEqual([
    expect.stringMatching(/senders:2 .* i=@example.net is not under d=mail.example.net/),
    expect.stringMatching(/lists:2 .* i=@example.com is not under d=example.org/),
  ]);
});

test('DESIGN: with a map and no signature line there is no default signature', () => {
  expect(compile([...base, 'sender_map senders'], { sender: 'example.com dkim' }).policy.signatures).toEqual([]);
  expect(compile([...base, 'listid_map lists'], { list: 'example.com dkim' }).policy.signatures).toEqual([]);
  expect(compile(base).policy.signatures).toHaveLength(1);
});

test('S-044: a domain of one label is told, and does not stop the rest', () => {
  const { faults, warnings } = compile(['keyfile k', 'selector s1', 'domain localhost,example.org']);
  expect(faults).toEqual([]);
  expect(texts(warnings)).toEqual([
    `${FILE}:3 domain: no mail can be signed with d=localhost: it needs two labels or more`,
  ]);
});

test('S-123: domains are kept as A-labels, each once', () => {
  const { policy } = compile([
    'keyfile k',
    'selector s1',
    'domain Bücher.example , example.org,',
    'domain example.ORG',
  ]);
  expect(policy.domains).toEqual(['xn--bcher-kva.example', 'example.org']);
});
