/** English: results, verdict codes and warnings; the codes are dkim-core's own. */
export const verdicts = {
  // The results of RFC 8601, section 2.7.1, of a message as a whole.
  'result-none': 'the message has no DKIM signature',
  'result-pass': 'a valid DKIM signature',
  'result-fail': 'a DKIM signature does not fit the message any more',
  'result-policy': 'a local rule does not accept the DKIM signature',
  'result-temperror': 'DNS gave no answer; try again later',
  'result-permerror': 'the DKIM signature or its key cannot be used',

  // Verdict codes: the signature.
  'tag-syntax': 'The signature field is not a list of tag=value.',
  'tag-repeated': 'A tag stands twice in the signature field.',
  'tag-missing': 'A tag that every signature needs is missing.',
  'tag-value': 'A tag of the signature has a value that is not allowed.',
  'version-unsupported': 'The signature does not say v=1, the only version there is.',
  'algorithm-unknown': 'The algorithm in a= is unknown.',
  'algorithm-historic': 'rsa-sha1 is no longer accepted (RFC 8301). Sign with rsa-sha256.',
  'canonicalization-unknown': 'The canonicalization in c= is unknown; simple and relaxed are known.',
  'query-method-unknown': 'q= names no known way to ask for the key; dns/txt is the one that exists.',
  'domain-invalid': 'd= is not a domain name.',
  'selector-invalid': 's= is not a selector.',
  'identity-outside-domain': 'i= is outside the domain of d=.',
  'from-not-signed': 'h= does not name From, which every signature must cover.',
  'timestamps-inconsistent': 'x= (expires) is not later than t= (signed).',
  'body-length-beyond-body': 'l= says more octets than the body has: something was cut off.',
  'timestamp-in-future': 't= is in the future: the clock of the signer or of this machine is wrong.',

  // Verdict codes: the key.
  'key-not-found': 'DNS has no key record for this selector and domain.',
  'key-syntax': 'The key record cannot be read.',
  'key-version': 'v= of the key record is not DKIM1, or is not its first tag.',
  'key-revoked': 'The key was withdrawn by its owner (empty p=).',
  'key-type-unknown': 'The type of key (k=) is unknown; rsa and ed25519 are known.',
  'key-algorithm-mismatch': 'The key in DNS is of another type than the algorithm of the signature.',
  'key-hash-not-allowed': 'h= of the key record does not allow the hash of the signature.',
  'key-service-not-allowed': 's= of the key record does not allow the key for mail.',
  'identity-not-allowed-by-key': 'The key record does not allow this i= (t=s or g=).',
  'key-too-short': 'The RSA key is too short; 1024 bits are the least that counts (RFC 8301).',
  'key-too-large': 'The RSA key is larger than what is verified here.',
  'key-exponent': 'The RSA key has an unusable exponent.',

  // Verdict codes: the rest.
  'dns-timeout': 'DNS did not answer in time.',
  'dns-server-failure': 'The DNS server failed or gave a broken answer.',
  'internal-error': 'dkim-check itself failed while judging this signature.',
  'signature-expired': 'The signature has expired (x=).',
  'body-hash-mismatch': 'The body was changed after signing.',
  'signature-mismatch': 'A signed header field was changed after signing, or the key is not the one that signed.',
  'unsigned-body': 'Part of the body is not signed (l=): anyone can have added it.',
  'from-not-all-signed': 'The message has more From fields than the signature covers.',
  'field-not-signed': 'A header field that must be signed here is not signed.',
  'domain-refused': 'Signatures of this domain are not accepted here.',
  'signature-limit': 'The message has more signatures than are looked at; this one was not.',
  'header-too-large': 'The header is too large; its signatures are not verified.',

  // Warnings beside any verdict.
  'from-missing': 'The message has no From field.',
  'key-weak': 'The RSA key of this DomainKeys signature is under 1024 bits: such keys can be broken.',
  'selector-underscore': 'The selector has an underscore: some receivers refuse it.',
  'base64-padding': 'Base64 in the signature or the key is padded wrongly: some receivers refuse it.',
} as const;
