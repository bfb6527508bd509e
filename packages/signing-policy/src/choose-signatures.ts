/** Facts of a message and the policy: the signatures that it gets, and why. Pure; dkim-check answers with the same function. */
import {
  isSameOrSubdomain,
  parseDomain,
  toALabels,
  type DkimSignatureRequest,
  type DomainkeysSignatureRequest,
  type Mailbox,
  type MessageHeader,
} from 'dkim-core';
import { domainFor } from './domain-list.js';
import { findListId, listIdOf } from './list-id-map.js';
import type { MacroValues } from './macros.js';
import { responsibleFor } from './responsible-sender.js';
import { findSender } from './sender-map.js';
import type { PlannedEntry, PlannedSignature, SigningPolicy } from './signing-policy.js';

/** A request to dkim-core, with the name of the key file in place of the key. */
export type ChosenSignature =
  | (Omit<DkimSignatureRequest, 'key'> & { keyfile: string })
  | (Omit<DomainkeysSignatureRequest, 'key'> & { keyfile: string });

export interface Choice {
  /** The address that decided; empty where none did. */
  sender: string;
  /** In the order of the configuration. */
  signatures: readonly ChosenSignature[];
  /** One sentence: which line decided, or why nothing is signed. */
  reason: string;
  /** What did not go as configured for this message. */
  notes: readonly string[];
}

interface Decision {
  sender: Mailbox | null;
  planned: readonly PlannedSignature[];
  /** The default of d=. */
  domain: string | null;
  key: string;
  keydomain: string;
  reason: string;
}

export function chooseSignatures(header: Pick<MessageHeader, 'fields'>, policy: SigningPolicy): Choice {
  const { candidates, invalidFrom } = responsibleFor(header, policy.senderFields);
  if (invalidFrom !== null && !policy.signInvalidFrom) {
    return { sender: candidates[0]?.address ?? '', signatures: [], reason: `not signed: ${invalidFrom}`, notes: [] };
  }
  const decision = byListId(header, candidates, policy) ?? bySender(candidates, policy) ?? byDomain(candidates, policy);
  const notes: string[] = [];
  const signatures = decision.planned.flatMap((planned) => fill(planned, decision, policy, notes) ?? []);
  return { sender: decision.sender?.address ?? '', signatures, reason: decision.reason, notes };
}

function byListId(
  header: Pick<MessageHeader, 'fields'>,
  candidates: readonly Mailbox[],
  { listIdMap }: SigningPolicy,
): Decision | null {
  const id = listIdMap === null ? null : listIdOf(header);
  const match = listIdMap === null || id === null ? null : findListId(listIdMap, id);
  if (match === null) return null;
  return fromMap(match, candidates[0] ?? null, `listid_map: ${match.entry.key}`);
}

function bySender(candidates: readonly Mailbox[], { senderMap }: SigningPolicy): Decision | null {
  if (senderMap === null) return null;
  for (const sender of candidates) {
    const match = findSender(senderMap, sender);
    if (match !== null) return fromMap(match, sender, `sender_map: ${match.entry.key}`);
  }
  return null;
}

function fromMap(
  { entry, keydomain }: { entry: PlannedEntry; keydomain: string },
  sender: Mailbox | null,
  reason: string,
): Decision {
  return { sender, planned: entry.signatures, domain: keydomain, key: entry.key, keydomain, reason };
}

function byDomain(candidates: readonly Mailbox[], { domains, signatures }: SigningPolicy): Decision {
  const [first = null] = candidates;
  const nothing = { sender: first, planned: [], domain: null, key: '', keydomain: '' };
  const who = first === null ? 'a message without sender' : `sender ${first.address}`;
  if (signatures.length === 0) return { ...nothing, reason: `not signed: ${who} stands in no map` };
  if (domains.length === 0) return { ...nothing, planned: signatures, reason: 'signature' };
  for (const sender of candidates) {
    const domain = domainFor(domains, sender.domain);
    if (domain !== null) return { ...nothing, sender, planned: signatures, domain, reason: `domain: ${domain}` };
  }
  const [only] = domains;
  if (domains.length === 1 && only !== undefined) {
    return { ...nothing, planned: signatures, domain: only, reason: `domain: ${only}` };
  }
  return { ...nothing, reason: `not signed: ${who} fits none of ${domains.join(', ')}` };
}

function fill(
  planned: PlannedSignature,
  decision: Decision,
  policy: SigningPolicy,
  notes: string[],
): ChosenSignature | null {
  const { type, algorithm, canonicalization, selector, keyfile, signedFields } = planned;
  const values: MacroValues = {
    sender: decision.sender?.address ?? '',
    senderdomain: decision.sender === null ? '' : (toALabels(decision.sender.domain) ?? ''),
    key: decision.key,
    keydomain: decision.keydomain,
  };
  const domain = parseDomain(planned.domain?.expand(values) ?? decision.domain ?? '');
  if (!domain.ok) {
    notes.push(`a signature is left out, its d= cannot be written: ${domain.reason}`);
    return null;
  }
  if (type === 'domainkeys') {
    return {
      type,
      domain: domain.value,
      selector,
      keyfile,
      canonicalization: canonicalization === 'nofws' ? 'nofws' : 'simple',
      signedFields,
    };
  }
  const identity = planned.identity?.expand(values);
  const fits = identity !== undefined && isUnder(identity, domain.value);
  if (identity !== undefined && !fits) notes.push(`i=${identity} is not under d=${domain.value} and is left out`);
  return {
    type,
    algorithm: algorithm === 'rsa-sha1' ? 'rsa-sha256' : algorithm,
    canonicalization: canonicalization === 'nofws' ? 'relaxed/relaxed' : canonicalization,
    domain: domain.value,
    selector,
    keyfile,
    identity: fits ? identity : undefined,
    signedFields,
    oversignedFields: policy.oversignedFields,
    expiresAfter: policy.expiresAfter,
  };
}

function isUnder(identity: string, domain: string): boolean {
  const at = identity.lastIndexOf('@');
  return at !== -1 && isSameOrSubdomain(identity.slice(at + 1), domain);
}
