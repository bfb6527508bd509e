/** English: the problems of key records. */
export const record = {
  'version-missing': 'v=DKIM1 is missing: allowed, better put it first.',
  'version-missing-fix': 'Begin the record with v=DKIM1;',
  'testing-flag': 't=y: receivers treat this key as a test.',
  'testing-flag-fix': 'Take t=y out of the record when all is well.',
  'explain-version-missing':
    'A key record may leave out v=DKIM1, and every receiver has to take it as if it were there. If it is there, it must stand first.\nBegin the record with v=DKIM1; all the same: people and DNS panels then see what the record is for.',
  'explain-testing-flag':
    't=y in a key record says that its owner is still testing. Receivers then do nothing against mail whose signature fails, and some trust a good signature less.\nIt is meant for the first days. Verify some mails as they arrive at receivers, then take t=y out of the record and leave the rest as it is.',
  'private-key-published': 'A PRIVATE key is in this record: everybody can read it and sign in your name.',
  'private-key-published-fix':
    'Take the record away now, make a new key with a new selector (dkim-check keygen), and never use this one again.',
  'explain-private-key-published':
    'The record holds the private half of the key, which must never leave the signing machine. Whoever has read it can sign mail as your domain, and it stays readable in caches and archives after you remove it.\nRemove the record, make a new key under a new selector, publish only what keygen prints as the record, and put the new key file into the signer. Take the old selector out of every configuration.',
  'smart-quotes-in-record': 'Typographic quotation marks are inside the value.',
  'smart-quotes-in-record-fix': 'Enter the value without any quotation marks.',
  'explain-smart-quotes-in-record':
    'A word processor or a web page has turned straight quotation marks into curved or Japanese ones. They became part of the value, and no receiver can read it.\nCopy the value from the output of keygen or from its .txt file, not from a page, and enter it without quotation marks.',
  'full-width-in-record': 'The value has full-width characters: {found} is not {want}.',
  'full-width-in-record-fix': 'Enter the value again in half-width characters (ASCII).',
  'explain-full-width-in-record':
    "An input method was in full-width mode while the value was typed: such letters, digits, signs and blanks look alike and are other characters. No receiver can read them.\nTurn the input method off and enter the value again, best by copying it from keygen's output.",
  'dash-in-record': 'The value has a typographic dash in it.',
  'dash-in-record-fix': 'Enter the value again as keygen printed it; it has no dash of that kind.',
  'explain-dash-in-record':
    "A web page or a word processor has put a long dash in the place of a minus sign or of two. Such a character has no place in a key record.\nCopy the value from keygen's output once more.",
  'quotes-in-record': 'Quotation marks are inside the value; the panel adds its own.',
  'quotes-in-record-fix': 'Enter the value without quotation marks.',
  'explain-quotes-in-record':
    'In a zone file each string stands in quotation marks, which are no part of the value. A web panel adds them by itself. When they are typed there as well, they land inside the value, and no receiver can read it.\nEnter the value without them. In a zone file write each string once in quotation marks, with no backslash before them.',
  'backslashes-in-record': 'Backslashes are inside the value (mostly as \\;).',
  'backslashes-in-record-fix': 'Enter the value without backslashes: a plain ; stands between tags.',
  'explain-backslashes-in-record':
    "Some zone files write a semicolon as backslash and semicolon. Inside quotation marks and in web panels that backslash becomes part of the value, and the tags can't be told apart any more.\nEnter the value without backslashes.",
  'pem-in-record': 'Lines of a PEM file (-----BEGIN ...) are inside the value.',
  'pem-in-record-fix':
    'Leave out the BEGIN and END lines and the line breaks; dkim-check keygen prints the value as it has to be.',
  'explain-pem-in-record':
    'The key file was copied as it is. p= takes only the base64 between the BEGIN and END lines, in one piece.\nTake out both lines and all line breaks. Make sure that it was the PUBLIC key that you copied.',
  'other-record-at-name': 'A record of another kind stands here: {kind}.',
  'other-record-at-name-fix':
    'Publish the key at this name, and move the other record to its own: SPF to the domain itself, DMARC to _dmarc.DOMAIN.',
  'explain-other-record-at-name':
    'The name of a key holds a record that is for something else. Either it was entered at the wrong name, or a wildcard answers for every name of the domain.\nSPF belongs to the domain itself, DMARC to _dmarc.DOMAIN, the key to SELECTOR._domainkey.DOMAIN. dkim-check record --all-servers shows what each server has.',
  'tag-upper-case': 'The tag {tag}= has to be written small: {want}=.',
  'tag-upper-case-fix': 'Write all tags in small letters: v=DKIM1; k=rsa; p=...',
  'explain-tag-upper-case':
    'The names of tags are compared with their case. A receiver looks for p= and does not see P=.\nWrite the names of all tags in small letters. The value of v= stays DKIM1 in capitals, and the base64 of p= must not be changed.',
  'key-white-space': 'p= has blanks or line breaks in it; some receivers cannot read such a key.',
  'key-white-space-fix': 'Enter the value of p= in one piece.',
  'explain-key-white-space':
    'White space inside p= is allowed, and careful receivers drop it. Others take the key for broken. It comes from a key that was copied over several lines, or from strings of a record that end or begin with a blank.\nEnter the base64 in one piece. In a zone file put the blank outside the quotation marks.',
  'key-tag-missing': 'p= is missing: the record has no key.',
  'key-tag-missing-fix': "Add p= with the public key, or copy the whole value from keygen's output.",
  'explain-key-tag-missing':
    'A key record without p= is none: receivers say "no key" or "invalid public key". (p= with nothing behind it is something else: it withdraws the key.)\nMostly only the first part of the value was entered. Copy the whole value once more.',
  'key-base64url': 'p= is written in base64url (- and _), which key records do not use.',
  'key-base64url-fix': 'Write + for each - and / for each _.',
  'explain-key-base64url':
    "There are two alphabets for base64. Web programs often use the one with - and _; DKIM uses the one with + and /. Receivers can't read the former.\nReplace each - by + and each _ by /, or copy the value from keygen.",
  'key-cut': 'The key ends too early: it was cut at {n} octets, probably by the DNS panel.',
  'key-cut-fix':
    'Enter the whole value; where the panel takes 255 characters a string only, enter it as several strings of one record.',
  'explain-key-cut':
    'The key itself says how long it is, and the record has less. Many DNS panels silently cut a value at 255 characters. Receivers say "invalid public key" or "no modulus".\nEnter the value again in strings of at most 255 characters, all in ONE record (keygen prints them so), or ask the DNS provider. Then compare: dkim-check record --keyfile FILE.',
  'key-trailing-text': 'There is text in the record that is no tag: {text}',
  'key-trailing-text-fix': 'Take out what is neither tag=value nor a semicolon between two of them.',
  'explain-key-trailing-text':
    'A key record is a list of tag=value with a semicolon between. One piece that is neither spoils the whole record: strict receivers do not use it.\nOften a comment, a second value or the rest of another record was pasted behind the key. Remove it.',
  'hash-unknown': 'h= names a hash that nobody knows: {hashes}.',
  'hash-unknown-fix': 'Nothing has to be done; h=sha256 alone says the same.',
  'explain-hash-unknown':
    'h= lists the hashes that may be used with the key. Names that are unknown are passed over. sha256 is in the list, so the key works.',
  'strict-flag': 't=s: signatures with an i= in a subdomain of {domain} are refused.',
  'strict-flag-fix': 'Leave it if all mail is signed with i= in exactly this domain, which is the default.',
  'explain-strict-flag':
    't=s binds i= of the signature to exactly the domain of d=. That is the safer choice, and right for nearly everybody: without an i= in the signature nothing changes.\nTake t=s out only if you sign with i=user@sub.DOMAIN and d=DOMAIN.',
  'flag-unknown': 't= has a flag that nobody knows: {flags}.',
  'flag-unknown-fix': 'Take it out; y (testing) and s (strict) are the flags that exist.',
  'explain-flag-unknown': 'Flags that are unknown are passed over by receivers. Perhaps another one was meant.',
  'granularity-empty':
    'g= is empty: in DKIM it has no meaning, in DomainKeys it fits every sender, and old programs let it fit none.',
  'granularity-empty-fix': 'Take g= out of the record.',
  'explain-granularity-empty':
    'g= is from DomainKeys and from the first DKIM (RFC 4871); today it is unknown. Old DKIM programs read an empty g= as "fits no address" and refuse the key.\nTake it out.',
  'granularity-set':
    'g={value}: DKIM passes it over, DomainKeys and old DKIM programs accept the key only for such senders.',
  'granularity-set-fix': 'Take g= out of the record, unless that is what you want for old programs.',
  'explain-granularity-set':
    "g= restricted a key to one local part in DomainKeys and in RFC 4871. RFC 6376 took it away: today's receivers ignore it, so it protects nothing.\nTake it out.",
  'key-character': 'p= has a character that base64 does not have: {found}',
  'key-character-fix':
    'Take it out, with all that was copied along; p= ends with the base64, then a semicolon or nothing.',
  'explain-key-character':
    'p= is base64: letters, digits, + and /, with = at its end. Any other character spoils the whole key.\nMostly something beside the key was copied: the prompt of a shell (%, $), an angle bracket, a full stop, the next word of a page. Copy the value once more from the .txt file of keygen.',
  'line-break-in-record': 'Line breaks are inside the value.',
  'line-break-in-record-fix': 'Enter the value in one line; keygen prints it so for web panels.',
  'explain-line-break-in-record':
    'A key file has its base64 in lines of 64 characters. Copied as they are, their ends become part of the record, and receivers cannot read it.\nEnter the value in one line. In a zone file several lines are fine as strings of their own, each in quotation marks, all in parentheses.',
  'key-certificate': 'p= holds a certificate, not a public key.',
  'key-certificate-fix':
    'Publish the public key: openssl x509 -in FILE -noout -pubkey, without the BEGIN and END lines.',
  'explain-key-certificate':
    'A certificate contains a public key and much else. Receivers want the key alone.\ndkim-check keygen makes a key for DKIM and its record; a TLS certificate is not needed for it.',
  'key-trailing-octets': 'p= has {n} octets behind the end of the key.',
  'key-trailing-octets-fix': "Copy the value of p= once more from keygen's output.",
  'explain-key-trailing-octets':
    'The key says how long it is, and more follows. Some receivers take it, strict ones refuse it. Two values were joined, or a character slipped in.\nCopy the value once more.',
  'key-ed25519-wrapped':
    'The Ed25519 key is wrapped as SubjectPublicKeyInfo (44 octets); its record takes the 32 octets alone.',
  'key-ed25519-wrapped-fix': 'Write p={want}',
  'explain-key-ed25519-wrapped':
    'For RSA p= holds a SubjectPublicKeyInfo, which openssl writes. For Ed25519 RFC 8463 wants the bare 32 octets. Some receivers take both, most do not.\nUse the value that is shown; it is the same key.',
  'key-type-wrong': 'The record says k={given}, but the key is of type {want}.',
  'key-type-wrong-fix': 'Write k={want}',
  'explain-key-type-wrong':
    "k= tells receivers how to read p=. Here it names the wrong type, so the key can't be read. Without k= it is rsa.\nWrite the type that keygen printed.",
  'key-octets-unreadable': 'p= is base64, but no key: {reason}.',
  'key-octets-unreadable-fix':
    "Copy the value of p= once more from keygen's output, and compare: dkim-check record --keyfile FILE.",
  'explain-key-octets-unreadable':
    'What p= decodes to is no public key. Some characters were lost or changed while it was copied, or it is something else.\nCopy the value once more; if the message stays, make a new key with a new selector.',
  'key-small': '{bits}-bit key: accepted today, 2048 is recommended.',
  'key-small-fix': 'Make a key of 2048 bits under a new selector when it suits you: dkim-check keygen.',
  'explain-key-small':
    'RSA keys of 1024 bits are still accepted by nearly all receivers. They can be broken with enough money, and some receivers mark them down.\nMake a 2048-bit key under a new selector, publish it, let the signer use it, and take the old record away a week later.',
  'key-large': '{bits}-bit key: receivers need not verify more than 4096 bits.',
  'key-large-fix': 'Use a key of 2048 bits under a new selector: dkim-check keygen.',
  'explain-key-large':
    'RFC 8301 asks receivers to verify RSA keys up to 4096 bits and leaves larger ones to them. With some of them such mail counts as unsigned, and the record does not fit into one DNS packet.\nUse 2048 bits.',
  'key-modulus-even': 'The RSA modulus is an even number: this is no key that anybody made, it was damaged.',
  'key-modulus-even-fix': "Copy the value of p= once more from keygen's output.",
  'explain-key-modulus-even':
    'The modulus of an RSA key is the product of two large primes and always odd. Here it is even, so a character near its end was changed or the key was cut and repaired.\nCopy the value once more.',
  'key-bare-rsa': 'p= holds a bare RSAPublicKey, not a SubjectPublicKeyInfo; some receivers cannot read it.',
  'key-bare-rsa-fix': 'Publish what dkim-check keygen or openssl rsa -pubout prints.',
  'explain-key-bare-rsa':
    'There are two ways to write an RSA public key. The standard names one in its text and the other in an example; all receivers read the SubjectPublicKeyInfo, not all the bare key.\nopenssl rsa -in KEYFILE -pubout prints the former.',
  'key-records-several': 'There are {n} TXT records at this name; what receivers then do is undefined.',
  'key-records-several-fix': 'Leave one record at the name. A long value is ONE record of several strings.',
  'explain-key-records-several':
    'A selector must have exactly one key record. With several of them some receivers try each, others take the first or none.\nTake the wrong ones away. If the parts of one key were entered as records of their own, enter them as strings of one record.',
  'key-mismatch': 'The record at {name} holds another key ({a}) than {keyfile} ({b}).',
  'key-mismatch-fix':
    'Publish the record of {keyfile}, or let the signer use the key that fits. The old answer may live until {time}.',
  'explain-key-mismatch':
    "Receivers verify with the key in DNS, so signatures made with the key file can't pass. Either the record is an old one, or the signer uses the wrong file.\nCompare the fingerprints. A new key wants a new selector: then old and new record stand side by side, and no answer is out of date.",
  'key-revoked-fix': 'Sign with the selector in use; publish the key again only if it was never meant to be withdrawn.',
  'base64-padding-fix': 'Copy the value of p= once more: its end (=) is missing or doubled.',
  'key-version-fix': 'Begin the record with v=DKIM1; in exactly this form. It has: {given}',
  'key-type-unknown-fix': 'Write k=rsa or k=ed25519.',
  'key-syntax-fix': "Copy the value once more from keygen's output, in one piece and without quotation marks.",
  'key-hash-not-allowed-fix': 'Write h=sha256, or take h= out of the record.',
  'key-service-not-allowed-fix': 'Write s=email, or take s= out of the record.',
  'key-too-short-fix': 'Make a key of 2048 bits under a new selector: dkim-check keygen.',
  'key-exponent-fix': 'Make a new key under a new selector: dkim-check keygen.',
  'key-not-found-fix':
    "Publish the record at exactly this name; keygen's .txt file has the line, and this prints it: dkim-check record --domain {domain} --selector {selector} --keyfile FILE",
  'domain-invalid-fix': 'Write the selector and the domain as s= and d= of the signature have them.',
  'key-algorithm-mismatch-fix':
    'Sign with the algorithm of the key, or publish a key of the other type under a selector of its own.',
  'identity-not-allowed-by-key-fix': 'Sign with an i= in exactly the domain of d=, or take t=s out of the record.',
  'keyfile-unusable': 'The key cannot be used: {cause}',
  'command-record': 'judges the key record of a selector, in DNS or before it is published',
  'option-text': 'judge this text instead of asking DNS',
  'option-record-algorithm': 'the algorithm that the key shall verify',
  'option-record-signature': 'the same by a signature line of dkimproxy-out: dkim(...) or domainkeys(...)',
  'option-all-servers': 'ask each server of the zone by itself, by UDP and TCP',
  'record-text-title': 'The text, as a key record:',
  'record-found': '{name}: there is a record',
  'record-not-found': '{name}: there is no record',
  'record-from': '  answer of {server}, which may have it from its memory',
  'record-from-authority': '  answer of {server}, which has the zone',
  'record-asked': '  asked {server}, which did not answer',
  'record-ttl': '  it may be remembered for {n} seconds',
  'record-size': '  {octets} octets; strings: {strings}',
  'record-key': '  {type} key, {bits} bits, SHA-256 {fingerprint}',
  'record-rsa-key': '  rsa key, {bits} bits, exponent {exponent}, SHA-256 {fingerprint}',
  'record-matches': '  it matches the key file',
  'record-matches-not': '  it does not match the key file',
  'record-ok': '  Valid key record: {type}, {bits} bits. A receiver can use it.',
  'record-ok-remarks': '  Valid key record: {type}, {bits} bits. A receiver can use it. Remarks: {remarks}',
  'explain-record-ok-remarks':
    'The record is there, reads as a key, and a receiver can use it. The remarks are not faults: each names what could be better, and stands above with what to do about it.\nMail that is signed with the fitting key passes now. If a receiver still says "no key", it has asked before the record was there, or at another name: dkim-check explain "no key" --domain D --selector S.',
  'record-publish': 'To be published, as a zone file line:',
  'record-publish-panel': 'or in a web panel (type TXT, one line, no quotes):',
  'invisible-in-record': 'An invisible character ({found}) is inside the value.',
  'invisible-in-record-fix':
    "Type the value, or copy it from keygen's .txt file; what was copied from a web page or a mail brings such characters.",
  'explain-invisible-in-record':
    'Web pages and word processors use blanks that may not be broken, marks of zero width and the like. They cannot be seen, come along when text is copied, and make a record that no receiver can read.\nCopy the value from the output of keygen or from its .txt file into a plain text editor first, then into the panel.',
  'zone-line-in-record': 'A whole zone file line was entered as the value: it begins with a name or with TXT.',
  'zone-line-in-record-fix':
    'Enter only what stands between the quotation marks, in one line; the name belongs into its own box of the panel.',
  'explain-zone-line-in-record':
    'keygen and other programs print the record for a zone file: the name, IN TXT, and the value in quotation marks and parentheses. A web panel wants the name and the value in boxes of their own.\nEnter the value that keygen prints for web panels: one line that begins with v=DKIM1.',
  'semicolon-missing': 'There is no semicolon before {tag}=, so it is read as part of the tag before it.',
  'semicolon-missing-fix': 'Write a semicolon between each two tags: v=DKIM1; k=rsa; p=...',
  'explain-semicolon-missing':
    'Tags of a key record are separated by semicolons. Blanks, commas and line ends do not separate them, and strings of one record are joined with nothing between: what the first string lacks at its end is lacking in the record.\nWrite v=DKIM1; k=rsa; p=... with each semicolon.',
  'key-tag-repeated': '{tag}= stands twice in the record, which makes it void.',
  'key-tag-repeated-fix': 'Leave each tag once; two records do not belong into one value.',
  'explain-key-tag-repeated':
    'Each tag may stand once in a key record. With a tag twice the whole record counts for nothing (RFC 6376, section 3.2).\nMostly a new value was entered behind the old one, or the value was pasted twice. Delete everything and enter it once.',
  'record-too-long': 'The value has {n} octets; no DNS record has room for more than 65535.',
  'record-too-long-fix': 'Publish the value that keygen prints; a key record has some hundred octets.',
  'explain-record-too-long':
    'The data of one DNS record, whatever its type, ends at 65535 octets. Name servers refuse a longer one, so nothing is published.\nA key record has 200 to 800 octets. Something else was pasted into it: look at the value, and copy the right one from the .txt file of keygen.',
  'domainkeys-hash':
    'h= of the record leaves out SHA-1, the only hash of DomainKeys: some programs refuse that signature.',
  'domainkeys-hash-fix': 'Leave the record as it is and take the domainkeys signature out; DKIM alone is enough.',
  'explain-domainkeys-hash':
    'h=sha256 in a key record says that no other hash may be used with the key, which is right for DKIM. DomainKeys signs with SHA-1 and knows no h=, yet programs that verify both by the same code apply it and call the DomainKeys signature bad.\nToday receivers look at DKIM alone. Take the line signature domainkeys out of the configuration, and leave h=sha256 in the record.',
  'string-blank': 'Between string {n} and string {next} a blank lands inside p=; strings are joined as they are.',
  'string-blank-fix': 'Take the blank out: each string ends and begins right at its quotation mark.',
  'explain-string-blank':
    'A long value is several strings of one record, and receivers join them with nothing between. A blank at the end of one or the beginning of the next becomes part of p=. Careful receivers drop it, others call the key broken.\nIn a zone file put blanks outside of the quotation marks only.',
} as const;
