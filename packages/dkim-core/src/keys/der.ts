/**
 * The little of DER that keys are written in: a strict reader over a buffer, and a writer. ITU-T X.690; RFC 8017, A.1.
 *
 * Keys come from strangers' DNS: every length is checked against what is there, nothing recurses, nothing is copied.
 */

export const SEQUENCE = 0x30;
export const INTEGER = 0x02;
export const BIT_STRING = 0x03;
export const OCTET_STRING = 0x04;
export const OBJECT_IDENTIFIER = 0x06;

/** One value, and what stands behind it. */
export interface DerValue {
  tag: number;
  content: Buffer;
  /** What stands behind this value. */
  rest: Buffer;
}

/** The value at the start of `bytes`; null where it is cut, not of definite length, or longer than it needs to be written. */
export function readDer(bytes: Buffer): DerValue | null {
  const tag = bytes[0];
  const first = bytes[1];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return null;
  let length = first;
  let start = 2;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0 || count > 4 || bytes.length < 2 + count) return null;
    length = bytes.readUIntBE(2, count);
    start += count;
    if (length < 0x80 || length < 2 ** (8 * (count - 1))) return null;
  }
  if (length > bytes.length - start) return null;
  return { tag, content: bytes.subarray(start, start + length), rest: bytes.subarray(start + length) };
}

/** The content of a value of that tag, and what follows. */
export function expectDer(bytes: Buffer, tag: number): { content: Buffer; rest: Buffer } | null {
  const value = readDer(bytes);
  return value !== null && value.tag === tag ? value : null;
}

/** A non-negative INTEGER at the start of `bytes`, as its octets: the highest first, none of them a zero in front. */
export function readUnsigned(bytes: Buffer): { octets: Buffer; isShortest: boolean; rest: Buffer } | null {
  const integer = expectDer(bytes, INTEGER);
  if (integer === null) return null;
  const { content, rest } = integer;
  const first = content[0];
  if (first === undefined || first >= 0x80) return null;
  let start = 0;
  while (content[start] === 0) start += 1;
  const octets = content.subarray(start);
  return { octets, isShortest: content.length === lengthOfUnsigned(octets), rest };
}

/** The same as a number. */
export function readInteger(bytes: Buffer): { value: bigint; rest: Buffer } | null {
  const integer = readUnsigned(bytes);
  return integer && { value: numberOf(integer.octets), rest: integer.rest };
}

/** The number that octets stand for, the highest first. */
export function numberOf(octets: Uint8Array): bigint {
  if (octets.length === 0) return 0n;
  return BigInt(`0x${Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString('hex')}`);
}

/** How many bits a non-negative number has; 0 has none. `octets`: the highest first, none of them a zero in front. */
export function bitLength(octets: Uint8Array): number {
  const [highest] = octets;
  return highest === undefined ? 0 : 8 * octets.length - Math.clz32(highest) + 24; // an octet has the last 8 of 32 bits
}

/** An object identifier as its content in hex. */
export const OID = {
  rsaEncryption: '2a864886f70d010101',
  rsassaPss: '2a864886f70d01010a',
  ed25519: '2b6570',
  x25519: '2b656e',
  ed448: '2b6571',
  ec: '2a8648ce3d0201',
  dsa: '2a8648ce380401',
} as const;

/** A value of that tag; its content is the parts, joined. */
export function writeDer(tag: number, ...content: readonly Buffer[]): Buffer {
  const length = content.reduce((sum, { length: octets }) => sum + octets, 0);
  const head = length < 0x80 ? Buffer.of(tag, length) : longHead(tag, length);
  return Buffer.concat([head, ...content]);
}

/** A non-negative INTEGER. */
export function writeInteger(value: bigint): Buffer {
  return writeUnsigned(octetsOf(value));
}

/** The same of its octets: the highest first, none of them a zero in front. */
export function writeUnsigned(octets: Uint8Array): Buffer {
  const zero = Buffer.alloc(lengthOfUnsigned(octets) - octets.length);
  return writeDer(INTEGER, zero, Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength));
}

/** In front of a highest bit that is set goes a zero, which says that the number is not negative; 0 is one octet. X.690, 8.3. */
function lengthOfUnsigned(octets: Uint8Array): number {
  return (octets[0] ?? 0x80) >= 0x80 ? octets.length + 1 : octets.length;
}

function octetsOf(value: bigint): Buffer {
  if (value === 0n) return Buffer.alloc(0);
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}

function longHead(tag: number, length: number): Buffer {
  const hex = length.toString(16);
  const octets = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return Buffer.concat([Buffer.of(tag, 0x80 | octets.length), octets]);
}
