/** English: the command sign. */
export const sign = {
  'first-line-guard':
    '{file}: the first line is a continuation (it begins with a blank). A guard field was put above it and is part of the signed message.',
  'signature-option-warning': '--signature: {reason}',

  'key-open-to-all': '{file} is open to every user. Run: chmod 600 {file}',
  'keyfile-small': '{file} has {bits} bits: accepted today, 2048 is recommended.',
  'signature-unreadable': '--signature cannot be read: {cause}',
  'signing-refused': 'Not signed: {cause}',
  'command-sign': 'signs a message and writes it to standard output',
  'option-sign-at': 'the time of signing (t=): Unix seconds or ISO 8601; else now',
  'option-domain': 'the domain that signs (d=)',
  'option-selector': 'the name of the key in DNS (s=)',
  'option-keyfile': 'the private key, a PEM file',
  'option-signature': "what to sign, as in dkimproxy-out's file: dkim(...) or domainkeys(...) (repeatable)",
} as const;
