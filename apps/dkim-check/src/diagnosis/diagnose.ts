/**
 * Why the signatures of a message do not pass: facts in, problems out. The verdict itself is dkim-core's and stays.
 *
 * The body is held in memory for it, up to a limit; what is tried is bounded by count.
 */
import {
  fieldsNamed,
  fieldValue,
  lookUpKey,
  parseDkimSignature,
  type DkimSignature,
  type HeaderField,
  type SignatureVerdict,
  type TxtResolver,
  type VerifyResult,
} from 'dkim-core';
import type { KeyObject } from 'node:crypto';
import type { JudgeKey } from './key-problems.js';
import { publicKeyOf } from './public-key.js';
import { problem, type Problem } from '../problem.js';
import { diagnoseBody } from './body-diagnosis.js';
import type { WholeMessage } from './difference.js';
import { createBudget, type Budget } from './budget.js';
import type { Finding } from './finding.js';
import { diagnoseHeader } from './header-diagnosis.js';
import { coveredFields, signedState } from './header-state.js';
import { bodyFits } from './signed-body.js';
import { signedDigest } from './signed-digest.js';
import { signatureRemarks } from './signature-remarks.js';

/** A larger message has its header searched, not its body. */
export const LARGEST_MESSAGE = 8 * 1_048_576;

const BODY_BUDGET = { trials: 20_000, octets: 134_217_728 };
const HEADER_BUDGET = { trials: 20_000, octets: 67_108_864 };
const PAIR_BUDGETS = { body: { trials: 20_000, octets: 16_777_216 }, header: { trials: 2000, octets: 16_777_216 } };

export interface DiagnosisParts {
  readonly resolveTxt: TxtResolver;
  /** The message as it left, where it is at hand. */
  readonly original?: WholeMessage | null;
  /** Asked where a key cannot be used. */
  readonly judgeKey?: JudgeKey;
}

/** For each signature what was found; null where nothing was looked for. */
export type Diagnoses = readonly (readonly Problem[] | null)[];

interface Surroundings {
  readonly fields: readonly HeaderField[];
  /** Null where the message is too large, or no signature asks for it. */
  readonly body: Buffer | null;
  readonly budgets: Readonly<Record<'body' | 'header' | 'bodyPairs' | 'headerPairs', Budget>>;
  readonly resolveTxt: TxtResolver;
  readonly original: WholeMessage | null;
  readonly judgeKey: JudgeKey;
}

const BODY_CODES: readonly unknown[] = ['body-hash-mismatch', 'body-length-beyond-body'];

/** `open` gives the octets that were verified, once more. */
export async function diagnoseMessage(
  open: () => AsyncIterable<Uint8Array>,
  { signatures, header }: VerifyResult,
  { resolveTxt, original = null, judgeKey = async () => [] }: DiagnosisParts,
): Promise<Diagnoses> {
  const needsBody = signatures.some(({ type, code }) => type === 'dkim' && BODY_CODES.includes(code));
  const message = needsBody ? await wholeMessage(open()) : null;
  const surroundings: Surroundings = {
    fields: header.fields,
    body: message === null ? null : message.subarray(header.size),
    budgets: {
      body: createBudget(BODY_BUDGET),
      header: createBudget(HEADER_BUDGET),
      bodyPairs: createBudget(PAIR_BUDGETS.body),
      headerPairs: createBudget(PAIR_BUDGETS.header),
    },
    resolveTxt,
    original,
    judgeKey,
  };
  const fields = header.fields.filter(({ key }) => key === 'dkim-signature' || key === 'domainkey-signature');
  const diagnoses: (readonly Problem[] | null)[] = [];
  for (const [index, verdict] of signatures.entries()) {
    const own = fields[index];
    diagnoses.push(own === undefined || verdict.type !== 'dkim' ? null : await diagnosed(own, verdict, surroundings));
  }
  return diagnoses;
}

