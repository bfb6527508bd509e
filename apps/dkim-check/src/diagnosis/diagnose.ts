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
import { firstDifferentLine, type WholeMessage } from './difference.js';
import { createBudget, type Budget } from './budget.js';
import { excerpt, type Finding } from './finding.js';
import { diagnoseHeader } from './header-diagnosis.js';
import { coveredFields, hashedOctets, signedState, type HeaderState } from './header-state.js';
import { bodyFits, canonicalBody } from './signed-body.js';
import { signedDigest } from './signed-digest.js';
import { signatureRemarks } from './signature-remarks.js';

/** A larger message has its header searched, not its body. */
export const LARGEST_MESSAGE = 8 * 1_048_576;

/** `patient`: a person asks about one message. `quick`: there are many, or a stranger asks by mail. */
const BUDGETS = {
  patient: {
    body: { trials: 20_000, octets: 536_870_912 },
    bodyPairs: { trials: 20_000, octets: 201_326_592 },
    header: { trials: 20_000, octets: 67_108_864 },
    headerPairs: { trials: 10_000, octets: 67_108_864 },
  },
  quick: {
    body: { trials: 20_000, octets: 134_217_728 },
    bodyPairs: { trials: 20_000, octets: 16_777_216 },
    header: { trials: 20_000, octets: 67_108_864 },
    headerPairs: { trials: 2000, octets: 16_777_216 },
  },
} as const;

export interface DiagnosisParts {
  readonly resolveTxt: TxtResolver;
  /** The message as it left, where it is at hand. */
  readonly original?: WholeMessage | null;
  /** Asked where a key cannot be used. */
  readonly judgeKey?: JudgeKey;
  /** How much is tried. Default: `patient`. */
  readonly search?: keyof typeof BUDGETS;
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
  { resolveTxt, original = null, judgeKey = async () => [], search = 'patient' }: DiagnosisParts,
): Promise<Diagnoses> {
  const needsBody = signatures.some(
    ({ type, code }) => type === 'dkim' && (BODY_CODES.includes(code) || code === 'unsigned-body'),
  );
  const message = needsBody ? await wholeMessage(open()) : null;
  const surroundings: Surroundings = {
    fields: header.fields,
    body: message === null ? null : message.subarray(header.size),
    budgets: {
      body: createBudget(BUDGETS[search].body),
      header: createBudget(BUDGETS[search].header),
      bodyPairs: createBudget(BUDGETS[search].bodyPairs),
      headerPairs: createBudget(BUDGETS[search].headerPairs),
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
  if (parsed.ok && verdict.code === 'unsigned-body') return [...notSigned(parsed.value, surroundings), ...remarks];
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
  const problems = problemsOf(findings);
  const unsigned = notSigned(signature, { body });
  if (original === null) return [...problems, ...unsigned];
  const line = firstDifferentLine(original.body, body, signature.bodyCanonicalization);
  const told = problems.map((each) =>
    each.code === 'body-changed' && line !== null ? problem('error', 'body-changed-as-shown', { line }) : each,
  );
  const isOtherOriginal = !bodyFits(original.body, signature, budgets.body);
  return [...told, ...unsigned, ...(isOtherOriginal ? [problem('info', 'original-not-signed')] : [])];
}

/** What stands behind the octets that l= counts. */
function notSigned(
  { bodyLength, bodyCanonicalization }: DkimSignature,
  { body }: Pick<Surroundings, 'body'>,
): readonly Problem[] {
  if (bodyLength === null || body === null) return [];
  const canonical = canonicalBody(body, bodyCanonicalization);
  if (bodyLength >= BigInt(canonical.length)) return [];
  const rest = canonical.subarray(Number(bodyLength));
  const facts = { signed: String(bodyLength), octets: rest.length, text: excerpt(rest) };
  return [problem('warning', 'body-text-not-signed', facts)];
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
  const ofOriginal = original === null ? null : hashedOctets(signedState(original.fields, own, signature), signature);
  const isOtherOriginal = ofOriginal !== null && budgets.header.spend(ofOriginal.length) && !digest.fits(ofOriginal);
  const isProven = findings.some(({ restored }) => restored !== null);
  const remarks = isOtherOriginal && !isProven ? [problem('info', 'original-header-not-signed')] : [];
  if (findings.length > 0) return [...problemsOf(findings), ...remarks];
  const names = [...new Set(coveredFields(state, signature).map(({ name }) => name))].join(', ').slice(0, 300);
  const isEd25519 = signature.algorithm === 'ed25519-sha256';
  const gone = goneNames(signature, state);
  return [
    problem('error', isEd25519 ? 'header-or-key-changed' : 'header-change-unknown', { fields: names }),
    ...(gone.length === 0
      ? []
      : [problem('warning', 'header-fields-absent', { fields: gone.join(', ').slice(0, 300) })]),
    ...remarks,
  ];
}

/**
 * What h= names as it names fields that are there, and is not there. A signer that signs the absence of fields names those
 * that it has twice (RFC 6376, section 5.4.2); one that does not has mostly no reason to name what it has not.
 */
function goneNames({ signedFields }: DkimSignature, { fields }: HeaderState): readonly string[] {
  const isTwice = (key: string): boolean => signedFields.indexOf(key) !== signedFields.lastIndexOf(key);
  const absent = [...new Set(signedFields)].filter((name) => !fields.some(({ key }) => key === name));
  return signedFields.some(isTwice) ? absent.filter(isTwice) : absent;
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
