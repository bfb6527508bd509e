/**
 * Which fields that arrived come off before ours go on: results that claim our name and did not come from us or from a host
 * that is trusted (RFC 8601, section 5; S-159 to S-161). They may stand anywhere in the header, in any number.
 */
import { claimsAuthservId, type HeaderField } from 'dkim-core';
import type { AddressMatcher, ClientFacts } from 'smtp-proxy';

const LONGEST_NAME = 1000; // octets that are looked at

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
  const { key, value } = asReadByOthers(field);
  if (key === 'x-dkim-authentication-results') return true;
  if (key !== 'authentication-results' || stays) return false;
  return removeResults === 'all' || claimsAuthservId(value, authservId);
}

const COLON = 0x3a;

/**
 * Name and value as readers find them who unfold before they look for the colon, or drop what is no letter: to them
 * a name with a fold, a NUL or a byte order mark is a field, which the grammar says it is not.
 */
export function asReadByOthers({ bytes }: HeaderField): { key: string; value: string } {
  const colon = bytes.indexOf(COLON);
  if (colon === -1) return { key: '', value: '' };
  const octets = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const name = octets.toString('latin1', 0, Math.min(colon, LONGEST_NAME));
  return {
    key: name.replace(/[^\x21-\x7e]/g, '').toLowerCase(),
    value: octets.toString('latin1', colon + 1).trimEnd(),
  };
}
