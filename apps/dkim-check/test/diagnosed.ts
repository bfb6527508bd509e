/** Signs mails, has them changed, and gives the codes of what dkim-check finds. Texts have one character an octet. */
import {
  generateSigningKey,
  keyRecordText,
  memoryResolver,
  sign,
  verify,
  type DkimSignatureRequest,
  type MemoryRecords,
  type SigningKey,
  type VerifyResult,
} from 'dkim-core';
import { diagnoseMessage, type Diagnoses } from '../src/diagnosis/diagnose.js';

export const RSA: SigningKey = (await generateSigningKey({ type: 'rsa' })).key;
export const ED25519: SigningKey = (await generateSigningKey({ type: 'ed25519' })).key;
export const RECORDS: MemoryRecords = {
  'rsa._domainkey.example.org': { TXT: [keyRecordText(RSA)] },
  'ed._domainkey.example.org': { TXT: [keyRecordText(ED25519)] },
};
const SIGNED_AT = 1_700_000_000;

export type Request = Partial<Omit<DkimSignatureRequest, 'type'>>;

/** Throws where no signature was made. */
export async function signedMail(mail: string, request: Request = {}): Promise<string> {
  const { fields, signatures } = await sign(Buffer.from(mail, 'latin1'), {
    signatures: [{ type: 'dkim', domain: 'example.org', selector: 'rsa', key: RSA, ...request }],
    now: () => SIGNED_AT,
  });
  for (const signature of signatures) if (!signature.made) throw new Error(signature.reason);
  return Buffer.from(fields).toString('latin1') + mail;
}

export async function judged(
  message: string,
  records: MemoryRecords = RECORDS,
): Promise<{ verdict: VerifyResult; diagnoses: Diagnoses }> {
  const octets = Buffer.from(message, 'latin1');
  const open = async function* (): AsyncGenerator<Uint8Array> {
    yield octets;
  };
  const options = { resolveTxt: memoryResolver(records), now: () => SIGNED_AT };
  const verdict = await verify(open(), options);
  return { verdict, diagnoses: await diagnoseMessage(open, verdict, options) };
}

/** The codes of the diagnosis of the first signature; `['pass']` where it passes without a remark. */
export async function codesOf(message: string, records?: MemoryRecords): Promise<readonly string[]> {
  const { verdict, diagnoses } = await judged(message, records);
  return diagnoses[0]?.map(({ code }) => code) ?? [verdict.signatures[0]?.result ?? 'none'];
}
