/** A signer, its DNS and a mail, for tests. The keys are made anew in each run. */
import { readFileSync } from 'node:fs';
import {
  generateSigningKey,
  keyRecordText,
  memoryResolver,
  sign,
  verify,
  type DkimSignatureRequest,
  type DomainkeysSignatureRequest,
  type MemoryRecords,
  type MessageSource,
  type SignatureRequest,
  type TxtResolver,
  type VerifyOptions,
  type VerifyResult,
} from '../src/index.js';

export const NOW = 1_700_000_000;
export const RSA = (await generateSigningKey({ type: 'rsa' })).key;
export const ED25519 = (await generateSigningKey({ type: 'ed25519' })).key;

export const RECORDS: MemoryRecords = {
  'rsa._domainkey.example.org': { TXT: [keyRecordText(RSA)] },
  'ed._domainkey.example.org': { TXT: [keyRecordText(ED25519)] },
  'rsa._domainkey.other.example': { TXT: [keyRecordText(RSA)] },
};

export const HEADER = [
  'Received: from a.example by b.example; Fri, 1 Jan 2021 00:00:00 +0000',
  'From: Joe <joe@example.org>',
  'To: Suzie <suzie@shop.example>',
  'Subject: Is dinner\t ready? ',
  'Date: Fri, 1 Jan 2021 00:00:00 +0000',
  'Message-ID: <1@example.org>',
];
export const BODY = 'Hi.\r\n\r\nWe lost  the game. \t\r\nAre you hungry yet?\r\n\r\n\r\n';
export const MAIL = `${HEADER.join('\r\n')}\r\n\r\n${BODY}`;

export function bytesOf(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

export function dkimRequest(more: Partial<DkimSignatureRequest> = {}): DkimSignatureRequest {
  return { type: 'dkim', domain: 'example.org', selector: 'rsa', key: RSA, ...more };
}

export function domainkeysRequest(more: Partial<DomainkeysSignatureRequest> = {}): DomainkeysSignatureRequest {
  return { type: 'domainkeys', domain: 'example.org', selector: 'rsa', key: RSA, ...more };
}

/** The signed mail as text, whatever its From. Throws where a signature was not made. */
export async function signed(mail: string, ...requests: readonly SignatureRequest[]): Promise<string> {
  const options = { signatures: requests, now: () => NOW, signInvalidFrom: true };
  const { fields, signatures } = await sign(bytesOf(mail), options);
  for (const signature of signatures) if (!signature.made) throw new Error(signature.reason);
  return Buffer.from(fields).toString('latin1') + mail;
}

export function verified(
  mail: string | MessageSource,
  more: Partial<VerifyOptions> & { records?: MemoryRecords } = {},
): Promise<VerifyResult> {
  const { records = RECORDS, ...options } = more;
  const message = typeof mail === 'string' ? bytesOf(mail) : mail;
  return verify(message, { resolveTxt: memoryResolver(records), now: () => NOW, ...options });
}

/** `result` or `result code` of each signature, top first. */
export async function outcomes(...args: Parameters<typeof verified>): Promise<readonly string[]> {
  const { signatures } = await verified(...args);
  return signatures.map(({ result, code }) => (code === null ? result : `${result} ${code}`));
}

/** Counts what is asked. */
export function countingResolver(records: MemoryRecords = RECORDS): { resolveTxt: TxtResolver; asked: string[] } {
  const resolve = memoryResolver(records);
  const asked: string[] = [];
  return {
    asked,
    resolveTxt: (name) => {
      asked.push(name);
      return resolve(name);
    },
  };
}

/** A mail of test/vectors and its DNS. */
export function vector(name: string): { mail: string; records: MemoryRecords } {
  const path = new URL(`./vectors/${name}`, import.meta.url);
  return {
    mail: readFileSync(new URL(`${path.href}.eml`), 'latin1'),
    records: JSON.parse(readFileSync(new URL(`${path.href}.dns.json`), 'utf8')) as MemoryRecords,
  };
}
