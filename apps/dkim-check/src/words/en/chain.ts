/** English: the command test. */
export const chain = {
  'command-test': 'sends one mail through the running signer and Postfix, and judges it as a receiver would',
  'option-test-from': 'the sender; else postmaster at the first domain of CONF',
  'option-test-to': 'the recipient; else dkim-check@dkim-check.invalid, which Postfix must lead back (see --back)',
  'option-test-smtp': 'give the mail to this server (Postfix, port 25 or 587); else to the listen address of CONF',
  'option-test-back': 'wait for the mail here; else at 127.0.0.1:10099',
  'option-test-direct': 'wait for the mail at the relay address of CONF: tests the signer without Postfix behind it',
  'option-test-timeout': 'how long to wait for the mail; else 30',
  'chain-file-needed':
    'Name the configuration file of dkimproxy-out: dkim-check test /etc/dkimproxy/dkimproxy_out.conf',
  'chain-file-incomplete': '{file}: there is no listen or no relay with a host and a port.',
  'seconds-unreadable': '--{name} {value}: write seconds, 1 to 3600.',
  'chain-sent': 'Test mail from {from} to {to}',
  'chain-arrived': 'It came back.',
  'chain-signature': '  {type}: {result}, d={domain} s={selector}',

  'signer-down': 'Nothing answers at {listen}, where dkimproxy-out should listen: {reason}.',
  'signer-down-fix': 'Start dkimproxy-out, by hand at first: it says on its standard error why it does not start.',
  'explain-signer-down':
    'The address is the one behind listen in the configuration file. ECONNREFUSED means that no program listens there: dkimproxy-out is not running, or runs with another file.\nMail in Postfix waits in the queue meanwhile, or the client hears 451. Start the program by hand with this file and read what it says.',
  'next-hop-down': "Cannot connect to {relay}: {reason}. Mail stays in Postfix's queue.",
  'next-hop-down-fix': 'Add the service that listens at {relay} to master.cf and run: postfix reload',
  'explain-next-hop-down':
    'The address is the one behind relay in the configuration file: where the proxy gives each mail back to Postfix. Nothing listens there, so the proxy answers 421 and takes no mail.\nMostly the service is missing in master.cf, or its -o lines have lost the blanks in front. dkim-check config --postfix prints the service; with --direct the signer is tested without it.',
  'test-refused': '{server} did not take the test mail: {reply}',
  'test-refused-fix': 'The words behind the number are the cause; look for the same moment in the log of that program.',
  'explain-test-refused':
    'The server took the connection, but not the mail. 554 at once is mostly the allow setting of the proxy, 530 a server that wants TLS or a login, 550 and 554 behind RCPT the restrictions of Postfix.\nLook into the log of that server. With another sender or recipient (--from, --to) you see what it objects to.',
  'test-not-returned': 'The mail to {to} was taken, but did not come back to {place} within {seconds} seconds.',
  'test-not-returned-fix':
    'Add to main.cf: transport_maps = hash:/etc/postfix/transport   and to that file: {domain} smtp:{nexthop}   Then run: postmap /etc/postfix/transport && postfix reload',
  'explain-test-not-returned':
    'dkim-check waits for the mail with a listener of its own. Postfix brings it there only if a transport map says so for the domain of the recipient; the lines above are enough and do no harm to other mail.\nIf they are there, look at mailq and the log: mail that waits says why. A slow chain wants a larger --timeout.',
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
} as const;
