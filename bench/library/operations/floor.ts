/**
 * What nobody in Node can leave out: SHA-256 of the raw octets, and one RSA operation for each signature with a key parsed
 * beforehand. It neither parses nor canonicalizes anything, and no signature of it is worth something. Its two halves run
 * alone as well.
 */
import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Contestant } from './contestant.js';

/** `both` canonicalizations need two hashes of the body. */
export function floor(keyFile: string): Contestant {
  const privateKey = createPrivateKey(readFileSync(keyFile));
  const publicKey = createPublicKey(privateKey);
  return ({ operation, canonicalization, signatures }, message) => {
    const hashes = canonicalization === 'both' ? 2 : 1;
    const digest = (): Buffer => {
      for (let left = hashes; left > 1; left -= 1) hash(message);
      return hash(message);
    };
    if (operation === 'sign') {
      return () => {
        const signed = digest();
        for (let left = signatures; left > 0; left -= 1) sign('sha256', signed, privateKey);
      };
    }
    const signature = sign('sha256', hash(message), privateKey);
    return () => {
      const signed = digest();
      for (let left = signatures; left > 0; left -= 1) {
        if (!verify('sha256', signed, publicKey, signature)) throw new Error('not verified');
      }
    };
  };
}

export function hashAlone(): Contestant {
  return (_job, message) => () => hash(message);
}

export function rsaAlone(keyFile: string): Contestant {
  const privateKey = createPrivateKey(readFileSync(keyFile));
  const digest = Buffer.alloc(32);
  return () => () => sign('sha256', digest, privateKey);
}

function hash(octets: Buffer): Buffer {
  return createHash('sha256').update(octets).digest();
}
