/** English: the command keygen. */
export const keygen = {
  // keygen
  'keygen-domain-invalid': '--domain {value}: this is not a domain name.',
  'keygen-selector-invalid': '--selector {value}: write letters, digits and hyphens, parts joined by dots.',
  'selector-is-name': '--selector {value}: write only what stands before ._domainkey: --selector {want}',
  'keygen-name-too-long': '{name} is longer than a name in DNS may be (253 octets).',
  'keygen-bits-unreadable': '--bits {value}: write a whole number.',
  'keygen-bits-for-ed25519': '--bits: an Ed25519 key has one size only; leave it out.',
  'keygen-bits-never': '--bits {bits}: receivers never accept an RSA key under 1024 bits (RFC 8301). Use 2048.',
  'keygen-bits-small':
    '--bits {bits}: RSA keys under 2048 bits can be broken within years and some receivers mark them down. Use 2048, or --force if your DNS cannot hold it.',
  'keygen-bits-large':
    '--bits {bits}: receivers need not verify RSA keys above 4096 bits (RFC 8301), so such mail can count as unsigned. Use 2048, or --force.',
  'keygen-bits-too-large': '--bits {bits}: more than 8192 bits are verified by nobody. Use 2048.',
  'keygen-exists': '{file} exists already, and a key is never overwritten. Choose another --selector or --out.',
  'keygen-selector-used-up': 'All selectors of this day are in use in {folder}. Choose one with --selector.',
  'keygen-folder-missing': '--out {folder}: there is no such folder. Make it first: mkdir -p {word}',
  'keygen-user-unknown': '--user {user}: this machine has no such user.',
  'keygen-user-refused':
    '--user {user}: the key cannot be given to that user ({cause}). Run keygen as root, or leave out --user.',
  'keygen-self-test': 'The new key failed its own test ({cause}). Nothing was written.',
  'keygen-made': 'Made: {algorithm} key, {bits} bits, selector {selector}, domain {domain}',
  'keygen-key-file': '  private key   {file}  (keep it secret; mode 0600)',
  'keygen-zone-file': '  DNS record    {file}',
  'keygen-zone-title': 'Zone file line:',
  'keygen-panel-title': 'In the web panel of a DNS provider: type TXT, name and value (one line, no quotes):',
  'keygen-panel-name': '  name   {name}',
  'keygen-panel-value': '  value  {value}',
  'keygen-panel-name-short': '         (a panel that adds the domain by itself wants {name})',
  'keygen-next-title': 'Next:',
  'keygen-next-publish':
    '  1. Publish the record. This tells when it is there, and whether it fits:  dkim-check record --domain {domain} --selector {selector} --keyfile {word}',
  'keygen-next-config': '  2. Put these lines into the configuration of dkimproxy-out and start it again:',
  'keygen-next-test': '  3. Send a mail to yourself, save it as it arrived and check it:  dkim-check verify mail.eml',
  'keygen-next-rotate':
    '  4. Make a new key with a new selector about twice a year. Keep the old record until a week after its last signature.',
  'keygen-ed25519-note':
    'Many receivers cannot verify Ed25519 yet: sign with an RSA key as well (a second `signature` line, a second selector).',
  'keygen-large-note': 'A record of this size does not fit into one DNS packet of old resolvers; 2048 bits avoid that.',
  'command-keygen': 'makes a key pair and the DNS record for it',
  'option-keygen-selector': 'the name of the key in DNS; else sYYYYMMDD of today',
  'option-algorithm': 'rsa or ed25519',
  'option-bits': 'size of an RSA key; 2048 if left out',
  'option-out': 'the folder for the two files',
  'option-user': 'the user that owns the files (needs root)',
  'option-force': 'make a key of an unwise size; never overwrites',
  'option-strict': 'add t=s: i= must have exactly the domain of d=',
  'option-hash': 'add h=sha256: no other hash may be used with the key',
  'keygen-panel-long':
    '         ({n} characters: more than one string of DNS. A panel that takes 255 at most wants it as several strings of ONE record, as above.)',
  'keygen-nsupdate-title': 'For nsupdate, where the zone takes updates (nsupdate -k KEYFILE):',
} as const;
