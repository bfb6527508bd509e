/** English: what DNS and its servers do to a key record. */
export const recordDns = {
  'wildcard-record': 'A wildcard answers for every selector: {name} has the same record.',
  'wildcard-record-fix': 'Publish the key at its own name; a record there wins over the wildcard.',
  'explain-wildcard-record':
    "The zone has a TXT record at * that answers for each name that has none of its own. So receivers find text at the key's name that is no key, instead of nothing.\nPublish the key at its own name. If the wildcard is not needed, remove it.",
  'negative-cache': 'Receivers that asked before may remember "no such name" until {time} (SOA minimum {n} s).',
  'negative-cache-fix': 'After publishing wait until then before you test at a receiver that has asked already.',
  'explain-negative-cache':
    'Who asks for a name that does not exist remembers the answer, too: for as long as the SOA record of the zone says in its last number. Publishing the record does not end that.\nPublish first and test later, or make that number small (300) before you move a domain.',
  'name-doubled': '{name} has no final dot and becomes {doubled}.',
  'name-doubled-fix': 'Write it with a final dot, or without the domain at its end.',
  'explain-name-doubled':
    'In a zone file a name without final dot gets the name of the zone behind it, and many web panels do the same. A full name then has the domain twice, and nobody asks for it.\nIn a zone file end the full name with a dot. In a panel enter only what stands before the domain, SELECTOR._domainkey.',
  'name-cut': 'The key stands at {found}, and is asked for at {name}.',
  'name-cut-fix': 'Move the record to {name}.',
  'explain-name-cut':
    'The record was published, but at another name than the one that receivers ask for: SELECTOR._domainkey.DOMAIN, with selector and domain as the signature has them in s= and d=.\nPublish it at that name.',
  'underscore-missing': 'The key stands at {found}: the underscore before domainkey is missing.',
  'underscore-missing-fix': 'Move the record to {name}.',
  'explain-underscore-missing':
    'The name of a key has the label _domainkey, with an underscore. Some panels refuse it or drop it.\nEnter the name with the underscore. If the panel refuses it, the DNS provider has to help: without it DKIM is impossible there.',
  'record-at-domain': 'The key stands at {found} itself, where nobody looks for it.',
  'record-at-domain-fix': 'Move the record to {name}.',
  'explain-record-at-domain':
    'The key record was entered without a host name, so it became a record of the domain itself. Receivers ask for SELECTOR._domainkey.DOMAIN.\nEnter it at that name, and take it away from the domain.',
  'alias-followed': 'The name is an alias of {alias}; the key is there.',
  'alias-followed-fix': 'Nothing has to be done; whoever owns that name can change your key.',
  'explain-alias-followed':
    'The key is published by a CNAME that leads elsewhere, mostly to a mail service which changes its keys by itself. Receivers follow it.\nIf you stop using the service, take the CNAME away.',
  'server-silent': '{server} ({address}) does not answer: {reason}.',
  'server-silent-fix':
    'Look at that server, or take it out of the NS records: receivers that ask it first wait or give up.',
  'explain-server-silent':
    'A zone has several servers, and receivers ask any of them. One that does not answer costs time, and with some receivers the mail gets temperror.\nStart it, open UDP and TCP port 53 in the firewall, or remove its NS record here and at the registry.',
  'server-no-tcp': '{server} ({address}) does not answer over TCP: {reason}.',
  'server-no-tcp-fix': 'Open TCP port 53 of that server: answers that do not fit into a UDP packet come that way.',
  'explain-server-no-tcp':
    'DNS uses UDP, and TCP where an answer is too long for one packet, as with large keys. A firewall that lets only UDP through makes such keys unreachable.\nOpen TCP port 53 to the server.',
  'server-lame': '{server} ({address}) does not serve the zone {zone}.',
  'server-lame-fix': 'Set the zone up on that server, or take it out of the NS records.',
  'explain-server-lame':
    'The zone names this server as one of its own, but the server does not know the zone, or answers from a cache only. Receivers that ask it get nothing.\nAdd the zone to its configuration, or remove its NS record here and at the registry.',
  'server-differs': '{server} ({address}) has another answer than {other}.',
  'server-differs-fix':
    'Wait until the servers agree; if they do not, look at the transfer of the zone and at its serial number.',
  'explain-server-differs':
    'The servers of a zone must all have the same records. Right after a change one may be behind for some minutes. If it stays so, the zone transfer fails or the serial number in the SOA record was not raised.\nRaise the serial, reload the zone, and ask again with --all-servers.',
  'zone-unknown': 'Nobody could tell which servers have {name}.',
  'zone-unknown-fix': 'Check that the domain is registered and delegated: dig NS DOMAIN',
  'explain-zone-unknown':
    "To ask each server, its zone has to be found first, by SOA and NS records. There was no answer to that: the domain does not exist, its delegation is broken, or this machine's resolver does not work.",
  'dns-timeout-fix': 'Ask again later; --all-servers tells which server is silent.',
  'dns-server-failure-fix': 'Ask again later; --all-servers tells which server fails.',
  'record-zone': 'Zone {zone}, {n} servers:',
  'record-server-found': '  {server} ({address}): {n} TXT records, for {ttl} seconds, serial number {serial}',
  'record-server-other': '  {server} ({address}): {status}, serial number {serial}',
  'server-behind': '{server} ({address}) is behind: its zone has serial number {serial}, that of {other} has {newest}.',
  'server-behind-fix':
    'Wait for the transfer of the zone; if it does not come, look at notify, at the transfer key and at TCP port 53 between the two.',
  'explain-server-behind':
    'The servers of a zone copy it from the first one, and compare the serial number in its SOA record. This server has an older number, so its copy is old: receivers that ask it see the old records.\nThat is normal for some minutes after a change. If it stays so, the copying fails: on the server that is behind, look into the log for the transfer of the zone (AXFR, IXFR), and check that it may connect to the first one over TCP port 53.',
  'server-no-address': 'The zone names {server} as its server, but that name has no address.',
  'server-no-address-fix': 'Give {server} an A or AAAA record, or take it out of the NS records.',
  'explain-server-no-address':
    'An NS record has to name a host with an address. This one has none, so nobody can ask it. Receivers lose time, and if no other server is left the domain cannot be reached.\nLook for a slip in the name: in a zone file a full name needs its final dot. Publish the address of the host, or remove the NS record here and at the registry.',
  'nameserver-no-tcp': 'The DNS server {server} does not answer over TCP: {reason}.',
  'nameserver-no-tcp-fix': 'Open TCP port 53 of that server: keys that do not fit into a UDP packet come that way.',
  'explain-nameserver-no-tcp':
    'The server that was asked with --nameserver answers by UDP and not by TCP. Long answers, such as those with large keys or with several records, are then lost.\nOpen TCP port 53 in the firewall before the server, and let it listen there (RFC 7766).',
  'dnssec-broken': 'DNSSEC of the zone is broken: the resolver has the answer and refuses it.',
  'dnssec-broken-fix':
    'Sign the zone again, or remove the DS record at the registry until it is right; then ask again with dig +dnssec.',
  'explain-dnssec-broken':
    'A resolver that checks DNSSEC fails with SERVFAIL, and has the answer when it is asked not to check. So the signatures of the zone do not fit: they have run out, the key was changed without a new DS record at the registry, or the zone was moved to a provider that does not sign.\nReceivers that check see no key and put the mail off or give temperror. Renew the signatures, or make the DS record at the registry fit the key of the zone. If the zone is not to be signed, remove the DS record.',
  'alias-dangling': '{name} is an alias of {alias}, where there is no key record.',
  'alias-dangling-fix': 'Publish the record at {alias}, or put a TXT record in the place of the CNAME at {name}.',
  'explain-alias-dangling':
    'The name of the key is a CNAME and leads to a name that has no key. Mostly the mail service that it belongs to has not set up the domain yet, or no longer has it, or the target was mistyped.\nCompare the target with what the service asks for. In a zone file the target needs its final dot, else the domain is put behind it.',
  'record-split': 'The key was entered as {n} records; it has to be one record of {n} strings.',
  'record-split-fix': 'Remove them and enter one TXT record: all parts in one line, or as strings of the same record.',
  'explain-record-split':
    'The value was longer than a panel or a zone file line takes, and its parts became records of their own. DNS gives records in any order, and each part alone is no key. Put together they are one.\nIn a zone file write the parts in quotation marks behind one another, in one pair of parentheses, as keygen prints them. In a panel enter the whole value at once; the panel splits it.',
  'record-unknown': '{name}: DNS could not be asked',
} as const;
