/** English: what a Postfix configuration does with mail and the proxies. */
export const postfix = {
  'option-main-cf':
    'read main.cf and master.cf in this folder: does mail pass the proxies, and what changes it afterwards',
  'postfix-title': 'Postfix in {folder}: the way of mail',
  'postfix-path': '  {service}: {programs}',
  'postfix-path-by': '  {service}: {programs} (by {settings})',
  'postfix-neither': 'neither proxy',
  'postfix-back': '  {service}: takes mail back from {program}',
  'postfix-well': '  Nothing to mend here.',

  'master-cf-indent': '{file}:{line}: -o needs a blank in front, else it is a new service.',
  'master-cf-indent-fix': 'Put two blanks in front of -o in these lines.',
  'explain-master-cf-indent':
    'A line of master.cf that begins with a blank belongs to the service above it. One that begins with -o starts a new service, which Postfix cannot read, and Postfix then refuses the whole file.\nMany web pages lose the blanks at the start of lines, so that a copy has this fault. In the log it is "bad field count" or "invalid type field".\nPut two blanks in front of each -o and run: postfix reload.',
  'master-cf-typography': '{file}:{line}: a typographic dash, quote or blank stands where one of the keyboard belongs.',
  'master-cf-typography-fix': 'Type these lines anew: a plain -, plain quotes, plain blanks.',
  'explain-master-cf-typography':
    'Web pages and word processors make long dashes, curved quotes and wide blanks of plain ones. They look alike, but Postfix does not take them for the same.\nAn option behind a long dash is not read as an option. Delete the characters and type them on your keyboard.',
  'master-cf-service': '{file}:{line}: this is no service: name, type, five more fields and a command are needed.',
  'master-cf-service-fix':
    'Compare the line with the others; a line that belongs to the one above begins with a blank.',
  'explain-master-cf-service':
    'Each service of master.cf has eight fields: name, type, private, unprivileged, chroot, wakeup, maximum of processes, command. Postfix refuses the whole file where one is missing.\nMostly a continuation line has lost the blank at its start, or a field was lost when the line was copied. Run postfix check, which names the line.',
  'master-cf-option': '{file}:{line}: an -o of {service} cannot be read: {option}',
  'master-cf-option-fix': 'Write -o name=value without blanks around "=", or put the setting in braces behind -o.',
  'explain-master-cf-option':
    'In master.cf blanks end a word. Of "-o content_filter = x" Postfix sees three words, and none of them sets the filter; the service then does not work.\nWrite the setting without blanks, or in braces, which keep blanks together.',
  'main-cf-line': '{file}:{line}: no setting of the form name = value: {text}',
  'main-cf-line-fix': 'Write name = value; a line that continues the one above begins with a blank.',
  'explain-main-cf-line':
    'Postfix does not start with a line in main.cf that has no "=". Mostly it continues the line above and has lost the blank at its start.\nRun postfix check, which names the line.',

  'port-not-signed': 'Mail by {service} does not pass dkimproxy-out.',
  'port-not-signed-fix': 'Add below {service} in master.cf: {line}',
  'explain-port-not-signed':
    'Each service of master.cf that takes mail in has its own way. A content_filter in the entry of port 587 says nothing for port 465 or for the sendmail command (pickup), which cron and web programs use. What comes in there leaves without a signature.\nAdd the line to the entry, with blanks in front, and run: postfix reload. Then send a mail that way and look for the line of dkimproxy-out in the log.',
  'port-25-not-signed': 'Mail that your own programs send to {service} (port 25) does not pass dkimproxy-out.',
  'port-25-not-signed-fix': 'Let web mail and other programs send to port 587, or by the sendmail command.',
  'explain-port-25-not-signed':
    'Port 25 is where the world delivers mail to you. That should not be signed in your name, so it is right that it does not go to the signer.\nBut programs of your own machines that send to port 25 are not signed either. Tell them to use port 587 or the sendmail command.',
  'inbound-signed': '{service} (port 25) leads to dkimproxy-out: mail from strangers would be signed as yours.',
  'inbound-signed-fix':
    'Write below {service} in master.cf:   -o {setting}=   and give people who log in port 587, with the filter there.',
  'explain-inbound-signed':
    'Whoever in the world sends to port 25 may write your domain in From. If this mail passes the signer, it gets your signature, and may be forwarded with it.\nSign only what comes in where people log in (587, 465) and by the sendmail command.',
  'proxy-not-in-path': 'No mail passes {program} ({listen}).',
  'proxy-not-in-path-fix':
    'Add below {service} in master.cf: {line}   (dkim-check config FILE --postfix prints the services that belong to it.)',
  'explain-proxy-not-in-path':
    'The proxy may run and listen, but no service of Postfix sends mail to its port. All mail goes on without it, and nothing in any log says so.\nA service leads there by content_filter (after the queue) or smtpd_proxy_filter (before it). Add the line to the service that your users send by, and run: postfix reload.',
  'proxy-without-service': 'No mail passes {program} ({listen}): master.cf has no service for port {port}.',
  'proxy-without-service-fix':
    'Add the services that dkim-check config FILE --postfix prints to master.cf; a line that begins with # does not count.',
  'explain-proxy-without-service':
    'Mail of your users should come in by the service submission (port 587), and that of the world by smtp (port 25). Many master.cf files have the first one as a comment only.\nTake the lines that dkim-check config FILE --postfix prints, or remove the # in front of the service and of its -o lines and add the filter. Then run: postfix reload.',
  'listen-port-differs': '{service} leads to {value} ({setting}), but {program} listens on {listen} ({file}).',
  'listen-port-differs-fix':
    'Write the same address in both: {listen} behind {setting}, or the other one as listen in {file}.',
  'explain-listen-port-differs':
    'Postfix sends the mail to a port where nothing listens, as far as these files say. Mail after the queue waits there with "Connection refused"; mail before the queue is answered with 451.\nCompare the port of the filter with listen in the file of the proxy and change one of them.',
  'filter-transport-missing': '{service}: {setting} names the service {transport}, which master.cf does not have.',
  'filter-transport-missing-fix':
    'Add to master.cf: {transport} unix - - n - 4 smtp, with -o smtp_send_xforward_command=yes in the next line.',
  'explain-filter-transport-missing':
    'The word in front of the first colon of content_filter is the name of a service in master.cf that carries the mail to the filter. Without it the mail stays in the queue: "mail transport unavailable".\nAdd the service, or correct the name. dkim-check config --postfix prints one that fits.',
  'filter-service-missing': '{service}: {setting} names the service {transport}, which master.cf does not have.',
  'filter-service-missing-fix':
    'Add the line of {transport} to master.cf (the papers of that filter have it), or take it out of {setting}.',
  'explain-filter-service-missing':
    'The word in front of the colon of content_filter is the name of a service in master.cf, here of one that starts a program. Without it the mail stays in the queue: "mail transport unavailable".\nAdd the service as the papers of the filter say, or correct the name.',
  'reinjection-missing': '{program} passes mail on to {relay}, where no service of master.cf takes it.',
  'reinjection-missing-fix':
    'Add the service {relay} to master.cf (dkim-check config --postfix prints it), or correct relay in the file of {program}.',
  'explain-reinjection-missing':
    'A proxy gives each mail back to Postfix at the address that its relay setting names. Nothing listens there by this master.cf, so each mail is answered with 421 and waits in the queue of Postfix.\nCompare the ports on both sides, and look whether the service was lost by a fault in the file.',
  'filter-loop': '{service} sends mail to {program} again: it goes round for ever.',
  'filter-loop-fix': 'Add below {service} in master.cf:   {lines}',
  'explain-filter-loop':
    'With content_filter in main.cf every service has the filter, also the one that takes mail back from it. Each mail then goes round until it has too many Received fields and bounces.\nThe service that takes mail back needs an empty content_filter of its own; where an access table leads there by FILTER, it needs lists of its own without that table.',
  'relayhost-loop':
    '{setting} in main.cf leads all mail to {program}, also what it gives back: it goes round for ever.',
  'relayhost-loop-fix':
    'Take the proxy out of {setting} and lead the services to it by content_filter (dkim-check config --postfix).',
  'explain-relayhost-loop':
    'relayhost and default_transport say where mail goes when it leaves. With a proxy there, the mail that it gives back to the same Postfix is sent to it again, until it has too many Received fields and bounces.\nA filter belongs to the services where mail comes in: content_filter or smtpd_proxy_filter.',
  'filter-return-unknown':
    '{service} leads to another filter ({value}); whether its mail comes to dkimproxy-out after that is not in these files.',
  'filter-return-unknown-fix':
    'Look in the settings of that filter where it gives mail back, and send a test mail by {service}.',
  'explain-filter-return-unknown':
    'A filter of another program stands between Postfix and the signer. Where it gives mail back is written in its own settings, which are not read here.\nIt is well if it gives mail back to a service that leads to dkimproxy-out. Send a test mail and look for the signature.',

  'open-relay': '{service} passes on mail from everybody to everybody: {setting}',
  'open-relay-fix':
    'Let mynetworks name your own networks only, and end the restrictions of {service} with reject or reject_unauth_destination.',
  'explain-open-relay':
    'An open relay is found by senders of spam within hours. With a signer behind it, their mail carries your signature, and your domain is blocked with your address.\nmynetworks should have 127.0.0.0/8, [::1]/128 and networks of your own. A network of a few leading bits, 0.0.0.0/0 or 192.0.0.0/2, is half the world.\nAfter the change run: postfix reload.',
  'restrictions-incomplete': '{service} has no word that refuses in its lists: Postfix does not start such a service.',
  'restrictions-incomplete-fix':
    'Add below {service} in master.cf:   -o smtpd_recipient_restrictions=permit_mynetworks,permit_sasl_authenticated,reject_unauth_destination',
  'explain-restrictions-incomplete':
    'So that nobody runs an open relay by mistake, Postfix wants reject, defer, reject_unauth_destination or defer_unauth_destination in smtpd_relay_restrictions or smtpd_recipient_restrictions. A word behind permit does not count.\nWithout it each connection ends at once; the log says "specify at least one working instance of". End one of the lists with reject.',
  'reinjection-refuses': '{service} refuses the mail that {program} brings back ({list}).',
  'reinjection-refuses-fix':
    'Add below {service} in master.cf:   -o {list}=permit_mynetworks,reject   and:   -o mynetworks=127.0.0.0/8',
  'explain-reinjection-refuses':
    'The proxy comes from 127.0.0.1 and logs in nowhere. Where the list refuses everybody but people who have logged in, or mynetworks of main.cf lacks 127.0.0.0/8, its mail is answered with 554, and goes back to the sender.\nThe lists of main.cf count for this service, too, unless it has its own. Give it one that permits 127.0.0.1 and nobody else.',
  'own-users-refused':
    '{service} refuses its own users from outside: {list} has no permit_sasl_authenticated before what refuses.',
  'own-users-refused-fix':
    'Add below {service} in master.cf:   -o {list}=permit_mynetworks,permit_sasl_authenticated,reject',
  'explain-own-users-refused':
    'A list of restrictions that says no refuses the mail, whatever other lists say. Those of main.cf count for port 587 as well, and are mostly written for port 25: people who have logged in then hear "Relay access denied" or "Client host rejected" when they send from elsewhere.\nGive the service its own list, with permit_sasl_authenticated in front of reject.',
  'login-off': '{service} wants a login (permit_sasl_authenticated), but offers none.',
  'login-off-fix': 'Add below {service} in master.cf:   -o smtpd_sasl_auth_enable=yes',
  'explain-login-off':
    'smtpd_sasl_auth_enable is no unless it is set, so the service does not offer AUTH. Nobody can log in, and the restrictions refuse everybody from outside.\nSet it to yes for the service. Postfix needs SASL behind it: smtpd_sasl_type and smtpd_sasl_path.',

  'reinjection-reachable': '{service}, which takes mail back from {program}, can be reached from outside.',
  'reinjection-reachable-fix': 'Call it 127.0.0.1:{port} in master.cf instead of {service}.',
  'explain-reinjection-reachable':
    'Mail that comes in by this port passes no check and no proxy. Only the proxies of this machine should reach it.\nA service name with an address in front of the port listens on that address alone. After the change run postfix stop and postfix start, since a reload keeps an old address.',
  'reinjection-tls-required':
    '{service} wants TLS, which {program} does not speak to it unless told so: each mail would be refused.',
  'reinjection-tls-required-fix': 'Add below {service} in master.cf:   -o smtpd_tls_security_level=none',
  'explain-reinjection-tls-required':
    'smtpd_tls_security_level=encrypt in main.cf counts for every service. The one that takes mail back from a proxy on the same machine then answers 530 "Must issue a STARTTLS command first".\nOn loopback no TLS is needed: switch it off for this service.',
  'reinjection-few-processes': '{service} takes {processes} mails at a time, but up to {most} come from {program}.',
  'reinjection-few-processes-fix':
    'Give {service} more processes: a larger number in the seventh field of its line, {most} or more.',
  'explain-reinjection-few-processes':
    'Each mail that is on its way through a proxy holds a process of Postfix on both sides. If the side that takes mail back has fewer, mails wait for one another, and under load they time out.\nThe number is the field in front of the command in master.cf.',
  'xforward-not-authorized':
    '{service} does not believe what {program} says of the client: logs and Received show localhost for all mail.',
  'xforward-not-authorized-fix': 'Add below {service} in master.cf:   -o smtpd_authorized_xforward_hosts=127.0.0.0/8',
  'explain-xforward-not-authorized':
    'Behind a proxy every mail comes from 127.0.0.1. XFORWARD tells the address, name and login of the real client; Postfix takes it only from hosts in smtpd_authorized_xforward_hosts.\nWithout it Postfix also takes such mail for mail of its own machine and may complete its header, which breaks a signature.',
  'xforward-not-sent': 'The service {service} does not tell the proxy who the client is.',
  'xforward-not-sent-fix': 'Add below {service} in master.cf:   -o smtp_send_xforward_command=yes',
  'explain-xforward-not-sent':
    'Behind the proxy the log then shows localhost as client of all mail. Postfix sends XFORWARD only where smtp_send_xforward_command is yes.\nSet it for the service that leads to the proxy, not in main.cf: other servers do not take it.',
  'proxy-tls-required':
    'The service {service} sends nothing without TLS (smtp_tls_security_level={level}), which {program} does not offer: mail stays in the queue.',
  'proxy-tls-required-fix': 'Add below {service} in master.cf:   -o smtp_tls_security_level=none',
  'explain-proxy-tls-required':
    'smtp_tls_security_level in main.cf counts for every service that sends mail, also for the one that leads to a proxy on the same machine. The queue then shows "TLS is required, but was not offered".\nOn loopback no TLS is needed: switch it off for this service.',

  'filter-after-signing':
    '{service} sends signed mail through another filter: {filter}. What it changes breaks the signature.',
  'filter-after-signing-fix':
    'Put that filter in front of the signer, or add below {service} in master.cf:   -o content_filter=',
  'explain-filter-after-signing':
    'A signature covers the body and most of the header. A filter that adds a footer or a disclaimer (altermime), changes the subject or encodes text anew must do so before the signer.\nOrder: your user, filters, dkimproxy-out, delivery. A filter that only reads, such as a virus scanner, may stay, but many add fields and some change the text.',
  'milter-after-signing':
    'Milters run in {service}, behind the signer ({milters}): they may sign a second time or change signed mail.',
  'milter-after-signing-fix': 'Add below {service} in master.cf:   -o receive_override_options={options}',
  'explain-milter-after-signing':
    'smtpd_milters in main.cf counts for every smtpd service, also for the one that takes mail back. A signing milter (OpenDKIM, rspamd) then signs what is signed already, and one that adds text or changes fields breaks the signature.\nWith no_milters in the service that takes mail back they run once, before the signer.',
  'header-checks-after-signing':
    '{settings} run again in {service}, behind the signer: what they replace or add breaks the signature.',
  'header-checks-after-signing-fix': 'Add below {service} in master.cf:   -o receive_override_options={options}',
  'explain-header-checks-after-signing':
    'header_checks and body_checks run whenever Postfix takes mail in, so also when it comes back from the signer. A rule with REPLACE, PREPEND, STRIP or IGNORE then changes a signed message.\nWith no_header_body_checks they run once, before the signer.',
  'mapping-after-signing':
    '{settings} rewrite addresses in {service}, behind the signer: From or To may change, which breaks the signature.',
  'mapping-after-signing-fix':
    'Add below {service} in master.cf:   -o receive_override_options={options}   and take no_address_mappings out of the service where mail comes in.',
  'explain-mapping-after-signing':
    'canonical maps and masquerading change addresses in the header. With no_address_mappings where mail comes in and not where it comes back they do so behind the signer, and receivers find a From that was not signed.\nIt belongs the other way round: rewrite where mail comes in, and no_address_mappings where it comes back.',
  'mapping-twice': '{settings}: mail by {service} is mapped where it comes in and again in {back}.',
  'mapping-twice-fix': 'Add below {service} in master.cf:   -o receive_override_options=no_address_mappings',
  'explain-mapping-twice':
    'Postfix expands aliases and adds recipients of always_bcc whenever it takes mail in. With a filter after the queue it takes each mail in twice, so an alias is expanded twice and a copy is sent twice.\nno_address_mappings in one of the two services ends that.',
  'cleanup-after-signing': '{service} changes signed mail: {setting}',
  'cleanup-after-signing-fix':
    'Give {service} a cleanup service of its own without this setting (-o cleanup_service_name=NAME), or remove it from main.cf.',
  'explain-cleanup-after-signing':
    'always_add_missing_headers and message_strip_characters act whenever Postfix takes mail in, so also on signed mail that comes back. A field that is added or a character that is taken out breaks the signature.\nA second cleanup service in master.cf, named by cleanup_service_name, can have other settings than the first.',
  'delivery-after-signing': '{service}: mail is changed at delivery, behind the signer, by {settings}',
  'delivery-after-signing-fix':
    'Remove {settings} from what {service} uses, or do the same before the signer (header_checks, canonical_maps).',
  'explain-delivery-after-signing':
    'smtp_header_checks, smtp_body_checks and smtp_generic_maps change mail on its way to the next server, after it was signed. A changed From or a removed field breaks the signature.\nRewrite with canonical_maps and header_checks where mail comes in instead. A rule that only touches fields which are not signed (Received, say) does no harm.',
  'eight-bit-after-signing':
    '{service}: 8-bit mail is converted at delivery, behind the signer (smtp_discard_ehlo_keywords).',
  'eight-bit-after-signing-fix':
    'Take 8bitmime out of what {service} uses; set smtp_discard_ehlo_keywords only in the service that leads to the signer.',
  'explain-eight-bit-after-signing':
    'Where a server does not offer 8BITMIME Postfix turns 8-bit text into 7-bit text, and the signature fits no more. With 8bitmime in smtp_discard_ehlo_keywords of main.cf it does so for all servers.\nIn the service that leads to the signer: starttls alone keeps mail as it is; 8bitmime,starttls does the same with Postfix 3.x, since SMTPUTF8 is offered, too; 8bitmime,smtputf8,starttls converts before the signer, and mail that needs SMTPUTF8 is returned.',
} as const;
