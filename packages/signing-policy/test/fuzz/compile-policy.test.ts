/** compilePolicy and chooseSignatures, of options and maps in any state: faults with their place, or a policy that answers any mail. */
/* oxlint-disable vitest/no-conditional-expect -- what must hold hangs on whether the text could be read; a tally sees to both */
import { posix } from 'node:path';
import { readHeader } from 'dkim-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { costOfMegabyte, hostile, runs, tally, timeout } from '../../../dkim-core/test/fuzz/hostile-input.js';
import { chooseSignatures, compilePolicy, signingSettings, type CompiledPolicy, type Origin } from '../../src/index.js';

const ADMIN_MS = 5000; // a megabyte of an administrator's own lines, on a loaded machine
const FILE = '/etc/dkimproxy/out.conf';

interface Maps {
  sender?: string | undefined;
  list?: string | undefined;
}

/** Reads what the table takes of `name value` lines, as smtp-proxy does; other lines are left out. */
function compile(text: string, maps: Maps): CompiledPolicy {
  const values = new Map<string, unknown[]>();
  const origins = new Map<string, Origin[]>();
  for (const [index, line] of text.split('\n').entries()) {
    const [name = ''] = line.split(' ');
    for (const [key, setting] of Object.entries(signingSettings)) {
      const parsed = setting.name === name ? setting.parse(line.slice(name.length + 1)) : null;
      if (!parsed?.ok) continue;
      const places = origins.get(key) ?? [];
      const list = values.get(key) ?? [];
      places.push({ file: FILE, line: index + 1 });
      list.push(parsed.value);
      origins.set(key, places);
      values.set(key, list);
    }
  }
  const isList = new Set(['domain', 'signature']);
  const given = Object.fromEntries([...values].map(([key, list]) => [key, isList.has(key) ? list : list.at(-1)]));
  return compilePolicy(given, {
    origins: Object.fromEntries(origins),
    senderMapText: maps.sender,
    listIdMapText: maps.list,
    resolvePath: (path, file) => posix.resolve(posix.dirname(file ?? '/home/x'), path),
  });
}

const CONFIGURATIONS = [
  'keyfile a.pem\nselector s1\nlistid_map l\nsender_map m\n',
  'domain example.org,example.net\nkeyfile private.key\nselector s1\nsignature dkim(c=relaxed,a=rsa-SHA256)\nsignature domainkeys(c=nofws)\nidentity @example.org\nmethod relaxed\n',
  'domain example.org\nkeyfile a.pem\nselector s1\nsender_map m\nlistid_map l\nexpire 7d\noversign from,to\nsender_fields sender,from\nsign_invalid_from yes\n',
  'keyfile a.pem\nselector s1\nsignature dkim(d=$senderdomain,i=$sender),domainkeys(d=$keydomain)\ndkim_method simple\ndomainkeys_method simple\n',
];
const OPTIONS = Object.values(signingSettings).map(({ name }) => `\n${name} `);
const MAPS = [
  'joe@example.org dkim(d=example.org)\nexample.net dkim(i=@example.net),domainkeys\n. dkim(d=$keydomain,i=$sender)\n',
  'l.example.org dkim(s=list)\nexample.net dkim(d=$key)\n',
];
const MAILS = [
  'From: Joe <joe@mail.example.org>\r\nList-Id: <a.l.example.org>\r\n\r\n',
  'Sender: x@example.net\r\nFrom: joe+tag@example.org\r\n\r\n',
  'From: a@example.net, b@example.org\r\nFrom: c@d.example\r\n\r\n',
];

test('any options and maps compile to faults with a place, or to a policy that answers any mail', { timeout }, () => {
  const seen = tally();
  const texts = hostile(CONFIGURATIONS, {
    pieces: [...OPTIONS, 'dkim(', 'd=', '$sender', '$key', '$x', 'relaxed', 'nofws', 'example.org'],
  });
  const maps = fc.option(hostile(MAPS, { pieces: ['\n', ' dkim', '$sender', 'd=', 'i=@', 'example.org'] }), {
    nil: undefined,
  });
  const mails = hostile(MAILS, { pieces: ['From: ', 'Sender: ', 'List-Id: <', 'a@example.org', '\r\n'] });
  const property = fc.property(texts, maps, maps, mails, (text, sender, list, mail) => {
    const { policy, faults, warnings, keyNeeds } = compile(text, { sender, list });
    for (const { file, line, message, option } of [...faults, ...warnings]) {
      expect(message).not.toBe('');
      expect([file === null, line === null, typeof option]).toEqual([file === null, file === null, 'string']);
    }
    const keyfiles = new Set(keyNeeds.map(({ keyfile }) => keyfile));
    for (const keyfile of keyfiles) expect(posix.isAbsolute(keyfile)).toBe(true);
    const { signatures, reason, notes } = chooseSignatures(readHeader(Buffer.from(mail, 'latin1')), policy);
    expect(reason).not.toBe('');
    for (const { domain, selector, keyfile, identity } of signatures.map((one) => ({ identity: undefined, ...one }))) {
      expect(domain).toMatch(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/);
      expect(selector).not.toBe('');
      expect(keyfiles.has(keyfile)).toBe(true);
      if (identity !== undefined) expect(identity).toContain('@');
    }
    if (signatures.length > 0) seen.add('signs');
    if (faults.length > 0) seen.add('faults');
    if (warnings.length > 0) seen.add('warnings');
    if (notes.length > 0) seen.add('notes');
    if (reason.startsWith('not signed')) seen.add('does not sign');
    if (reason.startsWith('sender_map')) seen.add('sender map');
    if (reason.startsWith('listid_map')) seen.add('List-Id map');
  });
  fc.assert(property, runs(1000));
  for (const outcome of ['signs', 'faults', 'warnings', 'notes', 'does not sign', 'sender map', 'List-Id map']) {
    expect([outcome, seen.of(outcome) > 0]).toEqual([outcome, true]);
  }
});

test('S-245: 1 MB of lines compiles in linear time', { timeout }, async () => {
  const base = 'domain example.org\nkeyfile a.pem\nselector s1\n';
  const slow: (string | null)[] = [];
  for (const line of ['domain a.example\n', 'signature dkim(d=$sender)\n']) {
    slow.push(await costOfMegabyte(line, (text) => compile(base + text, {}), ADMIN_MS));
  }
  for (const line of ['a.example dkim(d=$x),dkim\n', '. dkim(i=@x.example),']) {
    slow.push(await costOfMegabyte(line, (sender) => compile(`${base}sender_map m`, { sender }), ADMIN_MS));
  }
  expect(slow.filter((cost) => cost !== null)).toEqual([]);
});
