/** What the lists of restrictions of a service say to a client that sends to a domain of others. postconf(5), SMTPD_ACCESS_README. */
import type { PostfixConfiguration, Service } from './configuration.js';
import { hasLoopback, isWideNetwork } from './networks.js';
import { listParameter, parameter } from './parameters.js';

/** In the order in which Postfix asks them; a list that says no refuses, whatever the others say. */
export const RESTRICTION_LISTS = [
  'smtpd_client_restrictions',
  'smtpd_helo_restrictions',
  'smtpd_sender_restrictions',
  'smtpd_relay_restrictions',
  'smtpd_recipient_restrictions',
] as const;
export type RestrictionList = (typeof RESTRICTION_LISTS)[number];

const REFUSES_ALL = new Set(['reject', 'defer']);
const REFUSES_OTHER_DOMAINS = new Set(['reject_unauth_destination', 'defer_unauth_destination']);
/** One of them has to be reachable in the relay or recipient list, else no smtpd process starts (seen with 3.7). */
const WORKING = new Set([...REFUSES_ALL, ...REFUSES_OTHER_DOMAINS, 'defer_if_permit', 'check_relay_domains']);
/** Words that may let a client through by what only tables and other programs know. */
const MAY_PERMIT = /^(?:check_.+_access|check_policy_service|permit_.+)$/;

export interface Client {
  readonly isLoggedIn: boolean;
  /** Comes from this machine itself. */
  readonly isLocal: boolean;
  /** Sends to a domain that this server is not for. */
  readonly isToOthers: boolean;
}

/** `unknown`: tables decide. */
export type Verdict = 'permit' | 'refuse' | 'none' | 'unknown';

export function verdictOf(
  configuration: PostfixConfiguration,
  service: Service,
  { list, client }: { readonly list: RestrictionList; readonly client: Client },
): Verdict {
  const isOurs = client.isLocal
    ? hasOwnMachine(configuration, service)
    : wideNetworks(configuration, service).length > 0;
  let mayBePermitted = false;
  for (const word of listParameter(configuration, service, list)) {
    if (word === 'permit') return 'permit';
    if (word === 'permit_mynetworks') {
      if (isOurs) return 'permit';
    } else if (word === 'permit_inet_interfaces') {
      if (client.isLocal) return 'permit';
    } else if (word === 'permit_sasl_authenticated') {
      if (client.isLoggedIn) return 'permit';
    } else if (REFUSES_ALL.has(word) || (client.isToOthers && REFUSES_OTHER_DOMAINS.has(word))) {
      return mayBePermitted ? 'unknown' : 'refuse';
    } else if (MAY_PERMIT.test(word)) mayBePermitted = true;
  }
  return 'none';
}

/** The networks of `mynetworks` that nobody can own. */
export const wideNetworks = (configuration: PostfixConfiguration, service: Service): readonly string[] =>
  listParameter(configuration, service, 'mynetworks').filter(isWideNetwork);

/** Is 127.0.0.1 in mynetworks? Where it is not set, Postfix puts it in; a table is not read. */
function hasOwnMachine(configuration: PostfixConfiguration, service: Service): boolean {
  const words = listParameter(configuration, service, 'mynetworks');
  if (words.length === 0 || hasLoopback(words)) return true;
  return words.some((word) => word.startsWith('/') || /^[a-z]+:[^:]/.test(word));
}

/** Without a word that refuses in one of the two lists that guard relaying, Postfix starts no process of the service. */
export function canRefuse(configuration: PostfixConfiguration, service: Service): boolean {
  const classes = new Set(listParameter(configuration, service, 'smtpd_restriction_classes'));
  return (['smtpd_relay_restrictions', 'smtpd_recipient_restrictions'] as const).some((list) => {
    const words = parameter(configuration, service, list).split(/[\s,]+/);
    const end = words.indexOf('permit');
    return words.slice(0, end === -1 ? undefined : end).some((word) => WORKING.has(word) || classes.has(word));
  });
}
