import { readHeader } from 'dkim-core';
import { expect, test } from 'vitest';
import { wordsIn } from '../words/words.js';
import { foreignResults, type ForeignResult } from './foreign-results.js';

const english = wordsIn('en');

function resultsIn(...lines: string[]): readonly ForeignResult[] {
  return foreignResults(readHeader(Buffer.from([...lines, 'From: a@b.example', '', ''].join('\r\n'), 'utf8')));
}

const shown = ({ receiver, results, problems }: ForeignResult): unknown => [
  receiver,
  results.map(({ method, result }) => `${method}=${result}`),
  problems.map(({ code }) => code),
];

/** As receivers wrote them; hosts and domains replaced. */
test.each([
  {
    of: 'Gmail in 2013, the riddle of the blog',
    lines: [
      'Authentication-Results: mx.google.com;',
      '       spf=pass (google.com: domain of joe@example.jp designates 192.0.2.1 as permitted sender) smtp.mail=joe@example.jp;',
      '       dkim=neutral (no key) header.i=@',
    ],
    is: ['Gmail', ['spf=pass', 'dkim=neutral'], ['foreign-no-key', 'foreign-empty-identity']],
  },
  {
    of: 'Gmail in 2012, without a word about DKIM',
    lines: [
      'Authentication-Results: mx.google.com; spf=pass (google.com: domain of',
      ' joe@example.net designates 192.0.2.1 as permitted sender) smtp.mail=joe@example.net',
    ],
    is: ['Gmail', ['spf=pass'], ['foreign-no-dkim-result']],
  },
  {
    of: 'Yahoo! JAPAN, no ";" behind its name',
    lines: [
      'Authentication-Results: mta123.mail.djm.yahoo.co.jp  from=example.jp; domainkeys=pass (ok); dkim=pass (ok) header.i=@example.jp',
    ],
    is: ['Yahoo! JAPAN', ['from=example', 'domainkeys=pass', 'dkim=pass'], ['foreign-domainkeys', 'foreign-pass']],
  },
  {
    of: 'Microsoft, no name and strangers between the results',
    lines: [
      'X-MS-Exchange-Authentication-Results: spf=pass (sender IP is 192.0.2.1)',
      ' smtp.mailfrom=example.org; lists.example.net; dkim=timeout (key query timeout)',
      ' header.d=EXAMPLE.ORG;lists.example.net; dmarc=bestguesspass action=none',
      ' header.from=example.org;',
    ],
    is: ['Microsoft', ['spf=pass', 'dkim=timeout', 'dmarc=bestguesspass'], ['foreign-key-timeout']],
  },
  {
    of: 'Microsoft in an ARC field, version behind the name',
    lines: [
      'ARC-Authentication-Results: i=2; mx.microsoft.com 1; spf=pass (sender ip is',
      ' 192.0.2.1) smtp.rcpttodomain=example.net smtp.mailfrom=example.org; dmarc=pass',
      ' (p=none sp=none pct=100) action=none header.from=example.org; dkim=fail (body hash did not verify)',
      ' header.d=example.org; arc=pass (0 oda=1 ltdi=1',
      ' spf=[1,1,smtp.mailfrom=example.org] dkim=[1,1,header.d=example.org])',
    ],
    is: ['Microsoft', ['spf=pass', 'dmarc=pass', 'dkim=fail', 'arc=pass'], ['foreign-body-changed']],
  },
  {
    of: 'Yahoo, with an underscore and a ";" at the end',
    lines: [
      'Authentication-Results: atlas220.free.mail.bf1.yahoo.com;',
      ' dkim=perm_fail header.i=@example.net header.s=2023a;',
      ' dkim=pass header.i=@example.net header.s=2023b;',
      ' dmarc=pass(p=REJECT) header.from=example.net;',
    ],
    is: ['Yahoo', ['dkim=perm_fail', 'dkim=pass', 'dmarc=pass'], ['foreign-permerror', 'foreign-pass']],
  },
  {
    of: 'Cisco',
    lines: [
      'Authentication-Results: esa5.example.net; dkim=hardfail (body hash did not verify [final]) header.i=@example.org',
    ],
    is: ['esa5.example.net', ['dkim=hardfail'], ['foreign-body-changed', 'foreign-hardfail']],
  },
  {
    of: 'amavis, the cause in reason=',
    lines: [
      'Authentication-Results: host (amavisd-new); dkim=neutral reason="invalid (public key: not available)" header.d=example.org',
    ],
    is: ['host', ['dkim=neutral'], ['foreign-no-key']],
  },
  {
    of: 'dkimproxy.in 1.4.1 for a mail without a signature, as the blog shows it',
    lines: ['Authentication-Results: mail.example.jp; '],
    is: ['mail.example.jp', [], ['foreign-empty-results']],
  },
  {
    of: 'its one-word field',
    lines: ['X-DKIM-Authentication-Results: pass'],
    is: ['dkimproxy', ['dkim=pass'], ['foreign-pass']],
  },
  {
    of: 'one that says that nothing was checked',
    lines: ['Authentication-Results: mx.example.net; none'],
    is: ['mx.example.net', [], []],
  },
  {
    of: 'one that was moved aside',
    lines: ['Authentication-Results-Original: mx.example.net; dkim=none (message not signed) header.d=none'],
    is: ['mx.example.net', ['dkim=none'], ['foreign-not-signed']],
  },
])('a field of $of', ({ lines, is }) => {
  expect(resultsIn(...lines).map(shown)).toEqual([is]);
});

