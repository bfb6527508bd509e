/**
 * Which fields that arrived come off before ours go on: results that claim our name and did not come from us or from a host
 * that is trusted (RFC 8601, section 5; S-159 to S-161). They may stand anywhere in the header, in any number.
 */
import { claimsAuthservId, fieldValue, type HeaderField } from 'dkim-core';
import type { AddressMatcher, ClientFacts } from 'smtp-proxy';

export interface RemovalSettings {
  authservId: string;
  /** `remove_results`: those with our name, all of them, or none. */
  removeResults: 'own' | 'all' | 'none';
  /** `trusted_results`: whose Authentication-Results stay, whatever `removeResults` says; null trusts nobody. */
  trustedResults: AddressMatcher | null;
}

export type Removal = Omit<RemovalSettings, 'trustedResults'> & { isTrusted: boolean };

/** Where the message comes from: what XFORWARD says, since the server in front of us is always the same; else the connection. */
export function isTrusted({ address, xforward }: ClientFacts, trusted: AddressMatcher | null): boolean {
  if (trusted === null) return false;
  const told = xforward.get('ADDR');
  if (told === undefined) return trusted(address);
  return told !== null && trusted(told.replace(/^IPv6:/i, '').replace(/^::ffff:(?=\d+\.)/i, ''));
}

/** True for a field that must not go on. X-DKIM-Authentication-Results carries no name: every one is ours (S-159). */
export function comesOff(field: HeaderField, { authservId, removeResults, isTrusted: stays }: Removal): boolean {
  if (removeResults === 'none') return false;
  if (field.key === 'x-dkim-authentication-results') return true;
  if (field.key !== 'authentication-results' || stays) return false;
  return removeResults === 'all' || claimsAuthservId(fieldValue(field), authservId);
}
