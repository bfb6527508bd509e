import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createBodyHasher } from './body-hash.js';

const BODY = 'a  b \r\n\r\nc\r\n\r\n';
const CANONICAL = { simple: 'a  b \r\n\r\nc\r\n', relaxed: 'a b\r\n\r\nc\r\n' } as const;

test('S-052, S-053: l= counts canonical octets, at each position of a small body, however it is cut', () => {
  for (const canonicalization of ['simple', 'relaxed'] as const) {
    const canonical = CANONICAL[canonicalization];
    for (let cut = 0; cut <= BODY.length; cut += 1) {
      const hasher = createBodyHasher();
      const hashes = Array.from({ length: canonical.length + 1 }, (_, bodyLength) =>
        hasher.want({ canonicalization, hash: 'sha256', bodyLength: BigInt(bodyLength) }),
      );
      hasher.write(Buffer.from(BODY.slice(0, cut)));
      hasher.write(Buffer.from(BODY.slice(cut)));
      hasher.end();
      for (const [length, bodyHash] of hashes.entries()) {
        const { digest, canonicalLength } = bodyHash();
        expect(digest).toEqual(createHash('sha256').update(canonical.slice(0, length)).digest());
        expect(canonicalLength).toBe(canonical.length);
      }
    }
  }
});

test('S-105: signatures of the same kind have one hash between them', () => {
  const hasher = createBodyHasher();
  const kind = { canonicalization: 'relaxed', hash: 'sha256', bodyLength: null } as const;
  const [one, other] = [hasher.want(kind), hasher.want(kind)];
  const sha1 = hasher.want({ ...kind, hash: 'sha1' });
  hasher.write(Buffer.from(BODY));
  hasher.end();
  expect(one().digest).toBe(other().digest);
  expect(sha1().digest).toEqual(createHash('sha1').update(CANONICAL.relaxed).digest());
});
