/** Certificates for tests, made on the spot: of any name, time, key and issuer. RFC 5280, section 4.1; DER by hand. */
import { createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { isIPv4 } from 'node:net';

export interface TestCertificate {
  readonly cert: string;
  /** PKCS#8, PEM. */
  readonly key: string;
  readonly privateKey: KeyObject;
  readonly name: string;
}

export type KeyKind = 'rsa' | 'ec' | 'ed25519';

export interface CertificateParts {
  /** Also its one alternative name: a DNS name, or an IPv4 address. */
  name: string;
  kind?: KeyKind;
  /** Seconds from now on. */
  from?: number;
  until?: number;
  /** Default: it signs itself. */
  issuer?: TestCertificate;
  isAuthority?: boolean;
}

const HOUR = 3600;
let serial = 1000;

export function certificate({
  name,
  kind = 'ec',
  from = -HOUR,
  until = 24 * HOUR,
  issuer,
  isAuthority = false,
}: CertificateParts): TestCertificate {
  const privateKey = newKey(kind);
  const signer = issuer?.privateKey ?? privateKey;
  serial += 1;
  const algorithm = algorithmOf(signer);
  const body = sequence(
    der(0xa0, integer(2)), // version 3
    integer(serial),
    algorithm,
    distinguishedName(issuer?.name ?? name),
    sequence(time(from), time(until)),
    distinguishedName(name),
    createPublicKey(privateKey).export({ type: 'spki', format: 'der' }),
    der(
      0xa3,
      sequence(
        sequence(oid('551d11'), octets(sequence(alternativeName(name)))),
        ...(isAuthority ? [sequence(oid('551d13'), der(0x01, Buffer.of(0xff)), octets(sequence(TRUE)))] : []),
      ),
    ),
  );
  const signature = sign(signer.asymmetricKeyType === 'ed25519' ? null : 'sha256', body, signer);
  const whole = sequence(body, algorithm, der(0x03, Buffer.concat([Buffer.of(0), signature])));
  const lines = whole.toString('base64').replaceAll(/.{64}(?=.)/g, '$&\n');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    privateKey,
    name,
  };
}

function newKey(kind: KeyKind): KeyObject {
  if (kind === 'rsa') return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  if (kind === 'ec') return generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;
  return generateKeyPairSync('ed25519').privateKey;
}

function der(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function integer(value: number): Buffer {
  return der(0x02, Buffer.of(...(value < 0x80 ? [value] : [value >> 8, value & 0xff])));
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function octets(content: Uint8Array): Buffer {
  return der(0x04, content);
}

/** GeneralizedTime. */
function time(fromNow: number): Buffer {
  const at = new Date(Date.now() + fromNow * 1000).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return der(0x18, Buffer.from(at));
}

function distinguishedName(name: string): Buffer {
  return sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(name)))));
}

/** iPAddress or dNSName. RFC 5280, section 4.2.1.6. */
function alternativeName(name: string): Buffer {
  return isIPv4(name) ? der(0x87, Buffer.from(name.split('.').map(Number))) : der(0x82, Buffer.from(name));
}

function algorithmOf(key: KeyObject): Buffer {
  if (key.asymmetricKeyType === 'rsa') return sequence(oid('2a864886f70d01010b'), Buffer.of(5, 0)); // sha256WithRSA
  if (key.asymmetricKeyType === 'ec') return sequence(oid('2a8648ce3d040302')); // ecdsa-with-SHA256
  return sequence(oid('2b6570'));
}

const TRUE = der(0x01, Buffer.of(0xff));
