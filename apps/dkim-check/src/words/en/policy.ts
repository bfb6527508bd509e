/** English: the command policy. */
export const policy = {
  'command-policy': 'says what a domain asks of receivers (DMARC, SPF, and policies of the past), and what is missing',
  'option-policy-from': 'the address in From; else one of DOMAIN',
  'option-policy-d': 'a signing domain (d=) whose alignment with From is explained (repeatable)',
  'policy-domain-needed': 'Say which domain: dkim-check policy example.org',
  'policy-domain-invalid': '"{value}" is not a domain name. Write it without _dmarc in front: example.org',
  'policy-dmarc-title': 'DMARC of {domain} (this is what receivers read today)',
  'policy-step-text': '  {name}: {text}',
  'policy-step-none': '  {name}: no record',
  'policy-step-other': '  {name}: no DMARC record, but: {text}',
  'policy-step-several': '  {name}: several DMARC records, which void each other',
  'policy-step-error': '  {name}: DNS did not answer',
  'policy-organization': '  Organizational domain: {domain}',
  'policy-effect': '  Mail that fails gets the policy {policy} ({tag}= at {domain}).',
  'policy-means-none': '  It means: treat such mail like any other; reports are sent where rua= asks for them.',
  'policy-means-quarantine': '  It means: such mail is suspicious; most receivers put it into the spam folder.',
  'policy-means-reject': '  It means: such mail is not from us; many receivers refuse it.',
  'policy-lowered': '  t=y: the record says {requested}, which counts as one step less while it is tested.',
  'policy-no-effect': '  Receivers apply no DMARC to this domain.',
  'policy-alignment-title': 'Alignment (a signature counts for DMARC only if its d= belongs to the domain of From)',
  'policy-aligned-same': '  d={d}, From {author}: aligned; it is the same domain.',
  'policy-aligned-relaxed': '  d={d}, From {author}: aligned; both belong to {organization}.',
  'policy-not-aligned-relaxed': '  d={d}, From {author}: not aligned; From belongs to {organization}, d= does not.',
  'policy-not-aligned-strict': '  d={d}, From {author}: not aligned; adkim=s asks for the very same domain.',
  'policy-alignment-unknown': '  d={d}, From {author}: cannot tell; DNS did not answer.',
  'policy-spf-title': 'SPF (which servers may send; shown, not evaluated)',
  'policy-spf-record': '  {name}: {text}',
  'policy-historic-title': 'Policies of the past (harmless; receivers of today ignore them)',
  'policy-historic-none': '  {name}: no record',
  'policy-historic-found': '  {name}: {meaning}',
  'policy-o-all': 'all mail is signed (o=-)',
  'policy-o-some': 'some mail is signed (o=~)',
  'policy-o-strict': 'all mail is signed, and by the domain itself (o=!)',
  'policy-testing': 'being tested (t=y)',
  'policy-report-to': 'reports to {address} (r=)',
  'policy-receivers-title': 'What large receivers ask for since 2024 (Gmail, Yahoo, Microsoft: 550 5.7.515)',
  'policy-receivers-all': '  every sender: SPF or DKIM',
  'policy-receivers-bulk': '  from 5,000 messages a day: SPF and DKIM and DMARC (p=none suffices), with From aligned',
  'policy-receivers-more': '  also: TLS, a PTR record for the address that sends, one-click unsubscribe in bulk mail',
  'policy-receivers-dkim':
    '  DKIM cannot be seen without its selector: dkim-check record --domain {domain} --selector SELECTOR',
  'policy-receivers-missing': '  Missing here: {missing}',
  'policy-receivers-unclear': '  What DNS did not answer for is not counted here.',
  'policy-list-comma': ', ',
  'policy-receivers-complete': '  SPF and DMARC are here.',

  'policy-unanswered': 'DNS did not answer for {name}.',
  'policy-unanswered-fix': 'Try again later; where it stays, check the name servers of the domain.',
  'explain-policy-unanswered':
    'The name servers of this domain gave no answer or an error, so that nothing can be said about this record. Receivers meet the same: they wait, or deliver without DMARC.\nTry again in some minutes. If it stays, ask each name server of the zone by itself.',
  'dmarc-missing': 'There is no DMARC record at {name}, nor above it.',
  'dmarc-missing-fix': 'Publish a TXT record at {name}: v=DMARC1; p=none; rua=mailto:postmaster@{domain}',
  'explain-dmarc-missing':
    'Without a DMARC record anybody can write your domain into From, and receivers have no word of yours on it. Gmail, Yahoo and Microsoft ask senders of 5,000 messages a day for one; Microsoft refuses with 550 5.7.515.\nBegin with p=none and an address for reports: nothing changes for your mail. Read the reports for some weeks, then write p=quarantine or p=reject.',
  'dmarc-several': 'There are {n} DMARC records at {name}: they void each other.',
  'dmarc-several-fix': 'Keep one of them and remove the others.',
  'explain-dmarc-several':
    'A name may have one DMARC record. With two, receivers must drop both, so that the domain has no policy. Often a service asked to add its record beside one that was there.\nKeep one, and put all addresses into it: rua=mailto:a@example.org,mailto:b@example.net in place of two records.',
  'dmarc-version-case': 'The record at {name} does not say v=DMARC1 in exactly these letters: receivers ignore it.',
  'dmarc-version-case-fix': 'Begin the record with v=DMARC1; (small v, capital DMARC).',
  'explain-dmarc-version-case':
    'Upper and lower case count in v=DMARC1, though nowhere else in the record. A record with v=dmarc1 or V=DMARC1 is no DMARC record, and the domain has no policy.\nWrite v=DMARC1; in front and leave the rest as it is.',
  'dmarc-version-place': 'The text at {name} looks like DMARC, but does not begin with v=DMARC1; and is ignored.',
  'dmarc-version-place-fix':
    'Put v=DMARC1; in front of everything else, without a blank before it and with its semicolon.',
  'explain-dmarc-version-place':
    'Receivers know a DMARC record by its first characters. Where p= stands first, a blank stands in front, the semicolon behind DMARC1 is missing, or v= is absent, they see no DMARC record at all.\nEnter the record anew: v=DMARC1; p=none; and the other tags in any order.',
  'spf-at-dmarc': 'There is an SPF record at {name}; nobody reads it there.',
  'spf-at-dmarc-fix': 'Move it to the domain itself, and publish the DMARC record at {name}.',
  'explain-spf-at-dmarc':
    'SPF belongs to the domain itself, DMARC to _dmarc in front of it. An SPF text at _dmarc was entered under the wrong name, or a wildcard record answers for every name of the zone.\nCheck that the domain itself has exactly one SPF record, then remove this one.',
  'dmarc-policy-missing': 'The record has no p=.',
  'dmarc-policy-missing-fix': 'Add p=none, p=quarantine or p=reject behind v=DMARC1;',
  'explain-dmarc-policy-missing':
    'p= says what to do with mail that fails. Without it receivers act as if p=none stood there, but only where rua= names an address for reports; otherwise they apply no DMARC at all (RFC 9989). Older receivers drop the record in both cases.\nWrite p=none if you only want reports.',
  'dmarc-policy-bad': '{tag}={value} is none of none, quarantine and reject: the policies of this record do not count.',
  'dmarc-policy-bad-fix': 'Write {tag}=none, {tag}=quarantine or {tag}=reject.',
  'explain-dmarc-policy-bad':
    'p=, sp= and np= know three words: none, quarantine, reject. With any other word in one of them receivers act as if p=none stood there, or apply no DMARC where rua= is missing, too (RFC 9989).\nCorrect the word. Look for quotation marks, full-width letters and a missing semicolon behind it.',
  'dmarc-tag-ignored': '{tag}={value} has no effect.',
  'dmarc-tag-ignored-fix': 'Correct it, or take it out. Tags are written in small letters and each stands once.',
  'explain-dmarc-tag-ignored':
    'A tag that is unknown, stands twice, or has a value that it may not have is ignored; its default holds. Known are p, sp, np, adkim, aspf, rua, ruf, fo, t and psd, in small letters. Often a semicolon is missing before it.\nReceivers use the rest of the record as it stands.',
  'dmarc-tag-historic': '{tag}= was taken out of DMARC (RFC 9989); receivers of today ignore it.',
  'dmarc-tag-historic-fix': 'Leave it out when you next change the record.',
  'explain-dmarc-tag-historic':
    'pct=, rf= and ri= belonged to RFC 7489. Receivers did not use them in the same way, so RFC 9989 took them out in 2026. They do no harm; some older receivers still read pct=.\nLeave them out when you next change the record.',
  'dmarc-pct-zero': 'pct=0 has no effect any more (RFC 9989): the policy counts in full.',
  'dmarc-pct-zero-fix': 'Write t=y instead of pct=0 while you test.',
  'explain-dmarc-pct-zero':
    'With pct=0 a domain said: apply the policy to no mail, I am testing. RFC 9989 took pct= out and put t=y in its place: the policy then counts as one step less, reject as quarantine and quarantine as none.\nReplace pct=0 by t=y, and take t=y out when the reports look right.',
  'dmarc-report-address': '{tag}= has "{uri}", to which no report can be sent.',
  'dmarc-report-address-fix':
    'Write mailto: in front of each address, with commas between: {tag}=mailto:dmarc@example.org',
  'explain-dmarc-report-address':
    'rua= and ruf= hold addresses as URIs. A mail address without mailto: is none, and other kinds such as https: need not be served by any receiver. What cannot be read is left out, so the reports never come.\nWrite rua=mailto:dmarc@example.org and separate several by commas.',
  'dmarc-report-permission': 'Reports to {destination} are not permitted: there is no record at {name}.',
  'dmarc-report-permission-fix': 'Ask the owner of {destination} to publish a TXT record at {name}: v=DMARC1',
  'explain-dmarc-report-permission':
    'Where reports shall go to another organization, that one has to agree, lest anybody could flood it. It agrees by a TXT record v=DMARC1 at YOURDOMAIN._report._dmarc.ITSDOMAIN. Without it receivers send no reports there.\nServices for DMARC reports publish it by themselves once you have registered your domain. Free mailboxes such as gmail.com never do: use an address of your own domain.',
  'dmarc-report-size': 'The size behind "!" in {tag}= was taken out of DMARC (RFC 9989).',
  'dmarc-report-size-fix': 'Leave out the exclamation mark and the number.',
  'explain-dmarc-report-size':
    'RFC 7489 let a domain limit the size of reports by !10m behind an address. RFC 9989 took that out, and a strict receiver may drop the whole address.\nWrite the address alone.',
  'dmarc-at-domain': 'There is a DMARC record at {domain} itself; nobody reads it there.',
  'dmarc-at-domain-fix': 'Publish it at {name} and remove it from {domain}.',
  'explain-dmarc-at-domain':
    'Receivers ask for DMARC at _dmarc in front of the domain, never at the domain itself. The record was entered without a host name, or with @.\nIn a web panel the name to enter is _dmarc; in a zone file it is _dmarc as well, or the full name with its final dot.',
  'dmarc-alias': '{name} is an alias of {alias}: the record stands there.',
  'dmarc-alias-fix': 'Nothing to do; whoever owns that name can change your policy.',
  'explain-dmarc-alias':
    'The DMARC record is reached by a CNAME, mostly at a service that reads your reports. Receivers follow it.\nRemove the CNAME when you leave the service, and publish a record of your own.',
  'dmarc-wildcard': 'A wildcard record of the zone answers for every name, {name} too.',
  'dmarc-wildcard-fix': 'Remove the TXT record at *, or publish own records at the names under _dmarc and _domainkey.',
  'explain-dmarc-wildcard':
    'The zone has a TXT record at *. It answers for each name that has no record of its own, so that receivers find a text at _dmarc of every subdomain, and at every selector.\nWildcards for TXT are seldom wanted: remove it. A DMARC record at the domain covers all subdomains by itself.',
  'dmarc-not-aligned': 'A signature with d={d} does not count for From {author}: it is another organization.',
  'dmarc-not-aligned-fix': 'Sign with d={author}, or a domain of the same organization.',
  'explain-dmarc-not-aligned':
    'DMARC asks that the domain of a valid signature belongs to the domain that people see in From. A signature of the mail service alone proves who sent the mail, but not that your domain agreed.\nPublish a key under your own domain and have the service sign with it. SPF can stand in only where the envelope sender is of your domain, too.',
  'dmarc-not-aligned-strict':
    'A signature with d={d} does not count for From {author}: adkim=s asks for the same domain.',
  'dmarc-not-aligned-strict-fix': 'Sign with d={author}, or take adkim=s out of the DMARC record.',
  'explain-dmarc-not-aligned-strict':
    'adkim=s in the DMARC record asks that d= of a signature is the very domain of From; a parent or a subdomain does not count. Without it (adkim=r) the same organization suffices.\nMost domains are better off without adkim=s.',
  'spf-missing': 'There is no SPF record at {domain}.',
  'spf-missing-fix': 'Publish a TXT record at {domain}: v=spf1 mx -all (with what else sends your mail before -all)',
  'explain-spf-missing':
    'SPF tells receivers which servers may send mail with an envelope sender of the domain. Large receivers ask every sender for SPF or DKIM, and those of 5,000 messages a day for both.\nList all your servers and services: mx, ip4:192.0.2.1, include:service.example. A domain that sends no mail publishes v=spf1 -all.',
  'spf-several': 'There are {n} SPF records at {domain}: receivers take that as an error (permerror).',
  'spf-several-fix': 'Join them into one record that begins with v=spf1 and has one "all" at its end.',
  'explain-spf-several':
    'A domain may have one SPF record. With two, SPF ends in permerror whatever they say. Often a service asked to add its record beside one that was there.\nTake the include: of the second over into the first, in front of its "all", and remove the second.',
  'policy-historic': '{name}: DomainKeys policy ({meaning}). Historic; today receivers read DMARC at {dmarc}.',
  'policy-historic-fix': 'It does no harm. Remove it when you like, once DMARC is published.',
  'explain-policy-historic':
    'DomainKeys (RFC 4870, 2007) had a policy at _domainkey in front of the domain: o=~ says that some mail is signed, o=- that all is, t=y that it is being tested, r= where reports may go, n= is a note. Any order and any blanks are right. At _policy._domainkey only drafts of a standard had it.\nNo receiver of today acts on it. DMARC has taken its place.',
  'policy-signs-all': '{name} says o=-: all mail is signed. Old verifiers refuse unsigned mail of this domain.',
  'policy-signs-all-fix': 'Remove the record, or write o=~ where some of your mail leaves unsigned.',
  'explain-policy-signs-all':
    'o=- says that mail without a valid signature is not yours. Receivers of today ignore it, but a DKIMproxy with reject_fail, and other old filters, refuse such mail, that of mailing lists included.\nDMARC with p=reject is the form of today. Remove the old record, or write o=~.',
  'policy-text-other': 'The text at {name} is no policy: "{text}"',
  'policy-text-other-fix':
    'If it is a key, publish it at SELECTOR._domainkey in front of the domain, with the selector of your signer. Else remove it.',
  'explain-policy-text-other':
    'At _domainkey itself only a policy of DomainKeys has a meaning, and nobody reads it today. A key stands one name deeper, at SELECTOR._domainkey: receivers look nowhere else.\nUsual cause: the selector was forgotten when the key was published, so receivers say "no key".\nMove the record. Then dkim-check record --domain DOMAIN --selector SELECTOR shows whether it is right.',
  'adsp-historic': '{name}: ADSP, dkim={practice}. Historic; today receivers read DMARC at {dmarc}.',
  'adsp-historic-fix': 'It does no harm. Remove it when you like, once DMARC is published.',
  'explain-adsp-historic':
    'ADSP (RFC 5617, 2009) said whether all mail of a domain is signed: dkim=unknown, all or discardable. It was made historic in 2013, since almost nobody used it.\nNo receiver of today acts on it. DMARC has taken its place.',
  'adsp-discardable': '{name} says dkim=discardable: old verifiers throw away unsigned mail of this domain.',
  'adsp-discardable-fix': 'Remove the record, and publish DMARC with p=reject if that is what you want.',
  'explain-adsp-discardable':
    'With dkim=discardable a domain asks that mail without its own valid signature be thrown away, silently. ADSP has been historic since 2013, but old filters may still act on it, and mail of mailing lists is lost then.\nRemove it. DMARC with p=reject says the same today, and receivers answer instead of being silent.',
} as const;
