/** The mails as files: each is made when it is asked for first, and kept until the end. */
import { createReadStream, createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { sign, systemClock, type SigningKey } from 'dkim-core';
import type { BenchKey } from '../bench-key.js';
import { signatureRequests, type Signing } from '../signature-requests.js';
import { AWKWARD_BODIES, OCTETS, awkwardMail, ordinaryMail, type AwkwardBody, type Size } from './kinds.js';

export type MailName = Size | `${AwkwardBody}, ${'2 MB' | '8 MB'}`;

export interface Mails {
  /** Lines end with CRLF. */
  readonly plain: (name: MailName) => Promise<string>;
  readonly signed: (name: MailName, signing?: Signing) => Promise<string>;
  /** The same with LF, which is what smtp-source reads. */
  readonly withLf: (file: string) => string;
}

/** No mail is larger than `most` octets: the short form has small ones under the same names. */
export function openMails(folder: string, key: BenchKey, most: number): Mails {
  const made = new Map<string, Promise<string>>();
  const once = (name: string, make: (file: string) => Promise<void>): Promise<string> => {
    const file = join(folder, `${name.replaceAll(/[^a-z0-9]+/gi, '-')}.eml`);
    const making = made.get(name) ?? make(file).then(() => file);
    made.set(name, making);
    return making;
  };
  const lf = new Map<string, string>();

  const mails: Mails = {
    plain: (name) => once(name, (file) => pipeline(Readable.from(piecesOf(name, most)), createWriteStream(file))),
    signed: (name, signing = { canonicalization: 'relaxed', signatures: 1 }) =>
      once(`${name} signed ${signing.canonicalization} ${signing.signatures}`, async (file) => {
        const plain = await mails.plain(name);
        const fields = await signatureFields(plain, key.signingKey, signing);
        await pipeline(async function* signedMail() {
          yield fields;
          yield* createReadStream(plain);
        }, createWriteStream(file));
      }),
    withLf(file) {
      const known = lf.get(file);
      if (known !== undefined) return known;
      const converted = `${file}.lf`;
      writeFileSync(converted, readFileSync(file, 'latin1').replaceAll('\r\n', '\n'), 'latin1');
      lf.set(file, converted);
      return converted;
    },
  };
  return mails;
}

function piecesOf(name: MailName, most: number): Iterable<Buffer> {
  if (name in OCTETS) return ordinaryMail(name as Size, Math.min(OCTETS[name as Size], most));
  const body = AWKWARD_BODIES.find((body) => name === `${body}, 2 MB` || name === `${body}, 8 MB`);
  if (body === undefined) throw new Error(`there is no mail ${name}`);
  const octets = name.endsWith('8 MB') ? 4 * Math.min(OCTETS['2 MB'], most) : Math.min(OCTETS['2 MB'], most);
  return [awkwardMail(body, octets)];
}

async function signatureFields(file: string, key: SigningKey, signing: Signing): Promise<Uint8Array> {
  const { fields, signatures } = await sign(createReadStream(file), {
    signatures: signatureRequests(key, signing),
    now: systemClock,
  });
  for (const signature of signatures) if (!signature.made) throw new Error(signature.reason);
  return fields;
}
