import { readHeader } from 'dkim-core';
import { expect, test } from 'vitest';
import { chooseSignatures, type Choice } from './choose-signatures.js';
import { compilePolicy } from './compile-policy.js';
import { signingSettings, type SigningValues } from './settings.js';

interface Configuration {
  lines: Readonly<Record<string, string | readonly string[]>>;
  senderMap?: string;
  listIdMap?: string;
}

/** Options as a file has them, each value once or as a list; keyfile and selector are there. */
function choose({ lines, senderMap, listIdMap }: Configuration, ...fields: readonly string[]): Choice {
  const texts: Readonly<Record<string, string | readonly string[]>> = {
    keyfile: '/etc/key.pem',
    selector: 's1',
    ...lines,
    ...(senderMap === undefined ? {} : { sender_map: '/etc/senders' }),
    ...(listIdMap === undefined ? {} : { listid_map: '/etc/lists' }),
  };
  const values = new Map<string, unknown>();
  for (const [key, setting] of Object.entries(signingSettings)) {
    const text = texts[setting.name];
    if (text === undefined) continue;
    const parsed = [text].flat().map((one) => setting.parse(one));
    const good = parsed.map((one) => {
      if (!one.ok) throw new Error(one.reason);
      return one.value;
    });
    values.set(key, 'repeatable' in setting ? good : good[0]);
  }
  const { policy, faults } = compilePolicy(Object.fromEntries(values) as SigningValues, {
    origins: {},
    senderMapText: senderMap,
    listIdMapText: listIdMap,
    resolvePath: (path) => path,
  });
  expect(faults).toEqual([]);
  return chooseSignatures(readHeader(Buffer.from(`${fields.join('\r\n')}\r\n\r\n`, 'utf8')), policy);
}

/** `type d=... i=...` of each signature. */
function summary({ signatures }: Choice): readonly string[] {
  return signatures.map((signature) => {
    const identity = signature.type === 'dkim' ? signature.identity : undefined;
    return `${signature.type} ${signature.domain}${identity === undefined ? '' : ` ${identity}`}`;
  });
}

const both = ['dkim(c=relaxed)', 'domainkeys(c=nofws)'];

test('DESIGN: one domain signs everything with it', () => {
  const lines = { domain: 'domain1.example', signature: both };
  expect(summary(choose({ lines }, 'From: <a@domain1.example>'))).toEqual([
    'dkim domain1.example',
    'domainkeys domain1.example',
  ]);
  const other = choose({ lines }, 'From: <a@domain3.example>');
  expect(summary(other)).toEqual(['dkim domain1.example']);
  expect(other.notes).toEqual(['no DomainKey-Signature: sender a@domain3.example is not under d=domain1.example']);
});

test.each([
  ['a@example.org', 'example.org'],
  ['a@mail.example.org', 'mail.example.org'],
  ['a@x.MAIL.Example.ORG', 'mail.example.org'],
  ['a@xexample.org', null],
  ['a@org', null],
  ['a@bücher.example', 'xn--bcher-kva.example'],
])('DESIGN: of several domains, %s is signed by %s', (address, domain) => {
  const lines = { domain: ['example.org, Mail.Example.org', 'bücher.example,'], signature: ['dkim'] };
  const choice = choose({ lines }, `From: ${address}`);
  expect(summary(choice)).toEqual(domain === null ? [] : [`dkim ${domain}`]);
});

test('DESIGN: none of several domains matches: not signed, and the reason names them', () => {
  const choice = choose({ lines: { domain: 'one.example,two.example' } }, 'From: a@org');
  expect(choice.reason).toBe('not signed: sender a@org fits none of one.example, two.example');
});

test('DESIGN: From decides; where it matches nothing, Sender does; sender_fields brings the old order back', () => {
  const fields = ['Sender: s@two.example', 'From: f@one.example'];
  const lines = { domain: 'one.example,two.example' };
  expect(choose({ lines }, ...fields)).toMatchObject({ sender: 'f@one.example', reason: 'domain: one.example' });
  expect(choose({ lines: { ...lines, sender_fields: 'sender,from' } }, ...fields).sender).toBe('s@two.example');
  expect(choose({ lines }, 'Sender: s@two.example', 'From: f@else.example').sender).toBe('s@two.example');
  expect(choose({ lines: { ...lines, sender_fields: 'from' } }, 'Sender: s@two.example', 'From: f@e.example')).toEqual({
    sender: 'f@e.example',
    signatures: [],
    reason: 'not signed: sender f@e.example fits none of one.example, two.example',
    skipped: 'no-rule',
    notes: [],
  });
});

