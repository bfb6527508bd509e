/**
 * Which fields that arrived come off before ours go on: results that claim our name and did not come from us
 * (RFC 8601, section 5; S-159 to S-161). They may stand anywhere in the header, in any number.
 */
import { claimsAuthservId, fieldValue, type HeaderField } from 'dkim-core';

export interface RemovalSettings {
  authservId: string;
  /** `remove_results`: those with our name, all of them, or none. */
  removeResults: 'own' | 'all' | 'none';
}

/** True for a field that must not go on. X-DKIM-Authentication-Results carries no name: every one is ours (S-159). */
export function comesOff(field: HeaderField, { authservId, removeResults }: RemovalSettings): boolean {
  if (removeResults === 'none') return false;
  if (field.key === 'x-dkim-authentication-results') return true;
  if (field.key !== 'authentication-results') return false;
  return removeResults === 'all' || claimsAuthservId(fieldValue(field), authservId);
}
