import { expect, test } from 'vitest';
import { parseSignatureSpecs } from './signature-spec.js';

test('DESIGN: every option under both of its names, in any case and with blanks', () => {
  const short = parseSignatureSpecs(
    'DKIM( key=/k.pem, A=rsa-sha256, c=Relaxed , d=example.org,i=@example.org,s=s1,h=From:To)',
  );
  const long = parseSignatureSpecs(
    'dkim(keyfile=/k.pem,algorithm=rsa-sha256,method=Relaxed,domain=example.org,identity=@example.org,selector=s1,headers=from:to)',
  );
  expect(short).toEqual(long);
  expect(short).toEqual({
    ok: true,
    value: [
      {
        type: 'dkim',
        keyfile: '/k.pem',
        algorithm: 'rsa-sha256',
        canonicalization: 'Relaxed',
        domain: 'example.org',
        identity: '@example.org',
        selector: 's1',
        signedFields: ['from', 'to'],
        remarks: [],
      },
    ],
  });
});

test.each(['dkim', 'dkim()', 'dkim ( )', ' dkim, '])('DESIGN: "%s" is a signature of defaults', (text) => {
  expect(parseSignatureSpecs(text)).toEqual({ ok: true, value: [{ type: 'dkim', remarks: [] }] });
});

test.each([
  ['dkim(l=100)', 'l= is not written: anybody could add to such a mail. Take it out'],
  ['dkim(h=subject)', 'h= does not name From, which every signature must cover. Add from'],
  ['dkim(a=rsa-md5)', 'a="rsa-md5" cannot be used for dkim; write rsa-sha256 or ed25519-sha256'],
  [
    'domainkeys(a=rsa-sha256)',
    'a="rsa-sha256" cannot be used for domainkeys; write rsa-sha1, the only one of DomainKeys',
  ],
  ['dkim(x=1)', '"x" is no option of dkim(...); there are a, c, d, h, i, key and s'],
  ['dkim(c=simple,method=relaxed)', 'c= stands twice in dkim(...)'],
  ['dkim(relaxed)', '"relaxed" in dkim(...) is not of the form name=value'],
  ['dkim(c=relaxed', '"dkim(c=relaxed" lacks its closing parenthesis'],
  ['dkimm(c=relaxed)', '"dkimm(c=relaxed)" is no signature; write dkim(...) or domainkeys(...)'],
  ['', '"" is no signature; write dkim(...) or domainkeys(...)'],
  ['dkim,,dkim', '"" is no signature; write dkim(...) or domainkeys(...)'],
])('DESIGN, S-110: "%s" is refused with what to write', (text, reason) => {
  expect(parseSignatureSpecs(text)).toEqual({ ok: false, code: 'signature-spec', reason });
});

test('S-113: fields that later servers change are signed with a warning only', () => {
  const specs = parseSignatureSpecs('dkim(h=from:Received:return-path)');
  expect(specs.ok && specs.value[0]?.remarks).toEqual([
    'h= names received, return-path: later servers change that, which breaks the signature',
  ]);
});
