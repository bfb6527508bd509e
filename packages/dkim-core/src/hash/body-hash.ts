/**
 * The body hashes of all signatures of a message, in one pass. RFC 6376, sections 3.7 and 5.3.1; S-052 to S-055, S-105.
 *
 * Signatures with the same canonicalization share its work, those with the same hash and l= the hash as well.
 */
import { createHash, type Hash } from 'node:crypto';
import { bodyCanonicalizations } from '../canonicalization/by-name.js';
import type { BodyCanonicalizer } from '../canonicalization/canonicalization.js';
import type { DkimCanonicalization } from '../canonicalization/names.js';

export type HashName = 'sha1' | 'sha256';

export interface BodyHashKind {
  canonicalization: DkimCanonicalization;
  hash: HashName;
  /** l=: the octets of the canonical body that count; null: all. */
  bodyLength: bigint | number | null;
}

/** What is known when the body is over. */
export interface BodyHash {
  digest: Buffer;
  /** Octets of the whole canonical body. */
  canonicalLength: number;
}

export interface BodyHasher {
  /** Asks for a hash, before the first chunk. The result is there after end(). */
  want: (kind: BodyHashKind) => () => BodyHash;
  write: (chunk: Uint8Array) => void;
  end: () => void;
}

interface Stream {
  canonicalizer: BodyCanonicalizer;
  length: number;
  sinks: Map<string, Sink>;
}

interface Sink {
  hash: Hash;
  /** How many octets still count. */
  left: number;
  digest: Buffer | null;
}

export function createBodyHasher(): BodyHasher {
  const streams = new Map<DkimCanonicalization, Stream>();

  function streamOf(canonicalization: DkimCanonicalization): Stream {
    const known = streams.get(canonicalization);
    if (known !== undefined) return known;
    const stream: Stream = {
      canonicalizer: bodyCanonicalizations[canonicalization]((bytes) => {
        stream.length += bytes.length;
        for (const sink of stream.sinks.values()) {
          if (sink.left >= bytes.length) sink.hash.update(bytes);
          else if (sink.left > 0) sink.hash.update(bytes.subarray(0, sink.left));
          sink.left = Math.max(sink.left - bytes.length, 0);
        }
      }),
      length: 0,
      sinks: new Map(),
    };
    streams.set(canonicalization, stream);
    return stream;
  }

  return {
    want({ canonicalization, hash, bodyLength }) {
      const stream = streamOf(canonicalization);
      const name = `${hash} ${bodyLength ?? ''}`;
      const left = bodyLength === null ? Infinity : Number(bodyLength); // beyond 2^53 no body comes near
      const sink = stream.sinks.get(name) ?? { hash: createHash(hash), left, digest: null };
      stream.sinks.set(name, sink);
      return () => ({ digest: (sink.digest ??= sink.hash.digest()), canonicalLength: stream.length });
    },
    write(chunk) {
      for (const { canonicalizer } of streams.values()) canonicalizer.write(chunk);
    },
    end() {
      for (const { canonicalizer } of streams.values()) canonicalizer.end();
    },
  };
}
