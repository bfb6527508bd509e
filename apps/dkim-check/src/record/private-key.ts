/** Whether a record gives a private key away: whole, cut, or as the lines of its file. S-257. */
import { createPrivateKey } from 'node:crypto';

const PRIVATE_LINE = /BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/;
const BASE64_PIECE = /[A-Za-z0-9+/]{40,}/g;
const MAX_PIECE = 16_384; // a key of 8192 bits has some 6000
const SEQUENCE = 0x30; // every private key in DER begins with it
const MAX_HEAD = 24; // octets: enough for the SEQUENCE and its version

/** `text`: a record, one character an octet. */
export function holdsPrivateKey(text: string): boolean {
  if (PRIVATE_LINE.test(text)) return true;
  const joined = text.replaceAll(/[ \t\r\n"]/g, '');
  return (joined.match(BASE64_PIECE) ?? []).some((piece) => {
    const octets = Buffer.from(piece.slice(0, MAX_PIECE), 'base64');
    return beginsLikePrivateKey(octets) || isPrivateKey(octets);
  });
}

export function isPrivateKey(octets: Buffer): boolean {
  if (octets[0] !== SEQUENCE) return false;
  return (['pkcs8', 'pkcs1', 'sec1'] as const).some((type) => {
    try {
      createPrivateKey({ key: octets, format: 'der', type });
      return true;
    } catch {
      return false; // the library's refusal is the answer
    }
  });
}

/**
 * The version 0 that begins an RSAPrivateKey (RFC 8017, A.1.2) and a PrivateKeyInfo (RFC 5208, section 5), also where the rest was
 * cut. A public key has a SEQUENCE there, or a modulus of more octets than one.
 */
function beginsLikePrivateKey(octets: Buffer): boolean {
  const [tag, first = 0] = octets;
  if (tag !== SEQUENCE || octets.length < MAX_HEAD) return false;
  const head = first < 0x80 ? 2 : 2 + (first & 0x7f);
  return octets.subarray(head, head + 3).equals(Buffer.of(0x02, 0x01, 0x00));
}
