/**
 * What we promise of the whole: each with an id, where it comes from, and the scenario that proves it. A promise that is
 * not kept yet says so in `knownFailure`; it turns red on the day it is kept.
 */
export interface Requirement {
  readonly id: string;
  readonly promise: string;
  /** A rule of a standard, of DKIMproxy 1.4.1, or of ours. */
  readonly source: string;
  readonly knownFailure?: string;
}

export const REQUIREMENTS: readonly Requirement[] = [
  {
    id: 'blog-file',
    promise: 'a file for DKIMproxy 1.4.1 starts the signer unchanged, with a key of 1024 or 2048 bits',
    source: 'DKIMproxy 1.4.1',
  },
  {
    id: 'signed-for-peers',
    promise: 'what leaves through Postfix and the signer passes in Mail::DKIM, dkimpy and OpenDKIM',
    source: 'RFC 6376, section 6.1',
  },
  {
    id: 'domainkeys-for-peers',
    promise: 'the DomainKey-Signature passes in Mail::DKIM',
    source: 'RFC 4870, section 3.7',
  },
  {
    id: 'any-mail',
    promise:
      'charsets, attachments, dots, long lines, 8-bit bodies, UTF-8 headers and empty bodies arrive as they were sent',
    source: 'RFC 5321, sections 4.5.2 and 4.5.3; RFC 6152; RFC 6531',
  },
  {
    id: 'each-recipient',
    promise: 'a recipient that the reinjection server refuses bounces, the others get the mail',
    source: 'RFC 5321, section 3.3',
  },
  {
    id: 'ed25519-beside-rsa',
    promise: 'two signatures with two keys; peers without Ed25519 pass by the RSA one',
    source: 'RFC 8463, section 6',
  },
  {
    id: 'sasl-submission',
    promise: "the blog's three entries of master.cf work as they stand, with SASL PLAIN",
    source: 'DKIMproxy 1.4.1',
  },
  {
    id: 'outbound-before-queue',
    promise: 'the signer works as a before-queue proxy filter, too',
    source: 'Postfix, SMTPD_PROXY_README',
  },
  {
    id: 'pickup-signed',
    promise: 'mail of the sendmail command is signed by the line that the page gives',
    source: 'Postfix, FILTER_README',
  },
  {
    id: 'converted-before-signing',
    promise: 'Postfix turns 8-bit text into 7-bit text before it is signed, if it is told to',
    source: 'RFC 6376, section 5.3',
  },
  {
    id: 'xforward',
    promise: 'what XFORWARD says of the client reaches the reinjection server',
    source: 'Postfix, XFORWARD_README',
  },
  {
    id: 'inbound-before-queue',
    promise: 'mail signed by Mail::DKIM, dkimpy and OpenDKIM passes in the verifier before the queue',
    source: 'RFC 8601; Postfix, SMTPD_PROXY_README',
  },
  {
    id: 'inbound-after-queue',
    promise: 'the same as an after-queue content filter',
    source: 'RFC 8601; Postfix, FILTER_README',
  },
  {
    id: 'told-to-the-sender',
    promise: 'before the queue, a refusal of the verifier or of the server behind it reaches the client word for word',
    source: 'RFC 5321, section 3.3; Postfix, SMTPD_PROXY_README',
  },
  {
    id: 'verifier-down',
    promise: 'before the queue, with the verifier or the server behind it down, the client hears 4xx',
    source: 'RFC 5321, section 4.2.1',
  },
  {
    id: 'changed-mail-fails',
    promise: 'a changed body and a changed Subject fail with the code of each',
    source: 'RFC 6376, section 6.1.3',
  },
  { id: 'unsigned-none', promise: 'an unsigned mail gives none and is relayed', source: 'RFC 8601, section 2.7.1' },
  {
    id: 'forged-results',
    promise: 'Authentication-Results that claim our name are gone',
    source: 'RFC 8601, section 5',
  },
  {
    id: 'dns-silent',
    promise: 'DNS that does not answer gives temperror, and 450 with reject_error',
    source: 'RFC 6376, sections 6.1.2 and 6.3',
  },
  {
    id: 'first-line',
    promise: 'a message that begins with a continuation cannot write into our lines',
    source: 'RFC 5322, section 2.2.3',
  },
  {
    id: 'S-101',
    promise: 'of thousands of signatures a bounded number is looked at, those of the author first',
    source: 'RFC 6376, sections 4.2 and 8.4',
  },
  {
    id: 'S-241',
    promise: 'forged signatures and authors make us ask a bounded number of domains',
    source: 'RFC 6376, section 8.4',
  },
  {
    id: 'S-095',
    promise: 'an RSA key beyond max_rsa_bits is refused without computing',
    source: 'RFC 8301, section 3.2',
  },
  {
    id: 'S-091',
    promise: 'all DNS questions about one message have one time',
    source: 'RFC 6376, section 8.4',
  },
  {
    id: 'S-214',
    promise: 'with all DNS dead the end of data is answered within 25 s',
    source: 'RFC 5321, section 6.1',
  },
  {
    id: 'S-244',
    promise: 'a header beyond max_header_size or max_header_fields goes on, unsigned or with a verdict that says so',
    source: 'ours',
  },
  {
    id: 'S-150',
    promise: 'what was not checked is not told; where nothing was checked the results say none',
    source: 'RFC 8601, section 2.2',
  },
  {
    id: 'S-107',
    promise: 'required_fields makes a signature policy that does not cover them',
    source: 'RFC 6376, section 6.1.1',
  },
  {
    id: 'S-159',
    promise: 'results of trusted_results stay, all others under our name come off',
    source: 'RFC 8601, section 5',
  },
  {
    id: 'S-204',
    promise: 'a first line that is no field is relayed as it is and told in the log',
    source: 'RFC 5322, section 2.1',
  },
  {
    id: 'S-112',
    promise: 'From, Subject and their like are oversigned, or what the option oversign names',
    source: 'RFC 6376, sections 5.4 and 8.15',
  },
  {
    id: 'S-114',
    promise: 'x= stands in a signature where the option expire asks for it',
    source: 'RFC 6376, section 3.5',
  },
  {
    id: 'S-262',
    promise: 'one From decides who signs, unless sender_fields or sign_invalid_from say otherwise',
    source: 'RFC 6376, sections 3.8 and 8.15',
  },
  {
    id: 'S-256',
    promise: 'a key file that others can open is told at the start, and stops it with require_safe_keys',
    source: 'RFC 6376, section 8.3',
  },
  {
    id: 'S-055',
    promise: 'a signature whose l= leaves part of the body unsigned does not pass unless accept_unsigned_body says so',
    source: 'RFC 6376, section 8.2',
  },
  {
    id: 'S-106',
    promise: 'a signature that covers fewer From than stand there does not pass unless accept_unsigned_from says so',
    source: 'RFC 6376, section 8.15',
  },
  {
    id: 'published-policies',
    promise: 'reject_fail refuses with 550 what ADSP discardable and DomainKeys o=- ask to refuse',
    source: 'RFC 5617; RFC 4870, section 3.6',
  },
  {
    id: 'next-hop-down',
    promise: 'with the next hop down the client hears 421, Postfix keeps the mail, and it arrives once later',
    source: 'RFC 5321, section 4.2.4.2',
  },
  {
    id: 'faults',
    promise:
      'whatever fails, at whatever place: no 250 for a mail that the next hop has not taken, and nothing left over',
    source: 'RFC 5321, sections 3.8 and 4.5.3.2; RFC 1047',
  },
  {
    id: 'random-faults',
    promise:
      '20,000 mails under random accidents on both sides and kills of the program: the counts of both sides add up',
    source: 'RFC 5321, section 4.2.5; RFC 1047',
  },
  {
    id: 'soak',
    promise: 'under load with random disconnects memory stays flat, descriptors are closed and the counts add up',
    source: 'ours',
  },
  {
    id: 'configuration-faults',
    promise: 'all faults of a configuration are told together with file and line; exit status 2, nothing listens',
    source: 'ours',
  },
  { id: 'help-version-check', promise: '--help, --version and --check answer and end', source: 'ours' },
  {
    id: 'daemonize',
    promise: 'with daemonize the parent ends with 0 when mail can come in, and the pid file names the child',
    source: 'DKIMproxy 1.4.1',
  },
  {
    id: 'orderly-end',
    promise: 'SIGTERM finishes the mail in progress, then the program ends with 0',
    source: 'ours',
  },
  {
    id: 'reload',
    promise:
      'SIGHUP takes new configuration, maps and keys for new sessions; those in progress end as they began; faults keep the old',
    source: 'ours',
  },
  {
    id: 'metrics',
    promise:
      'what /metrics tells adds up exactly, is read by the Prometheus client for Python, and goes on over a reload',
    source: 'ours; Prometheus, exposition format 0.0.4',
  },
  {
    id: 'ready',
    promise:
      '/health and /ready tell whether the program lives and whether mail can come in; a flood of questions is none',
    source: 'ours',
  },
  {
    id: 'S-220',
    promise: 'XFORWARD with every attribute, xtext and [UNAVAILABLE] among them, reaches the next Postfix',
    source: 'Postfix XFORWARD_README',
  },
  {
    id: 'S-227',
    promise: 'XCLIENT tells the next hop who the client is, with its rights there and no others; EHLO follows anew',
    source: 'Postfix XCLIENT_README',
  },
  {
    id: 'S-228',
    promise: 'the PROXY protocol of a load balancer says who the client is, and that one is judged',
    source: 'HAProxy proxy-protocol.txt, sections 2.1 and 2.2',
  },
  {
    id: 'S-207',
    promise:
      'a message beyond max_message_size or spool_limit is read to its end, kept nowhere, and refused; mail goes on',
    source: 'RFC 1870, section 6; RFC 5321, section 4.5.3.1.9',
  },
  {
    id: 'S-213',
    promise: 'a client may be silent for timeout_idle; while the next hop is slow it is not the client that is',
    source: 'RFC 5321, section 4.5.3.2.7',
  },
  {
    id: 'S-246',
    promise:
      'max_sessions clients are served, all workers together; more hear 421 with the reason, and room comes again',
    source: 'RFC 5321, section 7.8',
  },
  {
    id: 'workers',
    promise: 'several processes share the work; one that crashes is started again and no accepted mail is lost with it',
    source: 'ours',
  },
  {
    id: 'one-line-a-mail',
    promise: 'each mail that came as far as DATA has exactly one log line with its outcome',
    source: 'ours',
  },
  {
    id: 'systemd',
    promise:
      'systemd hears when it is ready, reloading and stopping; it may open the sockets, and reads the severity of lines',
    source: 'sd_notify(3), sd_listen_fds(3), sd-daemon(3)',
  },
  {
    id: 'init-script',
    promise: 'contrib/dkimproxy.init starts, reloads and stops both programs, and ends nothing for a broken file',
    source: 'ours',
  },
  { id: 'log-unread', promise: 'mail goes on when nobody takes our words any more', source: 'ours' },
  { id: 'log-reopened', promise: 'SIGHUP opens the log file anew', source: 'ours' },
  {
    id: 'nobody-gets-in',
    promise: 'who is not in allow hears 554, the log names allow, and the next hop never hears of it',
    source: 'ours',
  },
  {
    id: 'believed-about-clients',
    promise: 'XFORWARD is believed from xforward_hosts only, XCLIENT from nobody else either',
    source: 'Postfix, XFORWARD_README; Postfix, XCLIENT_README',
  },
  {
    id: 'keys-unseen',
    promise: 'no 16 octets of a private key leave the program, however it is broken and wherever it is written',
    source: 'ours',
  },
  {
    id: 'log-unforgeable',
    promise: 'nothing that a stranger sends begins a line of the log, is a fact of ours in it, or moves a terminal',
    source: 'ours',
  },
  {
    id: 'results-unforgeable',
    promise: 'no field with our name leaves that we did not write, to the strictest and to the most lenient reader',
    source: 'RFC 8601, section 5',
  },
  {
    id: 'only-the-spool',
    promise:
      'after the start as root no file but the spool and the log is opened for writing, and root is not regained',
    source: 'ours',
  },
  {
    id: 'load',
    promise: '1,000 mails at 20 sessions arrive once each, each one signed',
    source: 'ours',
  },
  { id: 'memory', promise: 'a mail of 200 MB passes with the process under 200 MB resident', source: 'ours' },
  {
    id: 'byte-identity',
    promise: 'the message that leaves is the message that came, octet by octet, below the lines that were added',
    source: 'RFC 5321, section 4.5.2; RFC 6376, section 3.4; ours',
  },
  {
    id: 'bare-newline',
    promise: 'a bare CR or LF never leaves: the message is made proper before anything else, or refused',
    source: 'RFC 5321, section 2.3.8',
  },
  {
    id: 'smuggling',
    promise: 'no octets in a message make the next hop take it for two, however lenient that is',
    source: 'RFC 5321, sections 2.3.8 and 4.1.1.4; CVE-2023-51764',
  },
  {
    id: 'smuggling-commands',
    promise: 'one line is one command: what stands behind a bare CR, a bare LF, a NUL or BDAT is not run',
    source: 'RFC 5321, section 2.3.8; RFC 3030, section 2',
  },
  {
    id: 'smuggling-replies',
    promise: 'one command gets one reply, whatever the next hop says',
    source: 'RFC 5321, section 4.2',
  },
  {
    id: 'help-in-the-language',
    promise: '--help of each proxy is Japanese or English, by --lang, else by LC_ALL, LC_MESSAGES and LANG',
    source: 'POSIX.1-2024, Base Definitions, section 8.2',
  },
  {
    id: 'packed',
    promise: 'each program runs from its tarball, installed into an empty folder with plain npm',
    source: 'ours',
  },
  {
    id: 'chain-followed',
    promise: 'dkim-check test follows a mail through the signer and Postfix, and names what stops or changes it',
    source: 'ours',
  },
  {
    id: 'postfix-judged',
    promise:
      "dkim-check config --main-cf, with postconf or without, passes the page's Postfix and names what is wrong with others",
    source: 'ours',
  },
  {
    id: 'opendkim-taken-over',
    promise:
      'what dkim-check config --from-opendkim prints signs as that OpenDKIM does: same domains, selectors and canonicalization',
    source: 'ours',
  },
  {
    id: 'page-under-tls',
    promise: 'the lines of the page work where main.cf asks for TLS everywhere and has milters',
    source: 'ours',
  },
  {
    id: 'check-agrees',
    promise: 'dkim-check keygen, sign and verify work together with a real DNS server and with the peers',
    source: 'ours',
  },
  {
    id: 'check-no-key',
    promise:
      'dkim-check explain says with its proof why a receiver found no key, and until when its absence is remembered',
    source: 'RFC 2308, section 5',
  },
  {
    id: 'check-record',
    promise: 'dkim-check record tells what a server says of a key, who said it, and until when it may be remembered',
    source: 'RFC 6376, section 3.6; RFC 2308',
  },
  {
    id: 'check-policy',
    promise: 'dkim-check policy walks a real zone up for DMARC, and explains what DomainKeys and SPF say there',
    source: 'RFC 9989, section 4.10; RFC 4870, section 3.6',
  },
  {
    id: 'check-servers',
    promise:
      'dkim-check record --all-servers tells which server of a zone is behind, silent, without address or without the zone',
    source: 'RFC 1035, section 4.3.5; RFC 1982',
  },
  {
    id: 'check-responds',
    promise: 'dkim-check respond answers the mail that Postfix hands to it, and nothing that a program wrote',
    source: 'RFC 3834, sections 2 and 3',
  },
  {
    id: 'own-replies',
    promise:
      "MAIL, RCPT, DATA and the end of data get the next hop's own reply, word for word, and the session goes on",
    source: 'RFC 5321, sections 4.2 and 4.3; RFC 2034, section 4',
  },
  {
    id: 'our-replies',
    promise:
      'greeting, EHLO, RSET, NOOP, VRFY, HELP, EXPN, ETRN, AUTH and the like are answered by us, always in one way',
    source: 'ours; RFC 5321, section 4.1.1',
  },
  {
    id: 'ehlo-offers',
    promise: 'EHLO offers exactly what the next hop offers and we can carry',
    source: 'RFC 5321, sections 2.2 and 4.1.1.1',
  },
  {
    id: 'as-they-came',
    promise: 'MAIL and RCPT go on octet by octet, with SIZE, BODY, SMTPUTF8, RET, ENVID, NOTIFY and ORCPT',
    source: 'RFC 5321, section 2.4; RFC 3461; RFC 6531',
  },
  {
    id: 'xforward-attributes',
    promise: 'every attribute of XFORWARD reaches the next hop with its own mail, and with no other',
    source: 'Postfix, XFORWARD_README',
  },
  {
    id: 'pipelined',
    promise: 'pipelined commands and many mails on one connection are answered in order, each once',
    source: 'RFC 2920; RFC 5321, section 4.1.4',
  },
  {
    id: 'S-217',
    promise:
      'openssl, swaks and Postfix deliver in TLS, by STARTTLS and from the first octet; AUTH is not offered there',
    source: 'RFC 3207; RFC 8314, section 3.3',
  },
  {
    id: 'tls-reload',
    promise: 'SIGHUP gives new sessions a new certificate; a broken one keeps the old one and says so',
    source: 'ours',
  },
  {
    id: 'tls-faults',
    promise: 'faults of certificates are told without the key, and failed handshakes leave nothing behind',
    source: 'ours',
  },
  {
    id: 'tls-next-hop',
    promise: 'where TLS to the next hop is asked for, no mail goes in clear text or to one that cannot be trusted',
    source: 'RFC 3207, section 4.1; RFC 6125, section 6',
  },
  {
    id: 'S-218',
    promise: 'LMTP on either side: each recipient has its own reply at the end of the message',
    source: 'RFC 2033, section 4.2',
  },
  {
    id: 'seed-walk',
    promise: "an administrator's days of 2012, from the first to the last: each stumbling block has a name and a fix",
    source: 'DKIMproxy 1.4.1; ours',
  },
];
