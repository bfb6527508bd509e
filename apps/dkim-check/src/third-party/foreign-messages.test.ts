import { expect, test } from 'vitest';
import { EXPLAINED_CODES } from '../explain/explanations.js';
import { foreignMessagesIn, type ForeignCode } from './foreign-messages.js';

const codesIn = (text: string): readonly string[] => foreignMessagesIn(text).map(({ code }) => code);

/** The words as receivers and programs wrote them, and words close to them that mean something else or nothing. */
const WORDINGS: readonly { code: ForeignCode; said: readonly string[]; not: readonly string[] }[] = [
  {
    code: 'foreign-no-key',
    said: [
      'dkim=neutral (no key) header.i=@example.org header.s=s1 header.b=DNkYmWTO',
      'dkim=fail (no key for signature) header.d=example.org',
      'dkim=neutral reason="invalid (public key: not available)" header.d=example.org',
      'DKIM: d=example.org s=s1 [invalid - public key record (currently?) unavailable]',
      'opendkim[1]: s=s1 d=example.org SSL key not found in DNS',
      'no key',
      '\uff4e\uff4f\u3000\uff4b\uff45\uff59',
      'No DKIM record found',
      'DKIM record not found',
      'Could not find a valid DKIM record',
    ],
    not: ['dkim=fail (no keyboard)', 'the monkey', 'a DKIM record was found'],
  },
  {
    code: 'foreign-record-valid',
    said: ['This is a valid DKIM key record', 'Valid DKIM record found'],
    not: ['This is not a valid DKIM key record', 'No valid DKIM record found'],
  },
  {
    code: 'foreign-empty-identity',
    said: ['dkim=neutral (no key) header.i=@', 'dkim=neutral (no key) header.i=@; spf=pass', 'header.i="@"'],
    not: ['dkim=pass header.i=@example.org', 'dkim=pass header.i=joe@example.org'],
  },
  {
    code: 'foreign-bad-version',
    said: [
      'dkim=neutral (bad version) header.i=@example.org',
      '[invalid - unsupported DKIM version]',
      'unknown key version',
    ],
    not: ['dkim=neutral (bad visitor)'],
  },
  {
    code: 'foreign-no-modulus',
    said: ["Tag 'p': Invalid public key has no modulus", 'has no modulus'],
    not: ['Tag p: valid, the modulus has 1024 bits'],
  },
  {
    code: 'foreign-invalid-public-key',
    said: [
      'dkim=neutral (invalid public key) header.i=@example.org',
      'dkim=neutral reason="invalid (public key: OpenSSL error: bad base64 decode)"',
      '[invalid - syntax error in public key record]',
      'unable to apply public key',
    ],
    not: ['Invalid public key has no modulus', 'invalid (public key: not available)', 'invalid (public key: revoked)'],
  },
  {
    code: 'foreign-key-revoked',
    said: ['key revoked', 'invalid (public key: revoked)'],
    not: ['the certificate was revoked'],
  },
  {
    code: 'foreign-multiple-keys',
    said: ['multiple keys found', 'Multiple DNS replies'],
    not: ['multiple signatures found'],
  },
  {
    code: 'foreign-weak-key',
    said: [
      'dkim=policy (weak key) header.i=@example.org',
      'dkim=policy policy.dkim-rules=weak-key header.i=@example.org',
      'dkim=policy (768-bit key) header.d=example.org reason="signing key too small"',
    ],
    not: ['dkim=pass (1024-bit key) header.d=example.org', 'dkim=pass (weekly key)'],
  },
  {
    code: 'foreign-zero-bit-key',
    said: [
      'dkim=permerror (0-bit key) header.d=example.org',
      'dkim=temperror (0-bit key; unprotected) header.d=example.org',
    ],
    not: ['dkim=pass (1024-bit key)', 'dkim=pass (2048-bit key)'],
  },
  {
    code: 'foreign-key-timeout',
    said: [
      'dkim=timeout (key query timeout) header.d=example.org',
      'dkim=temperror (dns timeout)',
      'key DNS query failed',
    ],
    not: ['451 4.4.2 Timeout - closing connection.'],
  },
  {
    code: 'foreign-body-changed',
    said: [
      'dkim=neutral (body hash did not verify) header.i=@example.org',
      'dkim=hardfail (body hash did not verify [final]) header.i=@example.org',
      'dkim=fail (body has been altered)',
      '[verification failed - body hash mismatch (body probably modified in transit)]',
    ],
    not: ['dkim=fail (signature did not verify)', 'the body hash did verify'],
  },
  {
    code: 'foreign-wrong-key',
    said: ['SSL error:0407006A:rsa routines:RSA_padding_check_PKCS1_type_1:block type is not 01'],
    not: ['block type is 01'],
  },
  {
    code: 'foreign-bad-signature',
    said: [
      "dkim=fail (signature didn't verify)",
      'dkim=fail (signature did not verify) header.d=example.org',
      'dkim=fail ("headers rsa verify failed") header.d=example.org header.s=s1',
      'dkim=fail reason="signature verification failed" (1024-bit key; unprotected) header.d=example.org',
      'dkim=softfail (fail, message has been altered)',
    ],
    not: ['dkim=pass (signature was verified)', 'dkim=fail (body hash did not verify)'],
  },
  { code: 'foreign-bad-format', said: ['dkim=neutral (bad format) header.i=@example.org'], not: ['bad formatter'] },
  {
    code: 'foreign-algorithm',
    said: ["unknown signature algorithm: b'rsa-SHA256'", 'signature algorithm invalid', 'dkim=policy (weak-algorithm)'],
    not: ['signature algorithm rsa-sha256'],
  },
  {
    code: 'foreign-expired',
    said: ['dkim=fail (signature expired)', 'signature has expired'],
    not: ['the domain expired'],
  },
  {
    code: 'foreign-not-signed',
    said: ['dkim=none (message not signed) header.d=none', 'mx.example.net; dkim=none', 'R_DKIM_NA(0.00)[]'],
    not: ['dkim=pass header.i=@example.org', 'dmarc=none action=none'],
  },
  {
    code: 'foreign-hardfail',
    said: ['dkim=hardfail (signature did not verify [final]) header.i=@example.org'],
    not: ['spf=hardfail smtp.mailfrom=example.org'],
  },
  {
    code: 'foreign-spamassassin',
    said: ['tests=DKIM_INVALID,DKIM_SIGNED autolearn=no', 'T_DKIM_INVALID'],
    not: ['tests=DKIM_SIGNED,DKIM_VALID'],
  },
  {
    code: 'foreign-opendkim-signs-not',
    said: [
      "opendkim[1]: 3F1A: no signing table match for 'joe@example.org'",
      'opendkim[1]: 3F1A: external host mail.example.org attempted to send as example.org',
      'opendkim[1]: s1._domainkey.example.org: key data is not secure: /etc/k.pem is in group 0 which has multiple users',
    ],
    not: ['the external host attempted it', 'the key data is secure'],
  },
  {
    code: 'foreign-domainkeys',
    said: ['from=example.jp; domainkeys=pass (ok); dkim=pass (ok) header.i=@example.jp', 'domainkeys=neutral (no sig)'],
    not: ['dkim=pass (ok)'],
  },
  {
    code: 'foreign-dmarc-fail',
    said: [
      'dmarc=fail (p=REJECT sp=REJECT dis=NONE) header.from=example.org',
      'dmarc=fail action=oreject header.from=example.org',
    ],
    not: ['dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=example.org'],
  },
  {
    code: 'foreign-pass',
    said: [
      'dkim=pass header.i=@example.org',
      "DKIM: 'PASS' with domain example.org",
      'DKIM signature confirmed GOOD',
      'tests=DKIM_SIGNED,DKIM_VALID',
      'domainkeys=pass (ok); dkim=pass (ok) header.i=@example.jp',
    ],
    not: ['spf=pass smtp.mailfrom=example.org', 'dkim=passive'],
  },
  {
    code: 'foreign-fail',
    said: [
      'dkim=fail header.d=example.org',
      "DKIM: 'FAIL' with domain example.org",
      'DKIM: fail',
      'dkim=fail (for some reason)',
      'R_DKIM_REJECT(1.00)[example.org:s=s1]',
    ],
    not: ['spf=fail', "DMARC: 'FAIL'", 'dkim=fail (signature did not verify)'],
  },
  {
    code: 'foreign-neutral',
    said: ['dkim=neutral header.i=@example.org', 'DKIM: neutral'],
    not: ['spf=neutral', 'dkim=neutral (no key)'],
  },
  { code: 'foreign-policy', said: ['dkim=policy header.d=example.org'], not: ['dkim=policy (weak key)', 'the policy'] },
  {
    code: 'foreign-permerror',
    said: [
      'dkim=permerror',
      'dkim=perm_fail header.i=@example.org header.s=s1',
      'dkim=invalid',
      'invalid (unsupported query protocol)',
      'R_DKIM_PERMFAIL(0.00)[example.org:s=s1]',
    ],
    not: ['dkim=permerror (0-bit key)', 'dkim=temperror'],
  },
  {
    code: 'foreign-temperror',
    said: ['dkim=temperror', 'dkim=tempfail', 'dkim=timeout', 'R_DKIM_TEMPFAIL(0.00)[example.org:s=s1]'],
    not: ['dkim=timeout (key query timeout)', 'dkim=permerror'],
  },
  {
    code: 'bounce-unauthenticated',
    said: [
      '550-5.7.26 This mail has been blocked because the sender is unauthenticated.\n550-5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM.',
      '421-4.7.26 This mail has been rate limited because it is unauthenticated.',
    ],
    not: ["550-5.7.26 Unauthenticated email from example.org is not accepted due to domain's DMARC policy."],
  },
  {
    code: 'bounce-dmarc-policy',
    said: [
      "550-5.7.26 Unauthenticated email from example.org is not accepted due to domain's\r\n550-5.7.26 DMARC policy. Please contact the administrator",
      '550 5.7.509 Access denied, sending domain example.org does not pass DMARC verification and has a DMARC policy of reject.',
      '550 5.7.1 rejected by DMARC policy for example.org',
    ],
    not: ['550-5.7.26 This mail has been blocked because the sender is unauthenticated.'],
  },
  {
    code: 'bounce-spf',
    said: ['421-4.7.27 Your email has been rate limited because SPF authentication did not pass', '550 5.7.27'],
    not: ['550 5.7.27 Sender address has null MX'],
  },
  {
    code: 'bounce-dkim',
    said: [
      '421-4.7.30 Your email has been rate limited because DKIM authentication did not pass for this message.',
      '5.7.30',
      '550 5.7.20 No passing DKIM signature found',
      '550 5.7.22 no valid dkim found',
      '550 #5.7.5 DKIM unauthenticated mail is prohibited',
    ],
    not: ['550 5.7.30 REQUIRETLS support required', 'version 15.7.301'],
  },
  {
    code: 'bounce-alignment',
    said: ['421-4.7.32 ... the From: header (RFC5322) in this message is not aligned'],
    not: ['5.7.320'],
  },
  { code: 'bounce-dmarc-missing', said: ["421-4.7.40 the sending domain doesn't have a DMARC record"], not: ['5.7.4'] },
  {
    code: 'bounce-microsoft',
    said: [
      '550 5.7.515 Access denied, sending domain EXAMPLE.ORG does not meet the required authentication level. Spf= Pass , Dkim= Fail , DMARC= Fail',
    ],
    not: ['550 5.7.51'],
  },
  {
    code: 'bounce-yahoo',
    said: ['554 5.7.9 Message not accepted for policy reasons.'],
    not: ['535 5.7.9 Authentication mechanism is too weak'],
  },
  {
    code: 'bounce-dmarc-broken',
    said: ['554 5.7.5 permanent error evaluating DMARC policy'],
    not: ['temporary error evaluating DMARC policy'],
  },
];

