/** English: the command test. */
export const chain = {
  'command-test': 'sends one mail through the running signer and Postfix, and judges it as a receiver would',
  'option-test-from': 'the sender; else postmaster at the first domain of CONF',
  'option-test-to':
    'somebody who gets the mail, and it is not waited for but with --back or --direct; else dkim-check@dkim-check.invalid, which Postfix leads back',
  'option-test-smtp': 'give the mail to this server (Postfix, port 25 or 587); else to the listen address of CONF',
  'option-test-sendmail': 'give the mail to this sendmail command, as web programs and cron do: /usr/sbin/sendmail',
  'option-test-back': 'wait for the mail here; else at 127.0.0.1:10099',
  'option-test-direct': 'wait for the mail at the relay address of CONF: tests the signer without Postfix behind it',
  'option-test-timeout': 'how long to wait for the mail; else 30',
  'chain-file-needed':
    'Name the configuration file of dkimproxy-out: dkim-check test /etc/dkimproxy/dkimproxy_out.conf',
  'chain-file-incomplete': '{file}: there is no listen or no relay with a host and a port.',
  'seconds-unreadable': '--{name} {value}: write seconds, 1 to 3600.',
  'place-taken':
    '{place} is in use already, so the mail cannot be waited for there. Give another place with --back (and in the transport map); with --direct Postfix must not listen at relay: leave --direct out.',
  'chain-sent': 'Test mail from {from} to {to}',
  'chain-arrived': 'It came back.',
  'chain-signature-own': '  {type}: {result}, d={domain} s={selector}, made by dkimproxy-out',
  'chain-signature-other': '  {type}: {result}, d={domain} s={selector}, made by another program',
  'chain-verdict': 'A receiver would say: dkim={result} ({meaning})',
  'chain-not-sent': 'No test mail was sent: dkimproxy-out would not start with this file.',

  'signer-down': 'Nothing answers at {listen}, where dkimproxy-out should listen: {reason}.',
  'signer-down-fix': 'Start dkimproxy-out, by hand at first: it says on its standard error why it does not start.',
  'explain-signer-down':
    'The address is the one behind listen in the configuration file. ECONNREFUSED means that no program listens there: dkimproxy-out is not running, or runs with another file.\nMail in Postfix waits in the queue meanwhile, or the client hears 451. Start the program by hand with this file and read what it says.',
  'next-hop-down': "Cannot connect to {relay}: {reason}. Mail stays in Postfix's queue.",
  'next-hop-down-fix': 'Add the service that listens at {relay} to master.cf and run: postfix reload',
  'explain-next-hop-down':
    'The address is the one behind relay in the configuration file: where the proxy gives each mail back to Postfix. Nothing listens there, so the proxy answers 421 and takes no mail.\nMostly the service is missing in master.cf, or its -o lines have lost the blanks in front. dkim-check config --postfix prints the service; with --direct the signer is tested without it.',
  'test-sent': 'The mail is on its way to {to}: {reply}',
  'test-sent-fix':
    'Where it arrives, save it with its whole header ("show original", "message source"), then: dkim-check verify FILE',
  'explain-test-sent':
    'With --to and without --back the mail goes to a mailbox of yours at a real receiver, and dkim-check does not wait for it.\nThe words are those of the program that took it, with its queue id: look for that in the mail log if the mail does not arrive. In the mailbox look at Authentication-Results, or save the mail and let dkim-check verify explain it. A look into the spam folder is worth it, too.',
  'test-refused': '{server} did not take the test mail: {reply}',
  'test-refused-fix': 'The words behind the number are the cause; look for the same moment in the log of that program.',
  'explain-test-refused':
    'The server took the connection, but not the mail. 554 at once is mostly the allow setting of the proxy, 530 a server that wants TLS or a login, 550 and 554 behind RCPT the restrictions of Postfix.\nLook into the log of that server. With another sender or recipient (--from, --to) you see what it objects to.',
  'test-not-returned':
    'The mail to {to} did not come back to {place} within {seconds} seconds. Last seen at {hop}, which said: {reply}',
  'test-not-returned-fix':
    'Run postqueue -p: below a mail that waits stands why. If {to} has no way back yet, add to main.cf: transport_maps = hash:/etc/postfix/transport   and to that file: {to} smtp:{nexthop}   Then run: postmap /etc/postfix/transport && postfix reload',
  'explain-test-not-returned':
    'dkim-check waits for the mail with a listener of its own. Postfix brings it there only if a transport map says so for the recipient; the lines above are enough and do no harm to other mail.\nThe program named last had the mail and said 250 to it, so it is there or behind it. Where it says "queued as" and an id, look for this id in the mail log and in postqueue -p; postsuper -d ID takes a test mail away that still waits.\nA slow chain wants a larger --timeout.',
  'test-gone-elsewhere':
    'dkimproxy-out took the mail ({reply}), but gave it to another place than {relay} in these {seconds} seconds.',
  'test-gone-elsewhere-fix':
    'It runs with another file, or with an older state of this one: restart it with this file (systemctl reload dkimproxy-out).',
  'explain-test-gone-elsewhere':
    'With --direct dkim-check itself listens at the relay address of the file, and dkimproxy-out says 250 only when its next hop has taken the mail. So the program that runs has another relay than the file says.\nSee with which file it runs (ps, the unit file), make it read this one, and test again.',
  'arrived-unsigned': 'The mail came back without a DKIM signature: sender {from}.',
  'arrived-unsigned-fix':
    'Look for the line "DKIM signing - skipped" in the log of dkimproxy-out: reason= says why. dkim-check config CONF --for {from} says it as well.',
  'explain-arrived-unsigned':
    'The mail went its way, but nobody signed it. Either it did not pass dkimproxy-out (no line in its log), or no domain of the configuration fits the sender, or the key could not be used.\nThe log line of the signer names the reason. With several domain lines only mail whose sender belongs to one of them is signed.',
  'changed-on-the-way': 'The mail was changed on its way: {parts}',
  'changed-on-the-way-fix': 'Find what runs behind the signer: dkim-check config CONF --main-cf /etc/postfix names it.',
  'explain-changed-on-the-way':
    'What was sent is known here, so what came back can be compared with it. A field or a body that is not the same was changed by something between the two: a filter, a milter, header_checks, a footer.\nIf it happens behind the signer, the signature breaks. It must be done before the signer or not at all.',
  'not-aligned': 'The signature is by {signer}, but From has {domain}: DMARC does not count it.',
  'not-aligned-fix': 'Sign with d={domain}: write it as domain (or d=) in the configuration of dkimproxy-out.',
  'explain-not-aligned':
    'DMARC counts a signature only if its domain belongs to the same organization as the domain in From. A signature by another domain is valid, but helps nothing when the receiver asks for DMARC.\nSign each sender with a key of their own domain: a sender_map, or a domain line for each.',
  'signed-elsewhere': 'The {type} signature d={domain} s={selector} is not one that this file makes for the sender.',
  'signed-elsewhere-fix':
    'Look for a second signer (opendkim or rspamd as smtpd_milters, another dkimproxy-out), or restart dkimproxy-out if the file was changed.',
  'explain-signed-elsewhere':
    'A signer is known by the domain (d=) and the selector (s=) of its signatures. This one does not stand in the file that you gave.\nEither another program signs as well: a milter (smtpd_milters, non_smtpd_milters), a filter, a second dkimproxy-out. Or the dkimproxy-out that runs has read another file, or this one before it was changed.\nTwo signers are no fault by themselves, but the one behind may break what the other has made: leave only one.',
  'signed-twice':
    'The {type} signature d={domain} s={selector} stands there {times} times: the mail passes a signer more than once.',
  'signed-twice-fix':
    'Write -o content_filter= into the entry of master.cf where the mail comes back from dkimproxy-out, and run: postfix reload',
  'explain-signed-twice':
    'Mail goes to dkimproxy-out by content_filter and comes back to Postfix at relay. If the entry there does not empty content_filter, or if two entries that the mail passes have one, it is signed again.\nReceivers take it, but each round costs time. dkim-check config CONF --postfix prints the entries as they should be.',
  'signer-has-other-key':
    'DNS has the key of {keyfile}, and nothing was changed on the way, but the signature is by another key.',
  'signer-has-other-key-fix':
    'The running dkimproxy-out still has an older key: systemctl reload dkimproxy-out, then test again.',
  'explain-signer-has-other-key':
    'dkimproxy-out reads its key files when it starts and when it is told to reload. Whoever makes a new key under the same name and publishes it has to tell it: until then it signs with the key that it read before, and every receiver sees a bad signature.\nReload it. If the result stays the same, it runs with another file: compare the path in its unit file or in ps with the one given here.',
  'signature-missing': 'This file also makes a {type} signature d={domain} s={selector}, but the mail has none.',
  'signature-missing-fix':
    'Restart dkimproxy-out if the file was changed (systemctl reload dkimproxy-out), then look at its log line for this mail.',
  'explain-signature-missing':
    'The mail was compared with what the file says for this sender. A signature is missing: mostly the running dkimproxy-out has read an older state of the file, or another file; or the mail was signed by another program and did not pass it at all.\nMake it read the file again and send another test mail. Its log line "DKIM signing - signed" names what it has made.',
  'keys-not-read': 'The key files are closed to you, so they were not compared with DNS.',
  'keys-not-read-fix': 'Run it as root to have them compared: sudo dkim-check test CONF',
  'explain-keys-not-read':
    'Key files belong to the user that runs dkimproxy-out, and nobody else may read them: that is right.\nThe test mail is judged all the same. Only as root, or as that user, dkim-check can also say whether the record in DNS is that of the key in the file.',
} as const;
