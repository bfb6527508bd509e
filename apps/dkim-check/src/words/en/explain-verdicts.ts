/** English: the longer texts of results, verdict codes and warnings. Paragraphs are lines: what it is, whence, what to do. */
export const explainVerdicts = {
  'explain-result-none':
    'The message has no DKIM-Signature field. Receivers write dkim=none, or nothing at all about DKIM. That is no error of the message, but it has no proof of its sender either.\nUsual causes: the mail did not go through dkimproxy-out (webmail and cron often take another way than the mail program), the sender is not in the domain list, or the receiver wrote down the field before a gateway took it out.\nLook for "not signed" in the log of dkimproxy-out. Send a mail in the way in question and verify it as it arrived.',
  'explain-result-pass':
    'At least one DKIM signature is valid: the domain in d= vouches for the signed fields and the body. Receivers write dkim=pass.\nIt is no promise of the inbox. Receivers also look at SPF, DMARC, the name of the sending host and how many complained before.\nFor DMARC, d= has to be the domain of the From address or a parent or child of it.',
  'explain-result-fail':
    'The signature and its key can be read, but they do not fit the message, or the signature has expired. Receivers write dkim=fail; Gmail and some others also dkim=neutral.\nSomething on the way changed the mail after it was signed, or the record in DNS belongs to another key.\nThe code beside the result says which. Look it up with explain, too.',
  'explain-result-policy':
    'The signature may be valid, but a rule of this receiver does not accept it, or it was not looked at. In Authentication-Results it stands as dkim=policy with the rule in policy.dkim-rules.\nThe code beside the result names the rule. The sender mends it at the signer (sign From, leave out l=), the receiver in the configuration of dkimproxy-in.',
  'explain-result-temperror':
    'DNS gave no usable answer, so nothing is known about the signature. Receivers write dkim=temperror, older ones dkim=timeout. The same mail may pass later.\nIf it happens often, one of the name servers of the domain is down, refuses TCP, or its DNSSEC signatures are broken.\nTry again. If it stays, ask each name server of the domain: dig @SERVER SELECTOR._domainkey.DOMAIN TXT, and the same with +tcp.',
  'explain-result-permerror':
    'The signature field or its key record cannot be used, now or later. Other receivers say dkim=permerror, dkim=neutral or dkim=invalid for the same thing.\nThe code beside the result names what is wrong. A code that begins with key- is mended in DNS, nearly all others in the program that signs.\nReceivers should treat such a mail like an unsigned one (RFC 6376, 6.1), and DMARC does.',

  'explain-tag-syntax':
    'A DKIM-Signature is a list of tag=value parts with ";" between them. This one is not: an "=" is missing, a tag has no name, or a value has a character that is not allowed. Other verifiers say "bad format", "syntax error" or permerror.\nMostly a program that writes the field by hand, or a gateway that re-folded or re-coded the header.\nLook at the field as it arrived, compare it with what the signer wrote, and switch off what changes it. The reason below the code quotes the part.',
  'explain-tag-repeated':
    'One tag stands twice in the signature field, which makes the whole field void (RFC 6376, 3.2).\nUsual cause: two configuration lines add the same tag, or a gateway joined two signature fields into one.\nFind the double tag in the reason below the code, and correct the signer.',
  'explain-tag-missing':
    'Every signature needs v=, a=, b=, bh=, d=, h= and s=. One of them is missing, so that nobody can verify it.\nUsual causes: an unfinished or very old signer, or a gateway that cut the field. The form from before 2007 has no v= and no bh=.\nRenew the signer. If the field left complete, look for what cuts long header lines on the way.',
  'explain-tag-value':
    'A tag has a value that the standard does not allow, for example a t= that is no number, or a b= that is not base64.\nMostly the value was mistyped in the configuration of the signer, or changed on the way.\nThe reason below the code has the tag and what is allowed. Correct the signer and send a new mail.',
  'explain-version-unsupported':
    'A DKIM signature has to say v=1. This one says something else, or nothing. Other verifiers say "bad version", "unsupported version" or "invalid version".\nUsual causes: v=DKIM1, which belongs in the DNS record only, was written into the signature; or the signer is from the time before the standard.\nThe signature wants v=1, the DNS record v=DKIM1. Renew the signer, or take the tag out of its configuration.',
  'explain-algorithm-unknown':
    'a= names an algorithm that no standard has. The known ones are rsa-sha256 and ed25519-sha256; the comparison looks at capitals in some receivers.\nUsual causes: a typing error, or a name such as rsa-sha512 that openssl knows but DKIM does not.\nSet a=rsa-sha256 in the signer, in small letters.',
  'explain-algorithm-historic':
    'The signature uses rsa-sha1. Since 2018 (RFC 8301) signers must not make such signatures and verifiers must not accept them. To a receiver that follows it the mail is as good as unsigned.\nUsual cause: an old configuration with a=rsa-sha1, or an old signer that knows nothing else.\nSet a=rsa-sha256. The key and its DNS record can stay.',
  'explain-canonicalization-unknown':
    'c= says how the mail was put into a common form before hashing. Only simple and relaxed exist, as one word or as two with a "/" between them.\nUsual causes: nofws, which is of DomainKeys, or nowsp from drafts of 2005, or a typing error.\nSet c=relaxed/relaxed in the signer: it survives most of what mail servers do.',
  'explain-query-method-unknown':
    'q= says how to ask for the key. Only dns/txt exists, and it is the default.\nUsual cause: q=dns as DomainKeys writes it, in a signer that is half converted.\nTake q= out of the configuration of the signer.',
  'explain-domain-invalid':
    'd= is the domain that signs, and this is not a domain name: it is empty, has a blank or a character that names cannot have, has no dot, or is too long.\nUsual causes: an address instead of a domain (d=user@example.org), or a domain with letters outside ASCII that was not written as xn--.\nCorrect the domain line of the signer.',
  'explain-selector-invalid':
    's= is the name of the key in DNS, and this cannot be such a name.\nUsual causes: a blank or a slash in it, an empty value, or the full name (s1._domainkey.example.org) where only s1 belongs.\nCorrect the selector line of the signer; publish the record under the same name.',
  'explain-identity-outside-domain':
    'i= is the identity that the signer speaks for. Its domain must be the domain of d= or a name below it; here it is another one.\nUsual cause: d= names the provider, i= the customer.\nLeave i= out: then it is @ and the domain of d=. If mail is to be signed for the domain in i=, sign with that domain as d= and a key of its own.',
  'explain-from-not-signed':
    'h= lists the signed fields, and From is not among them. Without it anyone could put another author on the mail, so the standard demands it (RFC 6376, 5.4).\nUsual cause: a hand-made list of headers in the configuration of the signer.\nAdd from to the list, or leave the list out: the default has it.',
  'explain-timestamps-inconsistent':
    'x=, when the signature expires, is not later than t=, when it was made. Such a signature was never valid.\nUsual causes: an expiry given as a span of seconds where a point in time was expected, or a wrong clock at the signer.\nCorrect the expiry setting, or leave it out. Check the clock of the signing machine.',
  'explain-body-length-beyond-body':
    'l= tells how many octets of the body are signed, and the body that arrived is shorter. So a part was cut off on the way.\nUsual causes: a gateway that removes attachments or shortens large mails, or a signer that counted wrongly.\nCompare the mail with the one that was sent. Sign without l=: it protects from nothing and lets strangers add text.',
  'explain-timestamp-in-future':
    't=, the time of signing, is later than now. Some verifiers refuse such signatures or log "signature timestamp in the future".\nThe clock of the signing machine is ahead, or that of this machine is behind. Some minutes do no harm.\nRun an NTP client on both (chronyc tracking or timedatectl shows the state).',

  'explain-key-not-found':
    'There is no TXT record at SELECTOR._domainkey.DOMAIN, with the selector from s= and the domain from d= of the signature. Others say "no key", "no key for signature", "key not found" or "public key: not available".\nUsual causes: the record is not published yet; it is under another domain or selector; the DNS panel added the domain a second time; a name server still has the old zone; or a resolver remembers that the name did not exist.\nLook with: dig +short TXT SELECTOR._domainkey.DOMAIN. Publish the record that keygen printed under exactly this name. If it has been published since, wait for as long as the SOA minimum of the zone says, and send a new mail.',
  'explain-key-syntax':
    'There is a TXT record, but no key can be read from it. Others say "invalid public key", "key syntax error", "bad key" or "Invalid public key has no modulus".\nUsual causes: the base64 was cut (many DNS panels stop at 255 characters), quotation marks or backslashes got into the value, the lines -----BEGIN PUBLIC KEY----- were copied with it, blanks or line breaks inside p=, or a record for something else stands there, from a wildcard for example.\nThe reason below the code has what was found. Copy the value from keygen once more, as one line without quotes, and look at the answer of dig +short TXT.',
  'explain-key-version':
    'v= of a key record must be DKIM1 and must stand first, or be left out. Receivers ignore the record otherwise, and say "no key" or "bad version".\nUsual causes: v=1 (that is for signatures), v=DKIM, small letters, or v=DKIM1 put at the end.\nBegin the record with v=DKIM1; and change nothing else.',
  'explain-key-revoked':
    'The record exists, but p= is empty: with this the owner says that the key is withdrawn. Others say "key revoked" or "public key: revoked".\nIf the owner is you: the selector was retired, but something still signs with it; or the panel lost the value of p=.\nSign with the selector that is in use, or publish the key again if it was never meant to be withdrawn. A key that was stolen must not come back.',
  'explain-key-type-unknown':
    'k= of the key record names a type that no standard has. The types are rsa and ed25519; without k= it is rsa.\nUsual causes: a typing error, or capitals: k=RSA is refused by some receivers.\nWrite k=rsa or k=ed25519.',
  'explain-key-algorithm-mismatch':
    'The signature was made with one kind of key (a=) and the record has another kind (k=): RSA here, Ed25519 there.\nUsual cause: two keys, and the selectors of the two are mixed up.\nGive each key its own selector. dkim-check keygen prints which record belongs to which key.',
  'explain-key-hash-not-allowed':
    'h= of the key record lists the hashes that may be used with the key, and that of the signature is not among them.\nUsual cause: h=sha1 from an old guide, while the signer uses sha256.\nTake h= out of the record, or write h=sha256.',
  'explain-key-service-not-allowed':
    's= of the key record says what the key is for, and mail is not among it. Allowed for mail are s=email and s=*; without s= it is everything.\nUsual cause: the selector was written into s= of the record. In a signature s= is the selector, in a record it is not.\nTake s= out of the record.',
  'explain-identity-not-allowed-by-key':
    'The key record limits for whom the key may sign, and i= of the signature is outside. t=s means: i= must have exactly the domain of d=, no subdomain. g= is a limit to local parts from the time before 2011.\nUsual cause: t=s in the record, and mail of a subdomain with its name in i=.\nTake t=s out of the record, or leave i= out of the signature. Take g= out in any case.',
  'explain-key-too-short':
    'The RSA key in DNS has fewer bits than receivers accept. 1024 are the least (RFC 8301); large receivers ignore what is shorter. Keys of 512 bits have been broken by single persons.\nMake a new one: dkim-check keygen makes 2048 bits. Publish it under a new selector, switch the signer over, and withdraw the old record a week later.',
  'explain-key-too-large':
    'The RSA key is larger than what this verifier takes on. Verifiers have to take up to 2048 bits, many take 4096; larger ones cost time and are refused for that.\nMake a key of 2048 bits under a new selector.',
  'explain-key-exponent':
    'The RSA key has a public exponent that cannot be used: 1, an even number or a very large one. With such a key signatures prove nothing or cannot be computed.\nUsual cause: an unusual program made the key, or the base64 was damaged so that it still decodes.\nMake a new key with dkim-check keygen or openssl: both use 65537.',

  'explain-dns-timeout':
    'No DNS server answered in time, so the key could not be looked at. Others write dkim=temperror, "key query timeout" or "DNS query timeout". It says nothing about the signature.\nUsual causes: one name server of the domain is dead, a firewall drops large UDP answers or DNS by TCP, or the resolver of this machine is overloaded.\nTry again. Then ask each server: dig NS DOMAIN, and dig @SERVER SELECTOR._domainkey.DOMAIN TXT, once more with +tcp.',
  'explain-dns-server-failure':
    'The resolver answered with SERVFAIL or REFUSED, or with something that cannot be read. Receivers write dkim=temperror. It says nothing about the signature.\nUsual causes: broken DNSSEC (an expired signature, a DS record of an old key), name servers that do not know the zone, or a loop of aliases.\nTry dig +cd SELECTOR._domainkey.DOMAIN TXT: if it answers with +cd and fails without, DNSSEC is broken. Then look at the delegation: dig +trace DOMAIN NS.',
  'explain-internal-error':
    'dkim-check itself failed on this signature. The message is not to blame, and the other signatures were judged all the same.\nTry the newest version. If it is still there, please report it with the message and the record, or with a small message that shows it.',

  'explain-signature-expired':
    'x= of the signature is in the past: the signer wanted it to be valid until then and no longer. Some receivers write dkim=fail or dkim=policy, "signature expired".\nUsual causes: the mail waited in a queue for days, it is an old mail that is judged now, or the clock of one machine is wrong.\nTo judge an old mail as of its arrival, give --at. If fresh mail expires, set a longer time in the signer: a week or more, or no x= at all.',
  'explain-body-hash-mismatch':
    'The hash of the body that arrived is not the one in bh=. The body was changed after signing, by as little as one blank. Others write "body hash did not verify", "body has been altered" or "body hash mismatch".\nUsual causes: a mailing list or virus scanner added a footer, 8-bit text was re-coded to quoted-printable, a gateway changed line ends or cut blank lines, or the mail was saved through a program that did.\nVerify the mail as close to the signer as you can, then one hop further each time: where it stops to pass is the culprit. Sign as the last step before the mail leaves, with c=relaxed/relaxed, and let Postfix convert 8-bit text before the signer.',
  'explain-signature-mismatch':
    'The body is as it was signed, but the signature does not fit the signed header fields, or it was made with another key than the one in DNS. Others write "signature did not verify", "bad signature" or "bad RSA signature".\nUsual causes: the Subject got a prefix such as [list], addresses in From or To were rewritten, a field was added twice, or the record has an older or newer key than the signer.\nFirst compare the key file with the record. If they fit, compare the fields named in h= with the mail as it left. Fields that gateways change need not be signed, but From must.',
  'explain-unsigned-body':
    'With l= only the beginning of the body is signed; the rest, which is there, can come from anyone. A stranger can take a signed mail, add text of his own and send it on.\nUsual cause: a guide that advises l= because of mailing list footers.\nSign without l=. If you receive such mail from others, the signed part ends at the number in l=.',
  'explain-from-not-all-signed':
    'The message has more From fields than the signature covers, so that a reader may see one that nobody signed. That is a known trick to show a false author.\nA mail may have one From field only (RFC 5322). Do not trust this one, and look at where it came from.\nA signer can protect itself: name from once more in h= than the field stands in the mail. dkimproxy-out does so.',
  'explain-field-not-signed':
    'This receiver demands that certain fields be signed, and one of them is not. In Authentication-Results it is dkim=policy.\nThe sender adds the field to h=. The receiver changes its list of needed fields if it is too strict.',
  'explain-domain-refused':
    'The configuration of this receiver does not accept signatures by the domain in d=. The signature itself may be right.\nLook at the rules of dkimproxy-in if this is not wanted.',
  'explain-signature-limit':
    'The message has more signatures than a receiver looks at. Each costs a DNS question and a computation, so there is a limit; those beyond it get no verdict.\nUsual causes: a loop that signs again and again, or an attack.\nIf the mail is your own: see that it passes the signer once only.',
  'explain-header-too-large':
    'The header is larger than what is kept in memory, so that its signatures are not verified.\nUsual causes: a mail loop that adds Received fields, thousands of recipients in To, or an attack.\nSplit the list of recipients, or use Bcc. Look at the Received fields for a loop.',

  'explain-from-missing':
    'The message has no From field, which every mail must have. DMARC cannot be evaluated, and many receivers refuse such mail.\nUsual cause: a script that hands over a body without header.\nMake the script write From, Date, Subject and an empty line before the text.',
  'explain-key-weak':
    'The RSA key of a DomainKeys signature is shorter than 1024 bits. Old signatures of that kind are still computed, but they prove little since the key can be broken.\nMake a new key of 2048 bits, publish it under a new selector, and sign with DKIM.',
  'explain-selector-underscore':
    'The selector has an underscore in it. DNS can have such names, the grammar of DKIM cannot, and some verifiers refuse the signature.\nUse a selector of letters, digits and hyphens, for example s20261126.',
  'explain-base64-padding':
    'Base64 ends in "=" or "==" so that its length is a multiple of four. In the signature or the key there is one too many or too few. Some verifiers read it all the same, some refuse it.\nUsual cause: the value was copied by hand and its end was lost.\nCopy it again up to the last "=". If b= of the signature is wrong, renew the signer.',
} as const;