test('each third-party code is tested here, but those that only a whole field can show', () => {
  const codes = EXPLAINED_CODES.filter((code) => /^(?:foreign|bounce)-/.test(code));
  const ofFields = ['foreign-no-dkim-result', 'foreign-empty-results'];
  expect(WORDINGS.map(({ code }) => code).toSorted()).toEqual(
    codes.filter((code) => !ofFields.includes(code)).toSorted(),
  );
});

test.each(WORDINGS)('$code is known by its words, and not by words close to them', ({ code, said, not }) => {
  for (const text of said) expect([text, ...codesIn(text)]).toContain(code);
  for (const text of not) expect([text, ...codesIn(text)]).not.toContain(code);
});

test('a cause is named and the bare result is not, for each result of a field on its own', () => {
  expect(codesIn('mx.example.net; dkim=pass header.i=@a.example; dkim=neutral (no key) header.i=@b.example')).toEqual([
    'foreign-no-key',
    'foreign-pass',
  ]);
});

test('case, folds and blanks do not count', () => {
  expect(codesIn('DKIM = Neutral (No\r\n\tKey) header.i=@example.org')).toEqual(['foreign-no-key']);
});

const HOSTILE = [
  'dkim=',
  'dkim =',
  ' ',
  '\t',
  ';',
  '(',
  '550-5.7.26 ',
  '\r\n550-5.7.26 ',
  'public key: ',
  'header.i=',
  'invalid ',
];

test.each(HOSTILE)('100 kB of %j are read at once', (part) => {
  expect(foreignMessagesIn(part.repeat(100_000 / part.length)).length).toBeLessThan(10);
});
