/**
 * Where rules of the project say something else than a source expects and the corpus gives no outcome of its own: the
 * case is judged by the rule. Nothing here changes how a case is run.
 */
import { rightOf, type CorpusCase, type Expected, type ExpectedSignature } from './cases.js';

export interface Overruling {
  rule: string;
  why: string;
  right: Expected;
  /** What else the source expects is judged as well. */
  restStays?: true;
}

const REFUSED: Expected = { error: true };

/** The signature is void, and what it says can be read. */
const WRONG_HASH_LENGTH: Overruling = {
  rule: 'S-043',
  why: 'bh= has the wrong length',
  right: { valid: false },
  restStays: true,
};

/** By what the case asks for. */
function byFeature({ kind, options = {}, rfc_today: today }: CorpusCase): Overruling | null {
  if (kind === 'dkim-sign' && options['a'] === 'rsa-sha1' && today === undefined) {
    return { rule: 'S-093', why: 'rsa-sha1 must not sign', right: REFUSED };
  }
  return null;
}

/** By name. */
const CASES: Readonly<Record<string, Overruling>> = {
  'chasquid/sig-all-tags': WRONG_HASH_LENGTH,
  'chasquid/sig-tags-i-same': WRONG_HASH_LENGTH,
  'chasquid/sig-tags-i-sub': WRONG_HASH_LENGTH,
  'stalwart-mail-auth/sig-parse-rfc-z': WRONG_HASH_LENGTH,
  'mox/sig-quoted-i': {
    rule: 'S-037',
    why: 'white space in quoted-printable counts for nothing',
    right: { valid: true, parsed: { i: '"test\\"\\\\test"@mox.example' } },
  },
  'chasquid/key-short-rsa': { rule: 'S-094', why: 'its size is judged with a signature', right: { valid: true } },
  'stalwart-mail-auth/authres-format-quoted-local': {
    rule: 'S-152',
    why: 'the local part is quoted, not the whole address',
    right: { contains: ['header.i="a;b=c (note)\\"x"@example.org'] },
  },
  'chasquid/malformed-continuation': {
    rule: 'S-005',
    why: 'a line that is no field voids nothing',
    right: { fields: 0 },
  },
  'dkim_verifier/message-05': { rule: 'S-005', why: 'a line that is no field voids nothing', right: { fields: 7 } },
  'dkim_verifier/message-08': { rule: 'S-001', why: 'a CR alone is an octet, not a line end', right: { fields: 7 } },
  'dkim_verifier/message-09': { rule: 'S-071', why: 'a header may lack its last CRLF', right: { fields: 7 } },
  'dkim_verifier/arh-37': {
    rule: 'RFC 8601, 2.2',
    why: 'the words for results are strings of ABNF, thus without case (RFC 5234, 2.3)',
    right: readAs('example.com', { method: 'dkim', result: 'pass' }),
  },
  'dkim_verifier/arh-39': unknownResult('dkim', 'timeout'),
  'dkim_verifier/arh-42': unknownResult('dmarc', 'bestguesspass'),
  'dkim_verifier/arh-43': unknownResult('dmarc', 'foo'),
  'dkim_verifier/arh-59': {
    rule: 'S-125',
    why: 'a reader after delivery cannot know whether the message is an internationalized one',
    right: readAs('example.net', { method: 'dkim', result: 'pass', 'header.i': 'Bloß.de' }),
  },
  'dkim_verifier/from-35': {
    rule: 'S-012',
    why: 'comments and white space around the dots of a domain are obsolete, and allowed',
    right: { value: 'jdoe@machine.example' },
  },
  'dkim_verifier/from-72': {
    rule: 'S-012 with IDNA',
    why: 'U+00A8 stands in no domain (RFC 5892)',
    right: { value: null },
  },
  'dkimproxy/listid-no-keyfile': {
    rule: 'changed from 1.4.1',
    why: 'a signature without a key stops the start (docs/from-1.4.1.md)',
    right: { startFails: 'the signature has no key' },
  },
  'stalwart-mail-auth/canon-message-2-relaxed': {
    rule: 'S-005',
    why: 'lines that are no fields are left alone',
    right: {
      headers: '  From : John\tdoe <jdoe@domain.com>\t\r\nSUB JECT:\ttest  \t  \r\n',
      body: ' body\r\n',
    },
  },
  'stalwart-mail-auth/canon-message-4-relaxed': {
    rule: 'S-005',
    why: 'lines that are no fields are left alone',
    right: { headers: '\tx\t: \t\t\tz\r\n', body: 'abc\r\n' },
  },
  'go-msgauth/sign-refuse-no-from': {
    rule: 'a choice of this project',
    why: 'From is always signed, asked for or not',
    right: { signs: true },
  },
  'stalwart-mail-auth/sign-rsa-i-display': { rule: 'S-050', why: 'i= takes no display name', right: REFUSED },
  'haraka/sender-env': { rule: 'S-262', why: 'without From nobody signs', right: { domain: null } },
  'haraka/sender-two-authors': firstFrom('example.com'),
  'haraka/sender-group': firstFrom('example.com'),
  'mail-dkim/dk-sign-simple-h': {
    rule: 'S-140',
    why: 'h= names every field, where the source has a list of its own; so b= is that of no h=',
    right: { bStartsWith: 'TL93PzPvedAijHChCAt' },
  },
  'mail-dkim/dk_headers_2': {
    rule: 'S-132',
    why: 'Sender says whose signature it is, and is not signed',
    right: { overall: 'permerror' },
  },
  'mail-dkim/bad_dk_3': { rule: 'S-128', why: 'q= may be absent', right: { overall: 'pass' } },
  'mail-dkim/dk_multiple_1': {
    rule: 'S-132',
    why: 'what the lower signature stands for is not signed by it',
    right: { results: [{ result: 'pass' }, { result: 'permerror' }] },
  },
};

function unknownResult(method: string, result: string): Overruling {
  return {
    rule: 'S-264',
    why: 'results that are not registered are kept for display',
    right: readAs('example.com', { method, result }),
  };
}

/** What a field says, read. */
function readAs(authservId: string, result: ExpectedSignature & Readonly<Record<string, string>>): Expected {
  return { authservId, results: [result] };
}

function firstFrom(domain: string): Overruling {
  return {
    rule: 'changed from 1.4.1',
    why: 'From decides, not Sender (docs/from-1.4.1.md), by its first address',
    right: { domain },
  };
}

export function overrulingOf(entry: CorpusCase): Overruling | null {
  const overruling = CASES[`${entry.source}/${entry.id}`] ?? byFeature(entry);
  if (overruling?.restStays !== true) return overruling;
  return { ...overruling, right: { ...rightOf(entry), ...overruling.right } };
}
