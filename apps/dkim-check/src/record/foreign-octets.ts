/** What p= holds where it is no public key: a private key, a certificate, a key that was cut. Pure. */
import { X509Certificate } from 'node:crypto';
import { isPrivateKey } from './private-key.js';

export type ForeignOctets =
  | { kind: 'private-key' | 'certificate' | 'unknown' }
  | { kind: 'cut' }
  | { kind: 'trailing'; extra: number }
  | { kind: 'ed25519-wrapped'; want: string };

const SEQUENCE = 0x30;
const ED25519_HEAD = Buffer.from('302a300506032b6570032100', 'hex'); // SubjectPublicKeyInfo (RFC 8410, section 4)

export function foreignOctets(octets: Buffer): ForeignOctets {
  if (octets.length === ED25519_HEAD.length + 32 && octets.subarray(0, ED25519_HEAD.length).equals(ED25519_HEAD)) {
    return { kind: 'ed25519-wrapped', want: octets.subarray(ED25519_HEAD.length).toString('base64') };
  }
  if (isPrivateKey(octets)) return { kind: 'private-key' };
  if (isCertificate(octets)) return { kind: 'certificate' };
  const announced = announcedLength(octets);
  if (announced === null) return { kind: 'unknown' };
  if (announced > octets.length) return { kind: 'cut' };
  if (announced < octets.length) return { kind: 'trailing', extra: octets.length - announced };
  return { kind: 'unknown' };
}

function isCertificate(octets: Buffer): boolean {
  try {
    return new X509Certificate(octets).raw.length > 0;
  } catch {
    return false; // the library's refusal is the answer
  }
}

/** How many octets a DER value says that it has, head and all; null where it is no SEQUENCE of a key's size. */
function announcedLength(octets: Buffer): number | null {
  const [tag, first, second, third] = octets;
  if (tag !== SEQUENCE || first === undefined) return null;
  if (first < 0x80) return 2 + first;
  if (first === 0x81 && second !== undefined) return 3 + second;
  if (first === 0x82 && second !== undefined && third !== undefined) return 4 + second * 256 + third;
  return null;
}
