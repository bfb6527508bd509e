/** `c=` and the `method` options: what DKIMproxy 1.4.1's words mean. */
import type { DkimSignatureRequest, DomainkeysSignatureRequest, Parsed } from 'dkim-core';

export type DkimMethod = NonNullable<DkimSignatureRequest['canonicalization']>;
export type DomainkeysMethod = NonNullable<DomainkeysSignatureRequest['canonicalization']>;

const DKIM: ReadonlyMap<string, DkimMethod> = new Map([
  ['simple', 'simple/simple'],
  ['relaxed', 'relaxed/simple'], // RFC 6376, section 3.5: one name is the header's, the body's is simple
  ['simple/simple', 'simple/simple'],
  ['simple/relaxed', 'simple/relaxed'],
  ['relaxed/simple', 'relaxed/simple'],
  ['relaxed/relaxed', 'relaxed/relaxed'],
]);

/** `remark`: what was read otherwise than it was written. */
export function dkimMethod(text: string): Parsed<{ method: DkimMethod; remark: string | null }, 'method'> {
  const written = text.trim().toLowerCase();
  const method = DKIM.get(written === 'nowsp' ? 'relaxed' : written);
  if (method === undefined) {
    const reason = `"${text.slice(0, 60)}" is no canonicalization of DKIM; write relaxed/relaxed, relaxed or simple`;
    return { ok: false, code: 'method', reason };
  }
  const remark = 'nowsp is read as relaxed: RFC 6376 has no such canonicalization, it is of an early draft';
  return { ok: true, value: { method, remark: written === 'nowsp' ? remark : null } };
}

export function domainkeysMethod(text: string): Parsed<DomainkeysMethod, 'method'> {
  const written = text.trim().toLowerCase();
  if (written === 'simple' || written === 'nofws') return { ok: true, value: written };
  const reason = `"${text.slice(0, 60)}" is no canonicalization of DomainKeys; write nofws or simple`;
  return { ok: false, code: 'method', reason };
}
