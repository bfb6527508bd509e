/** English: what the proxies say of their configuration, each remark with its fix. */
export const configRemarks = {
  'needs-root': 'Not judged: only root may look at this ({what}).',
  'needs-root-fix': 'Run this command again as root: sudo dkim-check config FILE',
  'explain-needs-root':
    'The proxy is started by root, which may read its keys and become its user. You run dkim-check as somebody else, so it cannot tell whether that works.\nThat is no fault of the file. As root the command judges all of it; it changes nothing.',
  'relay-is-listen': 'relay is where the proxy listens itself: mail would go round for ever.',
  'relay-is-listen-fix': 'Give relay another port than listen: 10028 behind dkimproxy-out, 10026 behind dkimproxy-in.',
  'explain-relay-is-listen':
    'listen is where Postfix hands mail to the proxy, relay where the proxy hands it back. With one address for both the proxy sends each mail to itself, so it does not start.\nPostfix needs a service on the port of relay: dkim-check config FILE --postfix prints it.',
  'config-is-key': '{path} holds a private key, and is no configuration.',
  'config-is-key-fix':
    'Name the file of the proxy instead (dkimproxy_out.conf); a key has a file of its own, which keyfile names.',
  'explain-config-is-key':
    'The file has the lines of a private key in PEM form. The proxy reads no configuration from it, so that no part of the key gets into a log.\nIf you pasted the key into the configuration, move it to a file of its own with the mode 600, and write its path behind keyfile.',
  'folder-missing': '{option}: nothing can be written to {path}, which does not exist.',
  'folder-missing-fix': 'Run: mkdir -p {word}   and give it to the user of the proxy; or name another folder.',
  'explain-folder-missing':
    'The proxy keeps a file there, and does not start where it cannot.\nMake the folder and let the user of the proxy own it (chown), or take the line out: the default will do for most.',
  'key-file-missing': 'There is no key file {keyfile}.',
  'key-file-missing-fix':
    'Correct the path, or make a key: dkim-check keygen --domain DOMAIN --selector SELECTOR --out FOLDER',
  'explain-key-file-missing':
    'keyfile, or key= of a signature, names a file that does not exist. A path that does not begin with / is relative to the folder of the file in which it stands.\nThe key file is the one that ends in .pem where keygen made it. Without it the proxy does not start.',
  'key-file-no-key': '{keyfile} is no private key in PEM form.',
  'key-file-no-key-fix':
    'Let {option} name the file that begins with -----BEGIN PRIVATE KEY-----, .pem from dkim-check keygen.',
  'explain-key-file-no-key':
    'The file can be read but holds something else: the public key, the DNS record (.txt), a certificate, or a key in another form.\nName the file of the private key. To turn one of another form into PEM: openssl pkey -inform DER -in OLD -out NEW.',
  'file-missing': '{option}: there is no file {path}.',
  'file-missing-fix': 'Correct the path behind {option}, or take the line out.',
  'explain-file-missing':
    'The configuration names a file that does not exist. A path that does not begin with / is relative to the folder of the configuration.\nThe proxy does not start, since mail would be treated otherwise than you meant.',
  'signature-without-selector': 'The signature has no selector.',
  'signature-without-selector-fix':
    'Add a line: selector NAME   (the word in front of ._domainkey in DNS), or s=NAME to it.',
  'explain-signature-without-selector':
    'Receivers look for the key at SELECTOR._domainkey.DOMAIN, so a signature has to name its selector.\nIf you have no key yet: dkim-check keygen --domain DOMAIN prints one with all lines that belong to it.',
  'signature-without-key': 'The signature has no key.',
  'signature-without-key-fix': 'Add a line: keyfile /PATH/TO/KEY.pem, or key=FILE to the signature.',
  'explain-signature-without-key':
    'Without a private key nothing can be signed.\nIf you have none: dkim-check keygen --domain DOMAIN makes one and prints its DNS record. Write the path of its .pem behind keyfile.',
  'signature-without-domain': 'The signature has no domain.',
  'signature-without-domain-fix': 'Add a line: domain example.org, with your own domain, or d= to the signature.',
  'explain-signature-without-domain':
    'A signature is made in the name of a domain (d=), under which its key stands in DNS.\nWith one domain behind the option domain all mail is signed with it; with two or more, only mail whose sender belongs to one of them.',
  'user-missing': 'There is no user {user} on this machine.',
  'user-missing-fix': 'Run: useradd --system --no-create-home --shell /usr/sbin/nologin {word}',
  'explain-user-missing':
    'The proxy gives up its rights of root and becomes this user once its port is open. Without the user it does not start.\nMake the user, or correct the name behind user. If the proxy runs on another machine, judge the file there.',
  'value-unfit': '{option}: "{value}" is no value for it.',
  'value-unfit-fix': 'Write: {want}',
  'explain-value-unfit':
    'The option is known, but its value is of another kind: a port without an address, a word where a number belongs, a time without a known unit.\nThe proxy does not start with it. The manual page and --help of the proxy tell what each option takes.',

  'value-needed': '{option} stands alone; it needs a value.',
  'value-needed-fix': 'Write: {option} {want}',
  'explain-value-needed':
    'Some options may stand alone and mean yes. This one needs to be told what. Perhaps the value is in the next line: name and value stand in one.\nThe proxy does not start with it.',
  'length-not-written': 'l= is not written: anybody could add text to such a mail, and the signature would still pass.',
  'length-not-written-fix': 'Take l= out of the signature.',
  'explain-length-not-written':
    'With l= a signature covers only the first octets of the body. Whoever forwards the mail may append what they like under your name (RFC 6376, section 8.2).\nMany receivers do not believe such signatures any more.',
  'signature-unclosed': 'The signature lacks its closing parenthesis.',
  'signature-unclosed-fix': 'Write a ) behind the last option: signature dkim(c=relaxed, a=rsa-sha256)',
  'explain-signature-unclosed':
    'The options of a signature stand between parentheses, in one line, with commas between them.\nPerhaps the line was broken when it was copied.',
  'algorithm-misfit': 'a={algorithm} does not fit {keyfile}, a key of the other kind.',
  'algorithm-misfit-fix': 'Write a={fits}, or leave a= out: the key decides then.',
  'explain-algorithm-misfit':
    'An RSA key signs with rsa-sha256, an Ed25519 key with ed25519-sha256. The proxy does not start with a signature that it cannot make.\nFor both kinds write two signature lines, each with a key and a selector of its own.',
  'domainkeys-needs-rsa': 'DomainKeys signs with RSA keys only; {keyfile} is Ed25519.',
  'domainkeys-needs-rsa-fix': 'Take the line signature domainkeys(...) out; receivers ignore DomainKeys anyway.',
  'explain-domainkeys-needs-rsa':
    'DomainKeys (RFC 4870) is older than Ed25519 and knows rsa-sha1 alone.\nSign by DKIM: signature dkim.',
  'identity-outside': 'i={identity} is not under d={domain}, which voids the signature.',
  'identity-outside-fix': 'Take i= out, or write an address of {domain} or of a domain below it.',
  'explain-identity-outside':
    'i= says for whom the domain signs, so it has to be of that domain or one below it (RFC 6376, section 3.5). Receivers refuse another.\nNearly nobody needs i=; without it the domain signs as a whole.',
  'algorithm-sha1': 'a=rsa-sha1 is read as rsa-sha256: receivers refuse DKIM signatures with SHA-1.',
  'algorithm-sha1-fix': 'Write a=rsa-sha256, or leave a= out. The key stays the same.',
  'explain-algorithm-sha1':
    'RFC 8301 forbids SHA-1 in DKIM, and receivers treat such a signature as none. dkimproxy-out signs with SHA-256 instead, which every receiver knows.\nThe record in DNS needs no change, unless it says h=sha1.',
  'method-nowsp': 'nowsp is read as relaxed.',
  'method-nowsp-fix': 'Write relaxed in its place.',
  'explain-method-nowsp':
    'nowsp is a canonicalization of an early draft, which no standard has. Receivers would refuse c=nowsp.\nrelaxed is what came out of it, and what most signers use.',
  'method-unused': '{option} has no effect: each signature has a canonicalization of its own.',
  'method-unused-fix': 'Take the line out, or take c= out of the signatures.',
  'explain-method-unused':
    'method is for signatures that say no c= themselves, and every signature of this file does.\nThe line does no harm; it only looks as if it counted.',
  'method-of-other': '{method} is a canonicalization of {type}: {other} gets {used}.',
  'method-of-other-fix': 'Write c= into each signature instead, or dkim_method and domainkeys_method.',
  'explain-method-of-other':
    'One option method cannot serve both: DKIM knows simple and relaxed, DomainKeys simple and nofws. The signature that the word is not for gets its default.\nA line for each makes clear what is meant.',
  'signed-field-unwise': 'h= names {fields}: servers on the way change that, which breaks the signature.',
  'signed-field-unwise-fix': 'Take {fields} out of h=, or leave h= out altogether: the default is well chosen.',
  'explain-signed-field-unwise':
    'Each server on the way adds Received and may rewrite Return-Path and the like. If they are signed, the signature fits no more when the mail arrives.\nRFC 6376, section 5.4, lists what to sign: From, To, Subject, Date, Message-ID, and the MIME fields.',
  'domain-one-label': 'No mail can be signed with d={domain}: a domain of one word has no place for a key record.',
  'domain-one-label-fix': 'Write the whole name of your domain, such as {domain}.example, or take it out.',
  'explain-domain-one-label':
    "The key of a signature stands in DNS below its domain. A name without a dot, localhost for instance, is nobody's own in DNS.\nWrite the domain as it stands behind the @ of your addresses.",
  'key-exponent-unusual': '{keyfile} has an unusual exponent; some receivers take 65537 only.',
  'key-exponent-unusual-fix': 'Make a new key under a new selector: dkim-check keygen.',
  'explain-key-exponent-unusual':
    'An RSA key has a public exponent, which nearly every program sets to 65537. Receivers may refuse another one, or compute slowly with it.\nopenssl and dkim-check keygen use 65537.',
  'folder-closed': '{user} cannot enter the folder {folder}, so it cannot read {path} at a later reload.',
  'folder-closed-fix': 'Run: {command}   or move the file to a folder that {user} may enter.',
  'explain-folder-closed':
    "To open a file a user has to pass every folder above it, for which the folder needs the right x for that user. The owner and mode of the file itself do not help.\nx alone lets a user pass a folder but not list it. If the folder is private (/root, somebody's home), better move the file: to /etc/dkimproxy, say.",
  'unreadable-later': '{user} cannot read {path}, so a later reload would not see its changes, or fail.',
  'unreadable-later-fix': 'Run: {command}',
  'explain-unreadable-later':
    'The proxy reads its files as root and then becomes the user of the option user. At a reload it is that user, and reads them again.\nGive the file to that user, or to a group that it belongs to, with the right to read.',
  'unwritable-later': '{user} cannot write to {path}, as the proxy has to.',
  'unwritable-later-fix': 'Run: {command}',
  'explain-unwritable-later':
    'After its start the proxy is the user of the option user, and keeps large messages and its log as that user.\nWhere it cannot write, large mail is put off with 451, or the log ends at the next rotation. Give the folder or file to that user.',
  'log-not-renewed': '{user} cannot make a new log file after the old one was moved away.',
  'log-not-renewed-fix':
    'Let logrotate make it (create 640 {user}), or give the log a folder of its own that {user} owns.',
  'explain-log-not-renewed':
    'logrotate moves the log away and tells the proxy to open it anew. By then the proxy is the user of the option user, and may not make files in a folder of root such as /var/log.\nWith create in logrotate the file is there already.',
  'allow-everybody': 'Everybody may send mail through this proxy, and Postfix takes it for mail of your own.',
  'allow-everybody-fix': 'Name the networks of your own servers behind allow, or listen on 127.0.0.1.',
  'explain-allow-everybody':
    'The proxy listens beyond this machine and refuses nobody. What it passes on comes to Postfix from 127.0.0.1, which may send anywhere: an open relay, with your signature.\nallow takes networks: allow 192.0.2.0/28. On loopback it is not needed.',
  'metrics-open': 'Anybody who can connect reads the metrics, from other machines, too.',
  'metrics-open-fix': 'Write metrics_listen {place}, or let a firewall say who may connect.',
  'explain-metrics-open':
    'The metrics name no mail, but tell how much you send and when. They need no login.\nOn 127.0.0.1 only programs of this machine read them; a Prometheus elsewhere needs a rule in the firewall.',
  'syslog-missing': 'No syslog listens at /dev/log: the log is lost until one does.',
  'syslog-missing-fix': 'Start rsyslog or systemd-journald, or write a file: log /var/log/dkimproxy.log',
  'explain-syslog-missing':
    'In the background the proxy logs to syslog unless the option log says otherwise. On this machine nobody takes it, as in most containers.\nIn a container write log stdout and no daemonize.',
  'log-unread': 'In the background nobody reads standard output: the log is lost.',
  'log-unread-fix': 'Write log syslog, or a file: log /var/log/dkimproxy.log',
  'explain-log-unread':
    'With daemonize the proxy leaves its terminal, and what it would write there goes nowhere.\nTake log stdout out, or take daemonize out and let systemd or a container keep the output.',
  'hostname-shared': 'Results would stand under the name {hostname}, which other machines have, too.',
  'hostname-shared-fix': 'Add a line with the name of this server in DNS: hostname mail.example.org',
  'explain-hostname-shared':
    'dkimproxy-in writes Authentication-Results under this name, and takes out results that arrive under it, since they are forged. Filters believe that name alone.\nA name without a domain, or localhost, is not only yours. Write the name that your MX record has.',
  'trusted-results-local': 'trusted_results has 127.0.0.1, where all mail seems to come from if XFORWARD is missing.',
  'trusted-results-local-fix':
    'See that the service that leads here has -o smtp_send_xforward_command=yes, or take 127.0.0.1 out.',
  'explain-trusted-results-local':
    'Results of trusted clients stay in the mail. Behind Postfix the client is 127.0.0.1 unless XFORWARD names the real one; forged results of strangers would then be believed.\nsmtpd_proxy_filter sends XFORWARD by itself; a content_filter needs smtp_send_xforward_command=yes.',
  'map-key-never-matches': '{key} in this map matches no mail.',
  'map-key-never-matches-fix':
    'Write an address (joe@example.org), a domain (example.org), or a list id in a list map.',
  'explain-map-key-never-matches':
    'A line of a sender map begins with an address or a domain, one of a list map with a list id or its end. This word is neither, so the line is passed over.\nA domain stands without @ and without a * in front.',
  'map-line-empty': '{key} has no signature behind it: the line is passed over.',
  'map-line-empty-fix': 'Write what to sign with behind it: {key} dkim   or {key} dkim(d=..., s=..., key=...)',
  'explain-map-line-empty':
    'A line of a map is a name, a blank and one or more signatures. A name alone does not keep mail from being signed, nor sign it: the search goes on as if the line were not there.\nTo sign by the options of the file write dkim behind it.',
  'map-key-repeated': '{key} stands in line {line} of this map already; that line counts.',
  'map-key-repeated-fix':
    'Take one of the two lines out; several signatures stand behind one name, with commas between them.',
  'explain-map-key-repeated':
    'In a map the first line of a name counts, unlike in the configuration, where the last does.\nFor two signatures write both into one line: example.org dkim(s=a), dkim(s=b).',
  'certificate-expired': '{file} has been out of date since {time}.',
  'certificate-expired-fix': 'Renew the certificate (certbot renew, for instance), and reload the proxy.',
  'explain-certificate-expired':
    'A client that verifies certificates refuses to talk TLS with the proxy, and its mail waits.\nPut the new certificate with its chain into the file and send the proxy SIGHUP.',
  'certificate-early': '{file} is not valid before {time}.',
  'certificate-early-fix': 'Look at the clock of this machine (date); else use the former certificate until then.',
  'explain-certificate-early':
    'Clients that verify certificates refuse one whose time has not come. Mostly the clock of one of the machines is wrong.\nSet the clock by NTP, then judge the file again.',
  'certificate-order': '{file} is not signed by the certificate behind it in the file.',
  'certificate-order-fix': 'Put the certificates in order: your own first, each followed by the one that signed it.',
  'explain-certificate-order':
    'Clients follow the chain from your certificate to one that they know. Where the order is wrong or one is missing, some of them cannot.\nCertificate authorities give out such a file: fullchain.pem.',
} as const;