test('DESIGN: the sender is the first address of From', () => {
  const lines = { domain: 'one.example,two.example' };
  expect(summary(choose({ lines }, 'From: a@one.example, b@two.example'))).toEqual(['dkim one.example']);
});

test('DESIGN: a DomainKey signature always takes Sender where it stands', () => {
  const lines = { domain: 'one.example,two.example', signature: both };
  const choice = choose({ lines }, 'From: f@one.example', 'Sender: s@two.example');
  expect(summary(choice)).toEqual(['dkim one.example']);
  expect(summary(choose({ lines }, 'From: f@one.example', 'Sender: s@sub.one.example'))).toHaveLength(2);
  expect(summary(choose({ lines }, 'From: f@one.example', 'Sender: unusable'))).toEqual(['dkim one.example']);
});

const senderMap = `
# a comment
Joe@Example.ORG    dkim(s=full)
ann@example.org    dkim(s=ann)
example.org        dkim(s=domain)
sub.example.org    dkim(s=sub), domainkeys(c=nofws,s=dk)
org                dkim(s=parent)
.                  dkim(s=any)
`;

test.each([
  ['joe@example.org', 'full', 'example.org'],
  ['JOE@EXAMPLE.org', 'full', 'example.org'],
  ['ann+lists@example.org', 'ann', 'example.org'],
  ['ann+a+b@example.org', 'ann', 'example.org'],
  ['bob@example.org', 'domain', 'example.org'],
  ['bob@deep.sub.example.org', 'sub', 'sub.example.org'],
  ['bob@else.example', 'any', 'else.example'],
])('DESIGN: the sender map, address to ".": %s by %s, d= is the matched key', (address, selector, domain) => {
  const choice = choose({ lines: {}, senderMap }, `From: ${address}`);
  expect(choice.signatures[0]).toMatchObject({ selector, domain });
});

test('DESIGN: a matched key of one label can be no d=: not signed, and the log says why', () => {
  const choice = choose({ lines: {}, senderMap }, 'From: bob@other.org');
  expect(choice.signatures).toEqual([]);
  expect(choice.reason).toBe('not signed: no DKIM-Signature: "org" is not a domain name of two labels or more');
});

test('DESIGN: a sender that is in no map gets the signature lines, or none', () => {
  const map = 'example.org dkim';
  expect(choose({ lines: {}, senderMap: map }, 'From: a@else.example').reason).toBe(
    'not signed: sender a@else.example stands in no map',
  );
  const lines = { domain: 'else.example', signature: 'dkim(s=line)' };
  expect(choose({ lines, senderMap: map }, 'From: a@else.example').signatures[0]).toMatchObject({ selector: 'line' });
  expect(choose({ lines, senderMap: map }, 'From: a@example.org').signatures[0]).toMatchObject({
    domain: 'example.org',
    selector: 's1',
  });
});

const listIdMap = 'kernel.org dkim(c=relaxed)\nlist.example.org dkim\nd.example.org dkim(d=example.org)\n';

test.each([
  ['<linux.kernel.org>', 'kernel.org'], // a parent's match: that parent
  ['"The list" <LIST.example.org>', 'example.org'], // a full match: the id without its first label
  ['<d.example.org>', 'example.org'],
  ['<other.example.org>', null],
  ['no brackets.kernel.org', null],
])('DESIGN: List-Id %s is signed by %s', (listId, domain) => {
  const choice = choose({ lines: {}, listIdMap }, 'From: a@x.example', `List-Id: ${listId}`);
  expect(summary(choice)).toEqual(domain === null ? [] : [`dkim ${domain}`]);
});

