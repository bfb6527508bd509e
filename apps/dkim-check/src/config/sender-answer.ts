/** Which signatures the mail of one sender gets, and which line decides: the signer's own function on a header made for it. */
import { readHeader } from 'dkim-core';
import { chooseSignatures, type Choice, type SigningPolicy } from 'signing-policy';
import { problem, type Problem } from '../problem.js';

export interface SenderAnswer {
  readonly choice: Choice;
  readonly decidedBy:
    | { readonly kind: 'map'; readonly map: string; readonly line: number; readonly key: string }
    | { readonly kind: 'domain' | 'only-domain'; readonly domain: string }
    | { readonly kind: 'lines' }
    | null;
  readonly problems: readonly Problem[];
}

export function senderAnswer(policy: SigningPolicy, sender: string, listId: string | null): SenderAnswer {
  const list = listId === null ? '' : `List-Id: <${listId}>\r\n`;
  const choice = chooseSignatures(readHeader(Buffer.from(`From: <${sender}>\r\n${list}\r\n`, 'utf8')), policy);
  return { choice, decidedBy: deciderOf(choice, policy), problems: problemsOf(choice, sender, policy) };
}

function deciderOf({ reason, skipped }: Choice, { domains }: SigningPolicy): SenderAnswer['decidedBy'] {
  if (skipped !== null) return null;
  const [, map, line, key] = /^(sender_map|listid_map), line (\d+): (.*)$/.exec(reason) ?? [];
  if (map !== undefined && key !== undefined) return { kind: 'map', map, line: Number(line), key };
  const domain = /^domain: (.*)$/.exec(reason)?.[1];
  if (domain === undefined) return { kind: 'lines' };
  return { kind: domains.length === 1 ? 'only-domain' : 'domain', domain };
}

function problemsOf({ skipped, reason, notes }: Choice, sender: string, policy: SigningPolicy): readonly Problem[] {
  const left = notes.map((note) => problem('info', 'signature-left-out', { reason: note }));
  if (skipped === null) return left;
  if (skipped === 'no-rule' && policy.domains.length > 1 && policy.signatures.length > 0) {
    return [problem('error', 'not-signed', { sender, domains: policy.domains.join(', ') })];
  }
  if (skipped === 'no-rule' && policy.signatures.length === 0) return [problem('error', 'not-in-map', { sender })];
  return [problem('error', 'not-signed-because', { reason: reason.replace(/^not signed: /, '') })];
}
