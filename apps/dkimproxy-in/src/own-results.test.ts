import { readHeader } from 'dkim-core';
import { expect, test } from 'vitest';
import { comesOff } from './own-results.js';

const header = readHeader(
  Buffer.from(
    [
      'Authentication-Results: mx.example.net; dkim=pass',
      'authentication-results:\r\n (comment) MX.Example.Net 1; dkim=pass',
      'Authentication-Results: other.example; dkim=pass',
      'X-DKIM-Authentication-Results: pass',
      'Subject: mx.example.net; dkim=pass',
      'Authentication-Results: mx.example.net.evil.example; dkim=pass',
      '',
    ].join('\r\n'),
    'latin1',
  ),
);

test.each([
  { removeResults: 'own', off: [0, 1, 3] },
  { removeResults: 'all', off: [0, 1, 2, 3, 5] },
  { removeResults: 'none', off: [] },
] as const)('S-159, S-160: remove_results $removeResults', ({ removeResults, off }) => {
  const settings = { authservId: 'mx.example.net', removeResults };
  expect(header.fields.flatMap((field, index) => (comesOff(field, settings) ? [index] : []))).toEqual(off);
});
