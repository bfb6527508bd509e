/** English: the command config, from an OpenDKIM setup. */
export const opendkim = {
  'option-from-opendkim':
    'read opendkim.conf in this folder, with its tables, and print a configuration that signs alike',
  'config-from-opendkim-alone': '--from-opendkim stands alone: dkim-check config --from-opendkim /etc',
  'opendkim-conf-title': 'dkimproxy_out.conf',
  'opendkim-map-title': '{name}, in the same folder',

  'opendkim-incomplete': 'opendkim.conf has no {setting}, which signing needs.',
  'opendkim-incomplete-fix': 'Give OpenDKIM a whole setup first, or make a key with dkim-check keygen.',
  'explain-opendkim-incomplete':
    'OpenDKIM signs by Domain, Selector and KeyFile, or by KeyTable and SigningTable. Where one is missing there is nothing to take over.\nPerhaps the file is not the one in use: look for -x in the start of opendkim.',
  'opendkim-verifies-only': 'This OpenDKIM verifies only (Mode v): there is nothing that signs.',
  'opendkim-verifies-only-fix': 'Set up dkimproxy-in in its place; its file needs listen, relay and hostname.',
  'explain-opendkim-verifies-only':
    'Mode s signs, v verifies, sv does both. dkimproxy-in is what verifies, and needs no tables and no keys.\nIts lines for Postfix: dkim-check config dkimproxy_in.conf --postfix.',
  'opendkim-table-kind': '{setting} is no text file ({kind}), and is not read here.',
  'opendkim-table-kind-fix':
    'Write its content into a text file, and name that by file: in opendkim.conf; then run this again.',
  'explain-opendkim-table-kind':
    'OpenDKIM may ask databases, LDAP, scripts and servers. A sender map is a text file that is read at the start and at a reload.\nTurn the content into lines of key and value, as opendkim(8) has them under DATA SETS.',
  'opendkim-key-unknown': '{place}: the KeyTable has no key "{name}".',
  'opendkim-key-unknown-fix': 'Correct the name in the SigningTable, or add the key to the KeyTable.',
  'explain-opendkim-key-unknown':
    'Each line of the SigningTable ends in the name of a key, which the first word of a line in the KeyTable has. OpenDKIM cannot sign such mail either.\nCompare both files; case counts.',
  'opendkim-key-unfit': 'The key "{name}" of the KeyTable is not of the form domain:selector:/path/to/key.',
  'opendkim-key-unfit-fix': 'Put the key into a file of its own (mode 600), and write its path into the KeyTable.',
  'explain-opendkim-key-unfit':
    'OpenDKIM takes a private key in the table itself, too. dkimproxy-out reads keys from files alone, whose rights it looks at.\nA path with blanks, commas or parentheses cannot stand in a sender map either.',
  'opendkim-pattern': '{place}: no line of a sender map is for {pattern}; mail of these senders would not be signed.',
  'opendkim-pattern-fix': 'Write a line for each address or domain that is meant into the map.',
  'explain-opendkim-pattern':
    'A sender map knows addresses, domains with those below them, and "." for all others. A pattern with * inside a name, or one address at every domain, has no counterpart.\nMostly a few plain lines do the same.',
  'opendkim-key-by-sender': 'The key file of {key} has % in its path: which one it is depends on the mail.',
  'opendkim-key-by-sender-fix':
    'Write a line for each domain into the map, with its key: example.org dkim(key=/path/to/its.key)',
  'explain-opendkim-key-by-sender':
    'OpenDKIM puts the domain of the sender in the place of %. dkimproxy-out reads all keys at its start, so it has to know them.\nWhere a line of the SigningTable names one domain, its path is filled in; for a pattern of many domains it cannot be.',
  'opendkim-subdomains': 'In a sender map {domains} stands for the domains below as well; OpenDKIM tells them apart.',
  'opendkim-subdomains-fix':
    'Where a domain below sends mail, see what it gets: dkim-check config FILE --for user@sub.DOMAIN',
  'explain-opendkim-subdomains':
    'example.org in a sender map is for mail of example.org and of mail.example.org, if that has no line of its own. OpenDKIM takes example.org and *@example.org for that domain alone, and .example.org for those below it alone.\nThe difference matters only where both send mail. Then write a line for each into the map.',
  'opendkim-no-counterpart': 'Line {line}: {setting} ({value}) has no counterpart in dkimproxy-out.',
  'opendkim-no-counterpart-fix': 'See in opendkim.conf(5) what it does, and whether you need it.',
  'explain-opendkim-no-counterpart':
    'The setting changes which mail is signed, or how. dkimproxy-out does the same without it, or not at all.\nMail that should not be signed can go round the signer: Postfix decides by content_filter which service leads there.',
  'opendkim-internal-hosts':
    'InternalHosts ({value}) is settled by Postfix now: all that it leads to dkimproxy-out is signed.',
  'opendkim-internal-hosts-fix':
    'Lead only services of your own users and programs there (587, 465, pickup): dkim-check config FILE --main-cf /etc/postfix shows which do.',
  'explain-opendkim-internal-hosts':
    'A milter sees all mail and has to tell by the client whose it is. A content filter stands in one service of master.cf, so the service tells.\nMail that your machines send to port 25 goes unsigned then. Let them use 587.',
  'opendkim-not-needed': 'Not needed any more: {settings}.',
  'opendkim-not-needed-fix': 'Nothing is to be done.',
  'explain-opendkim-not-needed':
    'These settings are about the milter, its process, its log, or about verifying. No signature depends on them.\nHow dkimproxy-out runs is in its own options: dkimproxy-out --help.',
  'opendkim-verifies': 'This OpenDKIM also verifies what arrives, which dkimproxy-out does not.',
  'opendkim-verifies-fix': 'Set up dkimproxy-in beside it, or leave OpenDKIM there with Mode v.',
  'explain-opendkim-verifies':
    'With Mode sv one program signs and verifies. Here these are two: dkimproxy-out for mail that leaves, dkimproxy-in for mail that arrives.\nBoth may run side by side, on ports of their own.',
  'opendkim-milter-stays': 'As long as OpenDKIM is among the milters of Postfix, mail is signed twice.',
  'opendkim-milter-stays-fix':
    'When dkimproxy-out works (dkim-check test FILE), take OpenDKIM out of smtpd_milters and non_smtpd_milters in main.cf: postfix reload.',
  'explain-opendkim-milter-stays':
    'Two signatures do no harm, but the milter may also see mail that comes back from the signer.\nSelector, key and DNS record stay the same, so nothing has to be published anew. dkim-check config FILE says whether they fit.',
} as const;
