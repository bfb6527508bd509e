/** A PEM file of certificates: a server's own with those that lead to its authority, or authorities. RFC 7468; RFC 8446, section 4.4.2. */
import { X509Certificate, type KeyObject } from 'node:crypto';

export type ChainReading = { ok: true; chain: readonly X509Certificate[] } | { ok: false; reason: string };

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** Each one is read here, since TLS passes over what it can't read. */
export function readChain(pem: Buffer): ChainReading {
  const chain: X509Certificate[] = [];
  const blocks = pem.toString('latin1').match(BLOCK) ?? [];
  if (blocks.length === 0) {
    const isDer = pem[0] === 0x30;
    const how = isDer ? '; it looks like DER: openssl x509 -inform DER -in FILE -out FILE.pem' : '';
    return { ok: false, reason: `holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)${how}` };
  }
  for (const block of blocks) {
    try {
      chain.push(new X509Certificate(block));
    } catch {
      return { ok: false, reason: `has a certificate that cannot be read: number ${chain.length + 1}` };
    }
  }
  return { ok: true, chain };
}

/** Null where `key` is the key of the first certificate, as it must be; else what to do. */
export function misfitOf(chain: readonly X509Certificate[], key: KeyObject): string | null {
  const place = chain.findIndex((certificate) => certificate.checkPrivateKey(key));
  if (place === 0) return null;
  if (place < 0) return 'holds no certificate of this key';
  return `has the certificate of this key as number ${place + 1}; put it first, then the one that signed it, and so on`;
}

/** What clients may stumble over. `now` in milliseconds since 1970. */
export function chainRemarks(chain: readonly X509Certificate[], now: number): readonly string[] {
  const remarks: string[] = [];
  chain.forEach((certificate, at) => {
    const which = `certificate number ${at + 1}`;
    if (Date.parse(certificate.validTo) < now) {
      remarks.push(`${which} has been out of date since ${certificate.validTo}; clients that verify it refuse it`);
    }
    if (Date.parse(certificate.validFrom) > now) {
      remarks.push(`${which} is not valid before ${certificate.validFrom}; clients that verify it refuse it`);
    }
    const next = chain[at + 1];
    if (next !== undefined && !certificate.checkIssued(next)) {
      remarks.push(`${which} is not signed by the next one; each has to be followed by the one that signed it`);
    }
  });
  return remarks;
}
