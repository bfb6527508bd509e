/** `c=` and the `method` options: what DKIMproxy 1.4.1's words mean. */
import type { DkimSignatureRequest, Parsed } from 'dkim-core';

export type DkimMethod = NonNullable<DkimSignatureRequest['canonicalization']>;

const DKIM: ReadonlyMap<string, DkimMethod> = new Map([
  ['simple', 'simple/simple'],
  ['relaxed', 'relaxed/simple'], // RFC 6376, section 3.5: one name is the header's, the body's is simple
  ['simple/simple', 'simple/simple'],
  ['simple/relaxed', 'simple/relaxed'],
  ['relaxed/simple', 'relaxed/simple'],
  ['relaxed/relaxed', 'relaxed/relaxed'],
]);

export function dkimMethod(text: string): Parsed<{ method: DkimMethod; remark: string | null }, 'method'> {
  const written = text.trim().toLowerCase();
  const method = DKIM.get(written);
  if (method !== undefined) return { ok: true, value: { method, remark: null } };
  if (written === 'nowsp') {
    const remark = 'nowsp was never a standard and is read as relaxed (relaxed/simple)';
    return { ok: true, value: { method: 'relaxed/simple', remark } };
  }
  return {
    ok: false,
    code: 'method',
    reason: `"${text}" is no canonicalization of DKIM; write simple, relaxed, or both as header/body: relaxed/relaxed`,
  };
}

export function domainkeysMethod(text: string): Parsed<'simple' | 'nofws', 'method'> {
  const written = text.trim().toLowerCase();
  if (written === 'simple' || written === 'nofws') return { ok: true, value: written };
  return { ok: false, code: 'method', reason: `"${text}" is no canonicalization of DomainKeys; write nofws or simple` };
}