async function diagnosed(
  own: HeaderField,
  verdict: SignatureVerdict,
  surroundings: Surroundings,
): Promise<readonly Problem[] | null> {
  const remarks = signatureRemarks(own);
  const { parsed } = parseDkimSignature(own);
  const isBody = BODY_CODES.includes(verdict.code);
  if (parsed.ok && verdict.code?.startsWith('key-') === true) {
    return [...(await surroundings.judgeKey(parsed.value)), ...remarks];
  }
  if (!parsed.ok || !(isBody || verdict.code === 'signature-mismatch')) return remarks.length === 0 ? null : remarks;
  const body = isBody ? bodyProblems(parsed.value, surroundings) : [];
  const header = await headerProblems(own, parsed.value, isBody, surroundings);
  const { budgets } = surroundings;
  const isIncomplete = budgets.body.isUsedUp() || budgets.header.isUsedUp();
  return [...body, ...header, ...(isIncomplete ? [problem('info', 'diagnosis-incomplete')] : []), ...remarks];
}

function bodyProblems(signature: DkimSignature, { fields, body, budgets, original }: Surroundings): readonly Problem[] {
  if (body === null) return [problem('info', 'diagnosis-too-large', { limit: LARGEST_MESSAGE })];
  const findings = diagnoseBody(body, signature, {
    encoding: transferEncoding(fields),
    budget: budgets.body,
    pairBudget: budgets.bodyPairs,
  });
  const isOtherOriginal = original !== null && !bodyFits(original.body, signature, budgets.body);
  return [...problemsOf(findings), ...(isOtherOriginal ? [problem('info', 'original-not-signed')] : [])];
}

/** `isBody`: the body is known to differ, so that a header without fault is worth a word. */
async function headerProblems(
  own: HeaderField,
  signature: DkimSignature,
  isBody: boolean,
  { fields, budgets, resolveTxt, original }: Surroundings,
): Promise<readonly Problem[]> {
  const keys = await keysOf(signature, resolveTxt);
  const digest = signedDigest(signature, keys);
  if (digest === null) return [];
  if (digest.kind === 'other-key') {
    const bits = keys[0]?.asymmetricKeyDetails?.modulusLength ?? '?';
    return [problem('error', 'signed-by-other-key', { name: signature.keyName, bits })];
  }
  if (digest.kind === 'other-hash') return [problem('error', 'signed-with-other-hash', { hash: digest.hash })];
  const state = signedState(fields, own, signature);
  const { findings, isUnchanged } = diagnoseHeader({
    state,
    signature,
    fields,
    originals: original?.fields ?? [],
    fits: digest.fits,
    budget: budgets.header,
    pairBudget: budgets.headerPairs,
  });
  if (isUnchanged) return isBody ? [problem('info', 'header-unchanged')] : [];
  if (findings.length > 0) return problemsOf(findings);
  const names = [...new Set(coveredFields(state, signature).map(({ name }) => name))].join(', ').slice(0, 300);
  const isEd25519 = signature.algorithm === 'ed25519-sha256';
  return [problem('error', isEd25519 ? 'header-or-key-changed' : 'header-change-unknown', { fields: names })];
}

const problemsOf = (findings: readonly Finding[]): readonly Problem[] => findings.map((finding) => finding.problem);

async function keysOf(signature: DkimSignature, resolveTxt: TxtResolver): Promise<readonly KeyObject[]> {
  const lookup = await lookUpKey(signature.keyName, resolveTxt);
  if (lookup.result !== 'found') return [];
  const type = signature.algorithm === 'ed25519-sha256' ? 'ed25519' : 'rsa';
  return lookup.records.flatMap(({ keyType, publicKey }) => {
    const key = keyType === type && publicKey !== null ? publicKeyOf(publicKey, type) : null;
    return key === null ? [] : [key];
  });
}

/** Null for a multipart, whose parts have their own. */
function transferEncoding(fields: readonly HeaderField[]): string | null {
  const [type, encoding] = ['content-type', 'content-transfer-encoding'].map((name) => {
    const [field] = fieldsNamed({ fields }, name);
    return field === undefined ? '' : fieldValue(field).trim().toLowerCase();
  });
  return type?.startsWith('multipart/') === true ? null : (encoding ?? '');
}

/** Null where it is larger than the limit. */
export async function wholeMessage(source: AsyncIterable<Uint8Array>): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > LARGEST_MESSAGE) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
