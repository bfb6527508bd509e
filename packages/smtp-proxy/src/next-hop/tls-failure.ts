/** Why a TLS handshake with the next hop failed, in words of ours that follow "the next hop": the library's text may quote anything. */

const CERTIFICATE_FAULTS: ReadonlyMap<string, string> = new Map([
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'it is for another name'],
  ['CERT_HAS_EXPIRED', 'it is out of date'],
  ['CERT_NOT_YET_VALID', 'its time has not come'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its issuer is not known'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'its issuer is not known'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'its issuer is not known'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'its issuer is not known'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its issuer is not known'],
]);

export function tlsFailure({ code = 'unknown error' }: NodeJS.ErrnoException): string {
  const fault = CERTIFICATE_FAULTS.get(code);
  if (fault !== undefined) return `has a certificate that cannot be trusted: ${fault} (${code})`;
  return `failed in the TLS handshake (${code})`;
}
