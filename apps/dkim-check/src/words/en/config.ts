/** English: the command config. */
export const config = {
  'command-config': 'reads the configuration of a proxy: faults, keys, DNS, who gets which signature',
  'option-program': 'read it as the file of dkimproxy-out or dkimproxy-in; else its options decide',
  'option-for': 'which signatures mail from this address gets, and why',
  'option-list-id': 'with --for: the List-Id of the mail',
  'option-postfix': 'print the services of master.cf that fit this file',
  'config-file-needed': 'Name the configuration file: dkim-check config /etc/dkimproxy/dkimproxy_out.conf',
  'config-address-invalid': '--for {value}: write an address, user@example.org',
  'config-list-id-invalid': '--list-id {value}: write the id between < and >, list.example.org',
  'config-list-id-alone': '--list-id belongs to --for: dkim-check config FILE --for user@example.org --list-id ID',
  'config-only-out': '--{name} is for the file of dkimproxy-out; this one is of dkimproxy-in.',
  'config-postfix-unfit':
    '--postfix: listen and relay have to be TCP addresses of this file without faults, such as 127.0.0.1:10027',
  'config-title': '{file}: read as the file of {program} ({why})',
  'config-by-asked': 'by --program',
  'config-by-option': 'by {option} in line {line}',
  'config-by-name': 'by its name',
  'config-by-port': 'by its port {port}',
  'config-by-guess': 'a guess',
  'config-well': 'Nothing to mend in this file.',
  'config-more': '{n} more are not shown. Mend these first.',
  'config-records-title': 'Key records that it needs:',
  'config-records-rest': '  {n} more were not asked for.',
  'config-records-open': '  Some d= depend on the mail; ask for one with --for.',
  'config-state-absent': 'not published',
  'config-state-fits': 'published, fits the key file',
  'config-state-other': 'published, but of another key',
  'config-state-unsure': 'published, not compared with a key file',
  'config-state-unusable': 'published, but not usable',
  'config-state-unknown': 'DNS did not answer',
  'config-publish':
    '    To see what to publish: dkim-check record --domain {domain} --selector {selector} --keyfile {keyfile}',
  'config-make-key':
    '    {keyfile} is missing. Make a key: dkim-check keygen --domain {domain} --selector {selector} --out {folder}   and write the name of its .pem behind keyfile.',
  'config-for-title': 'Mail from {sender}:',
  'config-for-signature': '  {type}: d={domain} s={selector}, key {keyfile}',
  'config-for-by-map': '  decided by {map}, line {line}, which begins with {key}',
  'config-for-by-domain': '  decided by domain: the sender belongs to {domain}',
  'config-for-by-only-domain': '  decided by domain: {domain} is the only one, so it signs mail of every sender',
  'config-for-by-lines': '  decided by the signature lines; there is no domain option',
  'config-postfix-out': 'After the queue: mail of port 587 goes to dkimproxy-out and comes back.',
  'config-postfix-in-before':
    'Before the queue (instead of the smtp line that is there): mail of port 25 passes dkimproxy-in.',
  'config-postfix-in-after': 'Or after the queue: mail of port 25 goes to dkimproxy-in and comes back.',

  'program-guessed': 'Nothing in this file tells of which proxy it is; it was read as that of dkimproxy-in.',
  'program-guessed-fix': 'If it is that of the signer: dkim-check config FILE --program out',
  'explain-program-guessed':
    'dkimproxy-out and dkimproxy-in share many options. domain, signature, keyfile and selector belong to the signer alone, verify_dkim, reject_fail and others to the verifier. A file with none of them fits both, and its name and port do not tell either.\nWith --program out or --program in you say which it is.',
  'comment-has-setting': 'This comment seems to contain a setting: {setting}',
  'comment-has-setting-fix': 'If it is meant, give it a line of its own, without # in front.',
  'explain-comment-has-setting':
    'A line that begins with # is a comment to its end. Where a page was copied without its line ends, the setting has landed behind the comment above it, and it does not count.\nThe proxy then does not listen, or does not know where mail goes on. Put the setting into a line of its own.',
  'domainkeys-historic': 'DomainKeys signatures are historic; receivers ignore them. DKIM alone is enough.',
  'domainkeys-historic-fix': 'Take the line signature domainkeys(...) out when it suits you.',
  'explain-domainkeys-historic':
    'DomainKeys (RFC 4870) came before DKIM and signs with SHA-1. No large receiver looks at it any more; it does no harm either.\nKeep one line signature dkim(...), and take the domainkeys line out.',
  'keyfile-unreadable': '{user} cannot read {keyfile}, so a later reload would fail.',
  'keyfile-unreadable-fix': 'Run: {command}',
  'explain-keyfile-unreadable':
    'The proxy reads its keys as root and then becomes the user of the option user. At a reload it is that user, and cannot read a file of root. DKIMproxy 1.4.1 signed nothing in this case.\nGive the file to that user, with the mode 600. The folders above it must let that user pass, too.',
  'key-file-open': 'Others can get at a private key: by {path}.',
  'key-file-open-fix': 'Run: {command}',
  'explain-key-file-open':
    'Whoever reads the private key can sign mail in your name, from anywhere. A key file belongs to the user of the proxy or to root, with the mode 600, in a folder where nobody else may write.\nIf strangers have an account on this machine, make a new key under a new selector after you have closed the file.',
  'ed25519-alone': 'All DKIM keys are Ed25519, which many receivers cannot verify yet.',
  'ed25519-alone-fix': 'Add a line signature dkim(...) with an RSA key and a selector of its own.',
  'explain-ed25519-alone':
    'Ed25519 keys (RFC 8463) are small and good, but many large receivers know RSA only. To them mail with an Ed25519 signature alone is as good as unsigned.\nSign twice: make an RSA key with dkim-check keygen, publish it under a selector of its own, and add a second signature line.',
  'config-wide-blank': 'There is a full-width blank (U+3000) in this line; it is read as a blank.',
  'config-wide-blank-fix': 'Type a plain blank in its place.',
  'explain-config-wide-blank':
    'An input method was in full-width mode, or the line comes from a web page. DKIMproxy 1.4.1 did not take such a blank for one; this proxy does.\nType a plain blank, so that other programs read the line alike.',
  'config-quotes': 'There are typographic quotation marks in this line; they are taken as they are.',
  'config-quotes-fix': 'Take them out; values need no quotation marks.',
  'explain-config-quotes':
    'A web page or a word processor made curved quotation marks of straight ones. They become part of the value: of the name of a file, for instance, which then does not exist.\nValues of this file need no quotation marks at all.',
  'config-dash': 'There is a typographic dash in this line; it is taken as it is.',
  'config-dash-fix': 'Type a plain minus sign (-) in its place.',
  'explain-config-dash':
    'A web page or a word processor made a long dash of a minus sign. It looks alike and is another character: a name with it fits no domain, no selector and no file.\nType the minus sign anew on the keyboard.',
  'config-comment-behind': '" #" behind a value begins no comment: it belongs to the value.',
  'config-comment-behind-fix': 'Put the comment into a line of its own.',
  'explain-config-comment-behind':
    'Only a # at the beginning of a line makes a comment. Behind a value it is taken as part of it, so the value is another one than it seems.\nMove the comment to the line above.',
  'config-repeated': 'This option stood in line {line} already; this line counts.',
  'config-repeated-fix': 'Take one of the two lines out.',
  'explain-config-repeated':
    'Options other than domain, signature and nameserver have one value. Where such an option stands twice, the last line counts.\nTake out the line that you do not mean, so that nobody has to guess.',
  'setting-unknown': 'There is no option {option}.',
  'setting-unknown-fix': 'Take the line out, or look up the name: {program} --help.',
  'explain-setting-unknown':
    'The proxy does not start with an option that it does not know, since it may be a misspelt one that matters. Options of the other proxy are unknown, too: domain and signature belong to dkimproxy-out alone.\nCompare the name with the list that --help prints. If the file was read as that of the wrong program, say which by --program.',
  'setting-misspelt': 'There is no option {option}; did you mean {near}?',
  'setting-misspelt-fix': 'Write {near} in its place.',
  'explain-setting-misspelt':
    'The name of the option is one or two letters away from one that there is. The proxy does not guess, and does not start.\nCorrect the name. Case does not count, and - is the same as _.',
  'setting-without-effect': '{option} has no effect here.',
  'setting-without-effect-fix': 'Take the line out; it does no harm.',
  'explain-setting-without-effect':
    'The option is known, but does nothing here. Files of DKIMproxy 1.4.1 have options of its pre-fork server (min_servers and the like); this proxy needs no such processes.\nnameserver and the like are for dkimproxy-in, since signing asks no DNS; tls_relay_ca counts with tls_relay verify only.\nTake the line out when it suits you. For more than one process write workers NUMBER.',
  'listen-missing': 'Where to listen is not said, so nothing listens.',
  'listen-missing-fix': 'Add a line: {line}',
  'explain-listen-missing':
    'The proxy needs an address and a port where Postfix hands it the mail. Without one it does not start.\nThe usual ports are 10027 for dkimproxy-out and 10025 for dkimproxy-in. Perhaps the line is a comment, or joined with one.',
  'relay-missing': 'Where mail goes on to is not said.',
  'relay-missing-fix': 'Add a line: {line}',
  'explain-relay-missing':
    'The proxy passes each mail on to the next hop, which is Postfix on another port. Without its address it does not start.\nThe usual ports are 10028 behind dkimproxy-out and 10026 behind dkimproxy-in.',
  'runs-as-root': 'It would run as root: the option user is missing.',
  'runs-as-root-fix': 'Make a user for it and add a line: user dkimproxy',
  'explain-runs-as-root':
    'A program that talks to the network needs no rights of root after its start. With the option user it gives them up once its port is open and its keys are read.\nMake a user that nobody logs in as, give the key files to it, and name it in the file. systemd can do the same with User=.',
  'config-fault': '{option}: {reason}',
  'config-fault-fix': 'Write the value as the sentence says; until then the proxy does not start.',
  'explain-config-fault':
    'The proxy would not start with this file. The sentence is its own, the same that it prints at the start and with --check.\nIt says what is wrong and what can be written instead. After the change run this command again.',
  'config-warning': '{option}: {reason}',
  'config-warning-fix': 'Do what the sentence says, if it is not meant so; the proxy starts with it.',
  'explain-config-warning':
    'The proxy would start with this file, and print this sentence as a warning. It is its own, the same as at the start and with --check.\nOften it shows a line that does something else than its writer thought.',
  'domain-only-one': 'domain names {domain} alone: mail of EVERY sender is signed with it.',
  'domain-only-one-fix': 'With a second domain in the list, only mail of these domains is signed any more.',
  'explain-domain-only-one':
    'The option domain has two meanings. With one name, all mail that passes is signed with it, whoever the sender is. With two names or more, only mail whose sender belongs to one of them is signed.\nSo a second name changes what happens to mail of other senders. See what a sender gets: dkim-check config FILE --for ADDRESS.',
  'not-signed': 'Not signed: sender {sender} fits none of {domains}.',
  'not-signed-fix': 'Add the domain of the sender to domain, with a key record for it, or a line to the sender map.',
  'explain-not-signed':
    'Where domain has two names or more, mail is signed only if its sender belongs to one of them, or to a domain under one. The sender is the address in From, else in Sender.\nAdd the domain and publish a key record for it, or add a line to the sender map.',
  'not-in-map': 'Not signed: sender {sender} stands in no map.',
  'not-in-map-fix':
    'Add a line with the address or the domain of the sender to the sender map, or signature lines to the file.',
  'explain-not-in-map':
    'Without signature lines, but with a map, only mail of the senders and lists in the map is signed.\nAdd a line such as "example.org dkim" to the map. A line that begins with "." is for all others.',
  'not-signed-because': 'Not signed: {reason}',
  'not-signed-because-fix': 'Change the line that decides, or the address of the sender.',
  'explain-not-signed-because':
    'A line of the configuration was found for this mail, but no signature can be made by it: the sender has no usable address, stands in no map, or the domain in the line cannot be used.\nThe log of dkimproxy-out has the same reason for such a mail.',
  'signature-left-out': 'For this mail: {reason}',
  'signature-left-out-fix': 'If it is not meant so, change d= or i= of that signature.',
  'explain-signature-left-out':
    'One signature of several, or its i=, is left out for this sender: a DomainKeys signature needs a sender under its d=, and i= has to be under d=.\nThe other signatures are made. Change the line if you want this one as well.',
} as const;