test('the result is given with its comment and its properties', () => {
  const [gmail] = resultsIn(
    'Authentication-Results: mx.google.com; dkim=neutral (no key) header.i=@example.org header.s=s1',
  );
  expect(gmail).toMatchObject({ field: 'Authentication-Results', authservId: 'mx.google.com' });
  expect(gmail?.results).toEqual([
    {
      method: 'dkim',
      result: 'neutral',
      text: 'dkim=neutral (no key) header.i=@example.org header.s=s1',
      properties: new Map([
        ['header.i', '@example.org'],
        ['header.s', 's1'],
      ]),
    },
  ]);
});

test('no word about DKIM is no riddle where the same receiver says it in another field', () => {
  const both = resultsIn(
    'Authentication-Results: mx.example.net; spf=pass smtp.mailfrom=example.org',
    'Authentication-Results: mx.example.net; dkim=pass header.d=example.org',
  );
  expect(both.flatMap(({ problems }) => problems.map(({ code }) => code))).toEqual(['foreign-pass']);
  const [only] = resultsIn('Authentication-Results: mx.example.net; spf=pass smtp.mailfrom=example.org');
  expect(only?.problems.map((each) => each.message(english))).toEqual([
    'mx.example.net wrote no result for DKIM: it found no signature that it understood.',
  ]);
});

test('other fields are none of these', () => {
  expect(resultsIn('X-Results: dkim=pass', 'Authentication-Results-Of: x; dkim=pass', 'Subject: dkim=fail')).toEqual(
    [],
  );
});

test.each(['(', '"', ';', '\\', ' dkim=', 'dkim=pass;', '((((', '"(;', '=', 'a='])(
  'S-243: 100 kB of %j in a field are read, and what is shown of it is short',
  (part) => {
    const [field] = resultsIn(`Authentication-Results: mx.example.net; ${part.repeat(100_000 / part.length)}`);
    expect(field?.receiver).toBe('mx.example.net');
    expect(field?.results.length).toBeLessThanOrEqual(50);
    for (const { text } of field?.results ?? []) expect(text.length).toBeLessThan(310);
  },
);

test('a thousand fields: the first are read', () => {
  const fields = resultsIn(...Array.from({ length: 1000 }, () => 'Authentication-Results: x; dkim=pass'));
  expect(fields.length).toBe(20);
});
