/** The faults of a name server, as a verifier meets them. */
import { DNS_FAULTS, type DnsFault } from './broken-dns.js';
import { NOTHING, TAKEN, type Row, type Variant } from './row.js';
import type { Setting } from './settings.js';
import { openTalk } from './stand.js';

const WORDS: Readonly<Record<DnsFault, string>> = {
  silent: 'no answer',
  'wrong-id': 'an answer with another id',
  'wrong-question': 'an answer to another question',
  'other-name': 'a record of another name, which is taken for the answer (the name server is trusted)',
  garbage: 'an answer that is none',
  truncated: 'a truncated answer, and over TCP a broken one',
  'looping-alias': 'an alias (CNAME) that leads to itself',
  'server-failure': 'SERVFAIL',
};

/** `signed` is the mail whose key the name server has in that broken form. */
export function dnsRows(signed: (fault: DnsFault) => string): readonly Row[] {
  const variant = (fault: DnsFault, setting: Setting): Variant => ({
    name: WORDS[fault],
    client: (stand) => openTalk(stand).toTheEnd(signed(fault)),
    setting,
  });
  const noAnswers = (setting: Setting): readonly Variant[] =>
    DNS_FAULTS.filter((fault) => fault !== 'other-name').map((fault) => variant(fault, setting));

  return [
    {
      ...TAKEN,
      rule: 'S-087, S-088, S-089, S-091',
      side: 'DNS',
      place: 'verifying',
      programs: ['dkimproxy-in'],
      variants: noAnswers('broken DNS'),
      gets: 'the mail, dkim=temperror',
      log: ['warn: outcome relayed'],
    },
    {
      rule: 'S-087, S-088, S-089, S-091',
      side: 'DNS',
      place: 'verifying, with reject_error',
      programs: ['dkimproxy-in'],
      variants: noAnswers('broken DNS, reject_error'),
      hears: 'END 450 4.7.5 …',
      gets: NOTHING,
      log: ['warn: outcome refused'],
      ends: 'goes on',
    },
    {
      rule: 'S-087',
      side: 'DNS',
      place: 'verifying',
      programs: ['dkimproxy-in'],
      variants: [variant('other-name', 'broken DNS')],
      ...TAKEN,
      gets: 'the mail, dkim=pass',
    },
  ];
}
