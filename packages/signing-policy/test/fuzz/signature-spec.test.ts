/** `dkim(...)` in any writing: read, or refused in one short line. */
/* oxlint-disable vitest/no-conditional-expect -- what must hold hangs on whether the text could be read; a tally sees to both */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostile, ONE_LINE, runs, tally, timeout } from '../../../dkim-core/test/fuzz/hostile-input.js';
import { parseSignatureSpecs, signingSettings, type SignatureSpec } from '../../src/index.js';

const VALID = [
  'dkim(c=relaxed,a=rsa-SHA256,key=/etc/x.pem)',
  'domainkeys(c=nofws, a=rsa-sha1, s=sel), dkim',
  'dkim(d=$keydomain, i=$sender, h=from:to:subject, selector=s1, keyfile=a.pem, method=relaxed/relaxed, algorithm=ed25519-sha256)',
];
const PIECES = [
  'dkim',
  'domainkeys',
  '(',
  ')',
  ',',
  'a=',
  'c=',
  'd=',
  'h=from',
  'i=',
  'key=',
  's=',
  'l=1',
  '$$',
  '$sender',
  'constructor=',
];
const texts = hostile(VALID, { pieces: PIECES });

/** As the grammar of the option has it; remarks apart. */
function written(specs: readonly SignatureSpec[]): string {
  return specs
    .map(({ type, algorithm, canonicalization, domain, identity, selector, keyfile, signedFields }) => {
      const options = Object.entries({
        a: algorithm,
        c: canonicalization,
        d: domain,
        i: identity,
        s: selector,
        key: keyfile,
        h: signedFields?.join(':'),
      });
      return `${type}(${options.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`])).join(',')})`;
    })
    .join(',');
}

const bare = (specs: readonly SignatureSpec[]): unknown => specs.map((spec) => ({ ...spec, remarks: [] }));

test(
  'any text is signatures or one short line, and what was read is read again from what is written',
  { timeout },
  () => {
    const seen = tally();
    const property = fc.property(texts, (text) => {
      const parsed = parseSignatureSpecs(text);
      if (!parsed.ok) {
        expect(parsed.code).toBe('signature-spec');
        expect(parsed.reason.length).toBeLessThan(300);
        seen.add(parsed.reason.replaceAll(/"(?:[^"]|"(?=.*"))*"/gs, '""'));
        return;
      }
      for (const { type, remarks, signedFields } of parsed.value) {
        expect(['dkim', 'domainkeys']).toContain(type);
        for (const remark of remarks) expect(remark).toMatch(ONE_LINE);
        if (signedFields !== undefined) expect(signedFields).toContain('from');
      }
      const again = parseSignatureSpecs(written(parsed.value));
      expect(again.ok && bare(again.value)).toEqual(bare(parsed.value));
      seen.add('ok');
    });
    fc.assert(property, runs(1000));
    expect(seen.of('ok')).toBeGreaterThan(50);
    expect(seen.seen().length).toBeGreaterThan(8); // many kinds of refusal
  },
);

/** What an option takes; of the others any text that is not empty will do. */
const RIGHT: Readonly<Record<string, readonly string[]>> = {
  domain: ['example.org,example.net'],
  selector: ['s1'],
  oversign: ['from:to', 'off'],
  expire: ['12h', '7d'],
  sender_fields: ['from,sender'],
  sign_invalid_from: ['yes', '0'],
  signature: VALID,
};

test.each(Object.values(signingSettings))(
  'nor does the option $name throw, whatever its text',
  { timeout },
  ({ name, parse }) => {
    const seen = tally();
    const property = fc.property(hostile(RIGHT[name] ?? ['x'], { most: 1 }), (text) => {
      const parsed = parse(text);
      if (!parsed.ok) expect(parsed.reason).not.toBe('');
      seen.add(parsed.ok ? 'ok' : 'no');
    });
    fc.assert(property, runs(200));
    expect(seen.of('ok')).toBeGreaterThan(3);
    expect(name in RIGHT ? seen.of('no') : 4).toBeGreaterThan(3);
  },
);
