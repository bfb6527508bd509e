/**
 * A verifier for one kind of signature: c=simple/simple, a=ed25519-sha256, no l=. RFC 6376, sections 3.4 to 3.7; RFC
 * 8463. Written afresh from the standards over the octets that left, with Node's hash and Ed25519 and nothing of ours.
 */
import { createHash, verify, type KeyObject } from 'node:crypto';

/** The body hash as octets come; bh= of a message is its base64. RFC 6376, section 3.4.3. */
export function simpleBodyHash(): { write(octets: Buffer): void; digest(): string } {
  const hash = createHash('sha256');
  let held = Buffer.alloc(0); // CRs and LFs at the end so far: perhaps the empty lines that don't count
  return {
    write(octets) {
      let end = octets.length;
      while (end > 0 && (octets[end - 1] === 0x0d || octets[end - 1] === 0x0a)) end -= 1;
      if (end > 0) {
        hash.update(held).update(octets.subarray(0, end));
        held = Buffer.alloc(0);
      }
      held = Buffer.concat([held, octets.subarray(end)]);
    },
    // No message here has a bare CR or LF, so what is held is CRLFs; they count as one.
    digest: () => hash.update('\r\n').digest('base64'),
  };
}

/** Why the field, one of those of `header`, is no good signature; null if it is one. Both are latin1. */
export function faultOfSignature(field: string, header: string, bodyHash: string, key: KeyObject): string | null {
  const tags = new Map(
    field
      .slice(field.indexOf(':') + 1)
      .split(';')
      .map((tag) => [tag.slice(0, tag.indexOf('=')).trim(), tag.slice(tag.indexOf('=') + 1).replaceAll(/\s/g, '')]),
  );
  if (tags.get('c') !== 'simple/simple' || tags.get('a') !== 'ed25519-sha256' || tags.has('l')) return 'not the kind';
  if (tags.get('bh') !== bodyHash) return `bh= is ${tags.get('bh')}, the body has ${bodyHash}`;

  const fields = fieldsOf(header).reverse(); // from the bottom up, RFC 6376, section 5.4.2
  const used = new Set<number>();
  let signed = '';
  const names = (tags.get('h') ?? '').toLowerCase().split(':');
  if (!names.includes('from')) return 'h= is without from';
  for (const name of names) {
    const at = fields.findIndex((each, index) => !used.has(index) && nameOf(each) === name);
    if (at < 0) continue; // named once more than it stands there: the null string
    used.add(at);
    signed += `${fields[at]}\r\n`;
  }
  signed += field.replace(/([;\s]b=)[^;]*/, '$1');
  const data = createHash('sha256').update(signed, 'latin1').digest();
  const good = verify(null, data, key, Buffer.from(tags.get('b') ?? '', 'base64'));
  return good ? null : 'b= is not the signature of what left';
}

/** The fields of a header, folds and all, without the CRLF at the end of each. */
export function fieldsOf(header: string): string[] {
  return header.replace(/\r\n$/, '').split(/\r\n(?![ \t])/);
}

export function nameOf(field: string): string {
  return (/^([!-9;-~]+)[ \t]*:/.exec(field)?.[1] ?? '').toLowerCase();
}
