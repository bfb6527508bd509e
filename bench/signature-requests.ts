/** What every contestant signs as, and which fields: the same ten, so that all have the same to do. */
import type { DkimSignatureRequest, SigningKey } from 'dkim-core';

export const DOMAIN = 'bench.example';
export const SIGNED_FIELDS: readonly string[] =
  'from:to:cc:subject:date:message-id:mime-version:content-type:list-id:list-unsubscribe'.split(':');

/** Several signatures take turns where it is `both`. */
export type Canonicalization = 'relaxed' | 'simple' | 'both';

export interface Signing {
  readonly canonicalization: Canonicalization;
  /** How many. */
  readonly signatures: number;
}

/** Each signature of a mail has a selector of its own. */
export function selectorAt(index: number): string {
  return index === 0 ? 'bench' : `bench${index}`;
}

export function signatureRequests(key: SigningKey, { canonicalization, signatures }: Signing): DkimSignatureRequest[] {
  return Array.from({ length: signatures }, (_, index) => {
    const form = canonicalization === 'both' ? (index % 2 === 0 ? 'relaxed' : 'simple') : canonicalization;
    return {
      type: 'dkim',
      domain: DOMAIN,
      selector: selectorAt(index),
      key,
      canonicalization: `${form}/${form}`,
      signedFields: SIGNED_FIELDS,
      oversignedFields: [],
    };
  });
}