test('DESIGN: the List-Id map goes before the sender map and the signature lines, and does not ask domain', () => {
  const maps = { senderMap: 'x.example dkim(s=sender)', listIdMap: 'lists.example.org dkim(s=list)' };
  const lines = { domain: 'y.example', signature: 'dkim(s=line)' };
  const by = (...fields: string[]): unknown => choose({ lines, ...maps }, ...fields).signatures[0]?.selector;
  expect(by('From: a@x.example', 'List-Id: <lists.example.org>')).toBe('list');
  expect(by('From: a@x.example', 'List-Id: <else.example.org>')).toBe('sender');
  expect(by('From: a@x.example')).toBe('sender');
  expect(by('From: a@y.example')).toBe('line');
});

test('DESIGN: the macros, in d= and i=', () => {
  const lines = { signature: 'dkim(d=$senderdomain,i=$sender)' };
  expect(summary(choose({ lines }, 'From: Smith <smith@foo.domain3.example>'))).toEqual([
    'dkim foo.domain3.example smith@foo.domain3.example',
  ]);
  const map = 'a@lists.example.org dkim(d=$keydomain,i=$key), dkim(i=cash$$@lists.example.org)';
  expect(summary(choose({ lines: {}, senderMap: map }, 'From: A@lists.example.org'))).toEqual([
    'dkim lists.example.org a@lists.example.org',
    'dkim lists.example.org cash$@lists.example.org',
  ]);
});

test('S-115: an i= that does not fit is left out, and the log says so', () => {
  const lines = { domain: 'example.org', signature: 'dkim(i=$sender)' };
  const choice = choose({ lines }, 'From: a@else.example');
  expect(summary(choice)).toEqual(['dkim example.org']);
  expect(choice.notes).toEqual(['i=a@else.example is not under d=example.org and is left out']);
});

test('S-116: a value put in by a macro is not expanded again, and d= takes nothing but a domain', () => {
  const lines = { domain: 'example.org', signature: 'dkim(i=$sender)' };
  expect(summary(choose({ lines }, 'From: "$key$$;b=c"@example.org'))).toEqual([
    'dkim example.org "$key$$;b=c"@example.org',
  ]);
  const bad = choose({ lines: { signature: 'dkim(d=$key)' } }, 'From: a@example.org');
  expect(bad).toMatchObject({ signatures: [], notes: [] });
  expect(bad.reason).toMatch(/^not signed: no DKIM-Signature: /);
});

test.each([
  [['Subject: x'], 'the message has no From'],
  [['From: a@example.org', 'From: b@example.org'], 'the message has 2 From fields'],
  [['From: nobody'], 'From holds no usable address'],
  [['From: list:;', 'Sender: a@example.org'], 'From holds no usable address'],
])('S-262: %j is not signed, and with sign_invalid_from it is', (fields, why) => {
  const lines = { domain: 'example.org' };
  expect(choose({ lines }, ...fields)).toMatchObject({ signatures: [], reason: `not signed: ${why}` });
  expect(summary(choose({ lines: { ...lines, sign_invalid_from: 'yes' } }, ...fields))).toEqual(['dkim example.org']);
});

test('DESIGN: defaults of a signature; options of the whole go into each', () => {
  const lines = { domain: 'example.org', oversign: 'from,subject', expire: '7d' };
  expect(choose({ lines }, 'From: a@example.org').signatures).toEqual([
    {
      type: 'dkim',
      algorithm: undefined,
      canonicalization: 'relaxed/relaxed',
      domain: 'example.org',
      selector: 's1',
      keyfile: '/etc/key.pem',
      identity: undefined,
      signedFields: undefined,
      oversignedFields: ['from', 'subject'],
      expiresAfter: 604_800,
    },
  ]);
});

test('keys of prototypes are keys like others', () => {
  const map = '__proto__ dkim(s=proto)\nconstructor dkim(s=made)\nhasOwnProperty@example.org dkim(s=own)';
  const by = (address: string): unknown =>
    choose({ lines: { domain: 'd.example' }, senderMap: map }, `From: ${address}`).signatures[0]?.selector;
  expect(by('hasownproperty@example.org')).toBe('own');
  expect(by('toString@valueOf')).toBeUndefined();
  expect(by('__proto__@example.org')).toBeUndefined();
  expect(({} as Record<string, unknown>)['signatures']).toBeUndefined();
});
