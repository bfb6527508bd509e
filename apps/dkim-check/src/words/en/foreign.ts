/** English: what other programs and receivers say of a signature: the sentence, what to do, the longer text. */
export const foreign = {
  'results-title': '  what receivers wrote into the message (a sender can forge it):',
  'results-line': '   - {receiver}: {results}',
  'results-none': 'no result',

  'foreign-no-key': '"no key": the receiver found no usable key in DNS for the signature.',
  'foreign-no-key-fix':
    'Go through the causes: dkim-check explain "no key" --domain D --selector S, with d= and s= of the signature.',
  'explain-foreign-no-key':
    'Gmail writes dkim=neutral (no key), Microsoft "no key for signature", amavis "public key: not available", OpenDKIM "key not found in DNS".\nCauses in the order of how often they are met: the record is not at the name that s= and d= ask for; it was not there yet when the receiver looked, and "no such name" is remembered; it is there but cannot be read as a key; the signature field is unusual; a name server did not answer. Gmail has said the same of Ed25519 signatures whose record was good.\nNot causes: t=y, a key of 1024 bits, a DomainKeys signature beside it, SPF.',

  'foreign-record-valid': 'A checking page found a key record that it can use.',
  'foreign-record-valid-fix':
    'See whether it is the record of your key: dkim-check record --domain D --selector S --keyfile FILE',
  'explain-foreign-record-valid':
    'The page has asked DNS for the record and could read a key in it. It knows neither your private key nor your mail.\nSo it can be the record of an old key, and a signature by the new one fails all the same. Pages also differ: where two of them disagree, look at what the record holds.\nCompare the record with the key file, then verify a mail as it arrived: dkim-check verify FILE.',

  'foreign-empty-identity':
    'header.i=@ with nothing behind it: the receiver read no domain out of the signature field.',
  'foreign-empty-identity-fix':
    'Verify the mail as it arrived with dkim-check verify, and look at v=, a= and d= of its signature.',
  'explain-foreign-empty-identity':
    'header.i shows the identity that signed. A good signature has @ and its domain there, as in header.i=@example.org. With nothing behind the @ the receiver did not take a domain from the field.\nThings that were seen in such fields: a= in mixed case (a=rsa-SHA256), no v=1, an empty or broken d=, white space inside d=.\nRenew the signer, or correct its configuration: v=1, a=rsa-sha256 in small letters, d= as one word.',

  'foreign-bad-version': '"bad version": v= of the signature or of the key record is not what the standard says.',
  'foreign-bad-version-fix':
    'The record begins with v=DKIM1; and the signature has v=1. Look at both: dkim-check record.',
  'explain-foreign-bad-version':
    'There are two fields with a v=. The record in DNS has v=DKIM1, which must stand first. The signature in the mail has v=1.\nMostly it is the record: v=DKIM, v=DKIM1 behind other tags, a missing ";" behind it (v=DKIM1 k=rsa), or another record at the same name, such as v=spf1.\nLook with dig +short TXT SELECTOR._domainkey.DOMAIN, correct it, and send a new mail when the TTL of the old answer is over.',

  'foreign-no-modulus': '"has no modulus": an old web page says this of good keys, too.',
  'foreign-no-modulus-fix':
    'Look for yourself: dkim-check record shows type, bits and exponent, and with --keyfile whether the key fits.',
  'explain-foreign-no-modulus':
    'The full words are "Invalid public key has no modulus". The page that says this has been wrong about good RSA keys of 1024 bits, where other pages and receivers found no fault.\nA real fault would be: base64 that was cut, a key of another type, or the lines -----BEGIN PUBLIC KEY----- within p=.\nA second opinion that shows its work ends the search: dkim-check record decodes the key and tells its type, bits, exponent and fingerprint. If these are right and a mail passes at a receiver, forget the page.',

  'foreign-invalid-public-key': '"invalid public key": there is a record, but the receiver cannot read its key.',
  'foreign-invalid-public-key-fix':
    'Check what DNS has: dkim-check record. Copy the value again as one line without quotes; long values may need several strings.',
  'explain-foreign-invalid-public-key':
    'Gmail writes "invalid public key", Exim "syntax error in public key record", OpenDKIM "unable to apply public key", Mail::DKIM "public key:" with a cause behind it.\nUsual causes: the DNS panel cut the value at 255 characters; quotation marks, backslashes or blanks got into p=; lines -----BEGIN PUBLIC KEY----- were copied with it.\nCompare the record with the key file: dkim-check record --domain D --selector S --keyfile FILE.',

  'foreign-key-revoked': 'The receiver says that the key was withdrawn: p= of the record is empty.',
  'foreign-key-revoked-fix': 'Sign with the selector in use, or publish the key if it was never meant to be withdrawn.',
  'explain-foreign-key-revoked':
    'An empty p= is how an owner withdraws a key. OpenDKIM says "key revoked", Mail::DKIM "public key: revoked".\nIf it was not you: some DNS panels lose what stands behind the first "=" or ";".\nLook with dig +short TXT SELECTOR._domainkey.DOMAIN, and publish the record again.',

  'foreign-multiple-keys': 'The receiver found several TXT records at the name of the key.',
  'foreign-multiple-keys-fix': 'Leave one record at the name. A long value is ONE record of several strings.',
  'explain-foreign-multiple-keys':
    'What a verifier does with several records is left open: some take one of them, some give up.\nUsual causes: the old record was kept when the new one came; or a long key was entered as two records, when it should be two strings of one record.\nDelete all but one. Two keys at a time need two selectors.',

  'foreign-weak-key': 'The receiver does not accept the key since it is too short.',
  'foreign-weak-key-fix': 'Make a key of 2048 bits under a new selector: dkim-check keygen.',
  'explain-foreign-weak-key':
    'Receivers write dkim=policy (weak key) or "signing key too small" for RSA keys under 1024 bits; the standard forbids to accept them (RFC 8301).\nMake a new key, publish it under a new selector, switch the signer over, and withdraw the old one a week later.',

  'foreign-zero-bit-key': '"0-bit key": OpenDKIM had no key that it could use for this signature.',
  'foreign-zero-bit-key-fix':
    'If a= is ed25519-sha256, an RSA signature beside it is what counts. Else check the record: dkim-check record.',
  'explain-foreign-zero-bit-key':
    'OpenDKIM writes the size of the key beside each result. 0 means that it got none: with permerror mostly since the signature is Ed25519, which it does not know, or since the record is missing; with temperror since DNS did not answer.\nAn Ed25519 signature does no harm as long as there is an RSA signature, too.',

  'foreign-key-timeout': 'The receiver asked DNS for the key and got no answer in time.',
  'foreign-key-timeout-fix': 'Ask each name server of the domain, by UDP and by TCP: dkim-check record --all-servers.',
  'explain-foreign-key-timeout':
    'Microsoft writes dkim=timeout (key query timeout), Fastmail "dns timeout", OpenDKIM "key DNS query failed". It says nothing about signature or key, and the next mail may pass.\nUsual causes: one of several name servers does not answer, TCP on port 53 is blocked, or the answer is slow. A longer TTL means fewer questions.\nIf all servers answer at once, the cause is on the side of the receiver; wait.',

  'foreign-body-changed': 'The body was changed between the signer and this receiver.',
  'foreign-body-changed-fix': 'Run dkim-check verify on the mail as it arrived: it looks for what was changed.',
  'explain-foreign-body-changed':
    'Gmail, Microsoft and Cisco write "body hash did not verify", Exim "body hash mismatch", Mail::DKIM "body has been altered". The signature and the key are not the cause.\nUsual causes: a footer by a mailing list, a company or a virus scanner; conversion of 8-bit text; a gateway that takes mail apart and puts it together again.\nSign as the last step before mail leaves. If it was a forwarder, it cannot be mended by the sender; ARC by the forwarder helps.',

  'foreign-wrong-key': 'The key in DNS is not the key that signed.',
  'foreign-wrong-key-fix': 'Compare both: dkim-check record --domain D --selector S --keyfile FILE.',
  'explain-foreign-wrong-key':
    'OpenSSL says "block type is not 01" when a signature is opened with another key than the one that made it. So neither header nor body is to blame.\nUsual causes: a new key was made and only one of the two, file or record, was changed; two domains share a selector name; the old record is still in caches.\nCompare the key file with the record. If they fit, wait for the TTL of the old record.',

  'foreign-bad-signature': 'The signature does not fit the header of the mail, or was made with another key.',
  'foreign-bad-signature-fix':
    'Compare the key first (dkim-check record --keyfile), then the mail: dkim-check verify --original.',
  'explain-foreign-bad-signature':
    'Receivers write "signature did not verify", "bad signature", "headers rsa verify failed" or "message has been altered". The body was found unchanged, or was not looked at.\nUsual causes: Subject, From or To were rewritten on the way; the list manager put a prefix before the Subject; the record holds another key than the signer.\nIf all mail fails, it is the key. If only some mail fails, look for what those mails have in common.',

  'foreign-bad-format': '"bad format": the receiver cannot read the signature field or the key record.',
  'foreign-bad-format-fix': 'Look at the record (dkim-check record), then at the signature field (dkim-check verify).',
  'explain-foreign-bad-format':
    'Gmail says dkim=neutral (bad format) of a signature field that is no list of tag=value, and of records that it cannot make sense of.\nUsual causes: a long key that was entered as several records instead of several strings of one record; two signatures in one field; a field that was encoded as =?utf-8?...?=.\nSee that there is one record at the name, and one signature in each DKIM-Signature field.',

  'foreign-algorithm': 'The receiver does not know or does not accept the algorithm in a= of the signature.',
  'foreign-algorithm-fix': 'Sign with a=rsa-sha256, in small letters.',
  'explain-foreign-algorithm':
    'Some verifiers compare a= letter by letter: "rsa-SHA256" is then "unknown signature algorithm". rsa-sha1 must not be accepted since 2018 (RFC 8301). Ed25519 is not known everywhere.\nSet a=rsa-sha256. Whoever wants Ed25519 signs with both.',

  'foreign-expired': 'The signature had expired when this receiver looked at it.',
  'foreign-expired-fix': 'Set a longer time in the signer (a week or more), or none; check the clocks.',
  'explain-foreign-expired':
    'x= of the signature was in the past. Mail can wait in queues for five days.\nUsual causes: an expiry of some hours, a queue that stood still, a wrong clock on one side.\nUse x= with a week or more, or leave it out.',

  'foreign-not-signed': 'The receiver found no DKIM signature in the mail.',
  'foreign-not-signed-fix':
    'See whether this mail passes dkimproxy-out at all; its log says "not signed" with the cause.',
  'explain-foreign-not-signed':
    'dkim=none, with "message not signed" at Microsoft, means that there is no DKIM-Signature field. Within one organisation Microsoft writes it for mail of its own users, too: that one is harmless.\nUsual causes: webmail, cron or another port takes a way around the signer; the sender is not in the domain list; a gateway takes the field out.\nSend a mail the same way to another receiver, and look for the field.',

  'foreign-hardfail': 'dkim=hardfail is what Cisco gateways write for fail.',
  'foreign-hardfail-fix': 'The words in parentheses name the cause: give them to dkim-check explain.',
  'explain-foreign-hardfail':
    'Cisco Secure Email (IronPort) writes hardfail where the standard has fail, and permfail where it has permerror. "[final]" beside it means that there is nothing more to wait for.\nIf such a field stands in a mail that came through a gateway of your own, the gateway itself may have changed the mail: see whether it verifies before it changes.',

  'foreign-spamassassin': 'DKIM_INVALID is SpamAssassin: a signature is there, and it is not valid.',
  'foreign-spamassassin-fix': 'Run dkim-check verify on the same mail: it tells which of the causes it is.',
  'explain-foreign-spamassassin':
    'SpamAssassin knows DKIM_SIGNED (a signature is there), DKIM_VALID (it is valid), DKIM_VALID_AU (and by the domain of the author) and DKIM_INVALID. It does not tell the cause.\nA filter that runs after something that changed the mail sees a broken signature, even where the mail was good on arrival. Verify before anything changes the mail.',

  'foreign-opendkim-signs-not': 'OpenDKIM did not sign this mail, and its log says why.',
  'foreign-opendkim-signs-not-fix':
    'Look at the sender in SigningTable, the client in InternalHosts, and the mode of the key file.',
  'explain-foreign-opendkim-signs-not':
    '"no signing table match" means that the sender address fits no line of SigningTable. "external host ... attempted to send as" means that the client is not in InternalHosts, so that OpenDKIM verifies and does not sign. "key data is not secure" means that others than its user can read or write the key file.\nThe mail leaves unsigned in all these cases.\nIn dkimproxy-out the same is decided by the domain list and the address of the client; dkim-check config --for ADDRESS shows it.',

  'foreign-domainkeys': 'This is a result for DomainKeys, the forerunner of DKIM. Nobody acts on it today.',
  'foreign-domainkeys-fix': 'Look at the dkim= result beside it; DomainKeys signatures can be left out.',
  'explain-foreign-domainkeys':
    'DomainKeys (RFC 4870) is historic, its results are no longer registered (RFC 8601). A pass does not help and a failure does not harm.\nTake the line signature domainkeys(...) out of the configuration if you like; DKIM alone is enough.',

  'foreign-dmarc-fail': 'DMARC failed: no valid SPF or DKIM result belongs to the domain in From.',
  'foreign-dmarc-fail-fix': 'Sign with the domain of the From address: d= has to be it, or a domain above or below it.',
  'explain-foreign-dmarc-fail':
    'DMARC asks for a pass of SPF or DKIM whose domain fits the one in From. A dkim=pass with another d= does not count.\nMicrosoft writes action=oreject where the policy says reject and the mail went to the junk folder instead.\nMake the DKIM signature of the From domain pass; it also survives forwarding, which SPF does not.',

  'foreign-pass': 'dkim=pass: the signature is valid for this receiver.',
  'foreign-pass-fix':
    'Nothing to do for DKIM. If the mail is in the spam folder all the same, look at SPF, DMARC and PTR.',
  'explain-foreign-pass':
    'The receiver found the signature valid. It is not a promise of the inbox: mail that passes is put into spam folders as well.\nReceivers also look at SPF, DMARC, the name of the sending host (PTR), how much mail comes from it, and what their users complained about.\nFor DMARC the domain in header.d or header.i has to fit the one in From.',

  'foreign-fail': 'dkim=fail: the signature does not fit the mail, or its key could not be used.',
  'foreign-fail-fix': 'Run dkim-check verify on the mail as it arrived: it names the cause.',
  'explain-foreign-fail':
    'Without words beside it, fail can be all: a changed body, a changed header, another key, an expired signature; at Microsoft a missing key, too.\nVerify the mail as the receiver stored it. What passes here and failed there was changed in DNS in between, or the receiver asked at a bad moment.',

  'foreign-neutral': 'dkim=neutral: there is a signature, but the receiver could not judge it.',
  'foreign-neutral-fix': 'The words in parentheses name the cause; without them run dkim-check verify on the mail.',
  'explain-foreign-neutral':
    'By the standard (RFC 8601) neutral is for signatures that cannot be processed. Gmail uses it for nearly every failure, also for a changed body, and puts the cause in parentheses: (no key), (bad format), (bad version), (invalid public key), (body hash did not verify).\nFor DMARC it counts as not signed.',

  'foreign-policy': 'dkim=policy: the signature may be right, but a rule of the receiver does not accept it.',
  'foreign-policy-fix': 'Look for the rule in parentheses or behind policy.dkim-rules; mostly the key is too short.',
  'explain-foreign-policy':
    'The receiver has rules beyond the standard. Common ones: the key is too short (weak key), part of the body is not signed (l=), a field that must be signed is not, the signature uses SHA-1.\nThe sender mends it at the signer.',

  'foreign-permerror': 'permerror: the signature or the key record cannot be used as it is.',
  'foreign-permerror-fix': 'Check the record (dkim-check record), then verify the mail (dkim-check verify).',
  'explain-foreign-permerror':
    'Trying again does not help: the field or the record has a fault. Older programs say invalid, Yahoo perm_fail, Cisco permfail.\nMostly it is the record: missing, cut, revoked, of an unknown type. A signature that is Ed25519 gets it from programs that know RSA only.\nFor other methods (spf=permerror) it is the record of that method.',

  'foreign-temperror': 'temperror: the receiver could not ask DNS. It says nothing about the signature.',
  'foreign-temperror-fix':
    'Send again later. If it happens often, ask each name server: dkim-check record --all-servers.',
  'explain-foreign-temperror':
    'A name server did not answer in time, or answered with a failure. Microsoft says timeout, older programs tempfail.\nUsual causes on your side: one dead name server of several, blocked TCP on port 53, broken DNSSEC.\nThe same mail may pass at the next try, so most receivers do not punish it.',

  'foreign-no-dkim-result': '{receiver} wrote no result for DKIM: it found no signature that it understood.',
  'foreign-no-dkim-result-fix':
    'See whether the mail has a DKIM-Signature field below this one; if it has, check v=1, a= and d= of it.',
  'explain-foreign-no-dkim-result':
    'The field has results for SPF or DMARC and none for DKIM. Gmail does so where it sees no signature that it understands, and that differs from neutral: neutral is a signature that it could not judge.\nUsual causes: the mail left unsigned, or its signature is in a form of before 2007, without v=1.\nRun dkim-check verify on the mail.',

  'foreign-empty-results': 'The field has no result at all; dkimproxy 1.4.1 wrote this for mail without a signature.',
  'foreign-empty-results-fix': 'Read it as dkim=none. Today such a field says "none" behind the name.',
  'explain-foreign-empty-results':
    'An Authentication-Results field needs at least one result, or the word none (RFC 8601). dkimproxy.in 1.4.1 left it empty for mail without a signature, and wrote "none" into X-DKIM-Authentication-Results.\nPrograms that read it by the grammar refuse it. dkimproxy-in writes dkim=none.',
} as const;
