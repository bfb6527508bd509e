/** English: the command respond: its answers, and why a mail has none. */
export const respond = {
  'command-respond': 'answers a mail with a report about its signatures',
  'option-listen': 'take mail by SMTP on this address until SIGTERM',
  'option-lmtp': 'speak LMTP on --listen',
  'option-smtp': 'the mail server that takes the answers; else standard output, with --listen 127.0.0.1:25',
  'option-mail-from': 'the envelope sender, who gets the answer; else Return-Path',
  'option-answer-from': 'the address that answers come from; else the one that the mail came to',
  'option-rate-sender': 'answers an hour to one address; else 10',
  'option-rate-all': 'answers an hour in all; else 60',
  'host-port-unreadable': '--{name} {value}: write a host or address with a port: 127.0.0.1:10030, [::1]:10030',
  'address-unreadable': '--{name} {value}: write a plain address, such as dkim-test@example.org',
  'count-unreadable': '--{name} {value}: write a number from 1 to 999999',
  'option-needs': '--{name} goes only with --{other}.',
  'sender-unknown': 'Nobody to answer: the message has no Return-Path. Give --mail-from ADDRESS.',
  'return-path-unreadable':
    'Nobody to answer: Return-Path: {value} has no address in angle brackets. Give --mail-from ADDRESS.',
  'cannot-listen': 'Cannot listen on {place}: {cause}',
  'answer-not-taken': '{server} did not take the answer: {cause}',

  // The answer.
  'answer-language': 'en',
  'answer-subject': 'DKIM report: {result}',
  'answer-intro': 'This is the report about a mail that came from {sender} on {time}.',
  'answer-dkim': 'DKIM: {result} ({meaning})',
  'answer-domainkeys': 'DomainKeys (historic; receivers no longer look at it):',
  'answer-domainkeys-none': 'DomainKeys: none (historic; DKIM alone is enough)',
  'answer-sender-id': 'Sender ID: not evaluated. It is historic; SPF answers the same question.',
  'answer-spf': 'SPF: not evaluated yet.',
  'answer-more': '  ... and {more} more',
  'answer-outro':
    'A pass is no promise of the inbox. What a code in brackets means: dkim-check explain CODE\nWith the word "original" in the subject the mail itself comes back, with "ja" the report is in Japanese.',
  'answer-original-large': 'The mail has more than {limit} octets and is not sent back.',

  // Why there is no answer.
  'no-answer-null-sender': 'Not answered: the envelope sender is empty.',
  'no-answer-null-sender-fix': 'Send the test mail from an address that can get mail.',
  'explain-no-answer-null-sender':
    'The mail came with the null sender (MAIL FROM:<>). Bounces and automatic answers have it, so that nothing answers them.\nIn a log or a header it is shown as from=<> or Return-Path: <>.\nSend the test mail from a mail program, with an address that can get mail. For a mail that lies in a file: dkim-check verify FILE.',
  'no-answer-automatic': 'Not answered: a program sent the mail, or a list ({sign}).',
  'no-answer-automatic-fix': 'Send the test mail yourself, not through a list or an automatic reply.',
  'explain-no-answer-automatic':
    'Mail of programs and lists is never answered (RFC 3834), since an answer could go round for ever, or to people who asked nothing.\nSigns of it are Auto-Submitted, Precedence: bulk, list or junk, any List- field, X-Auto-Response-Suppress, a delivery report, or a sender such as MAILER-DAEMON, noreply, bounces or owner-x.\nSend the test mail yourself. To judge mail of a list: save it, then dkim-check verify FILE.',
  'no-answer-loop': 'Not answered: the mail has been here before ({sign}).',
  'no-answer-loop-fix': 'Look for a forwarding that leads answers back to the address of respond.',
  'explain-no-answer-loop':
    'The mail came from our own address, carries our X-Loop field, or has passed very many servers. Answering it would make a loop.\nThe usual cause is a forwarding or an alias that sends answers back to the test address.\nLook at the Received fields of the mail from bottom to top: the first host that comes twice is where the loop begins.',
  'no-answer-sender': 'Not answered: {sender} is no plain address.',
  'no-answer-sender-fix':
    'Send from an address of letters, digits, dots and hyphens, in a domain of two labels or more.',
  'explain-no-answer-sender':
    'The envelope sender, or the address that the mail came to, is not of a form that is written to: with quotes, blanks, "%" or "!" in it, without a domain, or longer than mail allows.\nSuch addresses are valid at times, but they are also a way to smuggle commands, so respond leaves them alone.\nSend from a plain address, or give one with --mail-from and --from.',
  'no-answer-rate': 'Not answered: enough answers for now (to {sender}, or in all).',
  'no-answer-rate-fix': 'Wait an hour, or allow more with --rate-sender and --rate-all.',
  'explain-no-answer-rate':
    'Only so many answers go out in an hour, to one address and in all. The sender of a mail is easily forged, and without a limit others could be flooded through this machine.\nThe numbers are 10 and 60 where --rate-sender and --rate-all say nothing else.\nWait an hour, or run dkim-check verify on the saved mail.',
  'no-answer-failed': 'Not answered: the mail could not be read to its end, or its answer not handed over.',
  'no-answer-failed-fix':
    'Look at cause= in the line: mostly the server behind --smtp is down or wants TLS or a login.',
  'explain-no-answer-failed':
    'The mail was refused with 451 (552 where it was too large), so nothing is lost: it waits in the queue in front and comes again.\ncause= has the reason: ECONNREFUSED means that nothing listens at the address of --smtp, 530 that the server wants TLS or a login, 4xx that it takes nothing at the moment.\nrespond speaks to --smtp without TLS and login: name a server of your own that takes mail from this machine, Postfix on 127.0.0.1:25 for instance.',
  'no-answer-refused': 'Not answered: the mail server never takes a mail to this sender.',
  'no-answer-refused-fix': 'Send the test mail from an address that exists; the log line has the words of the server.',
  'explain-no-answer-refused':
    'The server behind --smtp answered 5xx to the recipient of the answer: no such user, no such domain, or relaying denied.\nThe mail is taken all the same and does not come again: it would be refused for days, and its bounce would go to the same address, which may be forged.\nIf the words are "Relay access denied", the server does not count respond among its own programs: it has to be in mynetworks of the server named by --smtp.',
  'listen-not-loopback': '{host} can be reached from other machines: anyone there can have answers sent.',
  'listen-not-loopback-fix':
    'Listen on 127.0.0.1 and let Postfix hand the mail over; or close the port with a firewall.',
  'explain-listen-not-loopback':
    'respond believes the envelope sender that it is told, as every mail server does, and writes to it. On an open port strangers can use that to have mail sent to others.\nThe way that is meant: it listens on 127.0.0.1, and Postfix, with its own checks, hands over the mail to one address by a transport map (lmtp:inet:127.0.0.1:10030).\nIf it has to listen elsewhere, let a firewall admit the mail server alone, and keep --rate-sender and --rate-all low.',
} as const;
