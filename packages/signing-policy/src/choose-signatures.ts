/** Facts of a message and the policy: the signatures that it gets, and why. Pure; dkim-check answers with the same function. */
import {
  isSameOrSubdomain,
  parseDomain,
  parseIdentity,
  toALabels,
  type DkimSignatureRequest,
  type DomainkeysSignatureRequest,
  type Mailbox,
  type MessageHeader,
} from 'dkim-core';
import { domainOf } from './domain-list.js';
import { findListId, listIdOf } from './list-id-map.js';
import type { MacroValues } from './macros.js';
import { domainkeysSenderOf, responsibleFor } from './responsible-sender.js';
import { findSender, type MapMatch } from './sender-map.js';
import type { PlannedDkim, PlannedDomainkeys, PlannedSignature, SigningPolicy } from './signing-policy.js';

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
  /** Why nothing is signed, for programs: no usable From; no rule for this sender; what the rule asks for can't be written. */
  skipped: 'from-invalid' | 'no-rule' | 'left-out' | null;
  /** What did not go as configured for this message. */
  notes: readonly string[];
}

type Header = Pick<MessageHeader, 'fields'>;

interface Decision {
  sender: Mailbox | null;
  planned: readonly PlannedSignature[];
  /** The default of d=. */
  domain: string | null;
  key: string;
  keydomain: string;
  reason: string;
}

export function chooseSignatures(header: Header, policy: SigningPolicy): Choice {
  const { candidates, invalidFrom } = responsibleFor(header, policy.senderFields);
  if (invalidFrom !== null && !policy.signInvalidFrom) {
    const sender = candidates[0]?.address ?? '';
    return { sender, signatures: [], reason: `not signed: ${invalidFrom}`, skipped: 'from-invalid', notes: [] };
  }
  const decision =
    byListId(header, candidates, policy) ?? bySender(candidates, policy) ?? byDefault(candidates, policy);
  const sender = decision.sender?.address ?? '';
  const notes: string[] = [];
  const signatures = decision.planned.flatMap((planned) => {
    const chosen = planned.type === 'dkim' ? dkim(planned, decision, policy) : domainkeys(planned, decision, header);
    if (chosen.note !== null) notes.push(chosen.note);
    return chosen.signature ?? [];
  });
  if (signatures.length > 0) return { sender, signatures, reason: decision.reason, skipped: null, notes };
  if (notes.length === 0) return { sender, signatures, reason: decision.reason, skipped: 'no-rule', notes };
  return { sender, signatures, reason: `not signed: ${notes.join('; ')}`, skipped: 'left-out', notes: [] };
}

function byListId(header: Header, candidates: readonly Mailbox[], { listIdMap }: SigningPolicy): Decision | null {
  const id = listIdMap === null ? null : listIdOf(header);
  const match = listIdMap === null || id === null ? null : findListId(listIdMap, id);
  return match === null ? null : fromMap(match, candidates[0] ?? null, 'listid_map');
}

/** The first address that the sender map or the list of domains knows. */
function bySender(candidates: readonly Mailbox[], { senderMap, domains, signatures }: SigningPolicy): Decision | null {
  for (const sender of candidates) {
    const match = senderMap === null ? null : findSender(senderMap, sender);
    if (match !== null) return fromMap(match, sender, 'sender_map');
    const domain = signatures.length === 0 ? null : domainOf(domains, sender.domain);
    if (domain !== null) return fromLines(sender, signatures, domain);
  }
  return null;
}

/** Nobody knows the sender: one domain signs everything, and lines without any are their own masters. */
function byDefault(candidates: readonly Mailbox[], { domains, signatures }: SigningPolicy): Decision {
  const [sender = null] = candidates;
  const [domain = null] = domains;
  if (signatures.length > 0 && domains.length < 2) return fromLines(sender, signatures, domain);
  const who = sender === null ? 'a message without a sender' : `sender ${sender.address}`;
  const why = signatures.length === 0 ? 'stands in no map' : `fits none of ${domains.join(', ')}`;
  return { ...fromLines(sender, [], null), reason: `not signed: ${who} ${why}` };
}

function fromMap({ entry, keydomain }: MapMatch, sender: Mailbox | null, option: string): Decision {
  const { key, signatures, line } = entry;
  return { sender, planned: signatures, domain: keydomain, key, keydomain, reason: `${option}, line ${line}: ${key}` };
}

function fromLines(sender: Mailbox | null, planned: readonly PlannedSignature[], domain: string | null): Decision {
  const reason = domain === null ? 'signature' : `domain: ${domain}`;
  return { sender, planned, domain, key: '', keydomain: '', reason };
}

interface Filled {
  signature: ChosenSignature | null;
  note: string | null;
}

function dkim(
  { canonicalization, algorithm, selector, keyfile, signedFields, ...planned }: PlannedDkim,
  decision: Decision,
  { oversignedFields, expiresAfter }: SigningPolicy,
): Filled {
  const values = macroValues(decision, decision.sender);
  const domain = parseDomain(planned.domain?.expand(values) ?? decision.domain ?? '');
  if (!domain.ok) return leftOut('DKIM-Signature', domain.reason);
  const identity = planned.identity?.expand(values);
  const unfit = identity === undefined ? null : identityFault(identity, domain.value);
  return {
    signature: {
      type: 'dkim',
      algorithm,
      canonicalization,
      domain: domain.value,
      selector,
      keyfile,
      identity: unfit === null ? identity : undefined,
      signedFields,
      oversignedFields,
      expiresAfter,
    },
    note: unfit === null ? null : `${unfit} and is left out`,
  };
}

/** Only for mail of the signing domain: the sender is Sender where it stands, else From (RFC 4870, section 3.5.1). */
function domainkeys(
  { canonicalization, selector, keyfile, signedFields, ...planned }: PlannedDomainkeys,
  decision: Decision,
  header: Header,
): Filled {
  const sender = domainkeysSenderOf(header);
  if (sender === null) return leftOut('DomainKey-Signature', 'there is no usable sender address');
  const domain = parseDomain(planned.domain?.expand(macroValues(decision, sender)) ?? decision.domain ?? '');
  if (!domain.ok) return leftOut('DomainKey-Signature', domain.reason);
  if (!isSameOrSubdomain(sender.domain, domain.value)) {
    return leftOut('DomainKey-Signature', `sender ${sender.address} is not under d=${domain.value}`);
  }
  const signature: ChosenSignature = {
    type: 'domainkeys',
    canonicalization,
    domain: domain.value,
    selector,
    keyfile,
    signedFields,
  };
  return { signature, note: null };
}

function leftOut(field: string, reason: string): Filled {
  return { signature: null, note: `no ${field}: ${reason}` };
}

function macroValues({ key, keydomain }: Decision, sender: Mailbox | null): MacroValues {
  const senderdomain = sender === null ? '' : (toALabels(sender.domain) ?? '');
  return { sender: sender?.address ?? '', senderdomain, key, keydomain };
}

function identityFault(text: string, domain: string): string | null {
  const identity = parseIdentity(text);
  if (!identity.ok) return identity.reason;
  return isSameOrSubdomain(identity.value.domain, domain) ? null : `i=${text} is not under d=${domain}`;
}
