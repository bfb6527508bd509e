/** English: the command canon. */
export const canon = {
  'command-canon': 'writes the canonical form of a message, to the last octet',
  'option-header': 'header canonicalization: simple or relaxed',
  'option-body': 'body canonicalization: simple or relaxed',
  'option-domainkeys': 'the canonical form of DomainKeys instead: simple or nofws',
  'option-part': 'only this part: header or body',
} as const;
