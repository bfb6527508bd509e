/** Who may send by the services that take mail in: everybody in the world, or not even the server's own users. */
import { problem, type Problem } from '../problem.js';
import { isSmtpd, type PostfixConfiguration, type Service } from './configuration.js';
import { isWideNetwork } from './networks.js';
import { isYes, listParameter } from './parameters.js';
import { isSubmission, type MailPaths } from './paths.js';

/** In the order in which Postfix asks them; a list that says no refuses, whatever the others say. */
const LISTS = [
  'smtpd_client_restrictions',
  'smtpd_helo_restrictions',
  'smtpd_sender_restrictions',
  'smtpd_relay_restrictions',
  'smtpd_recipient_restrictions',
] as const;
const REFUSES = new Set(['reject', 'defer', 'reject_unauth_destination', 'defer_unauth_destination']);

type Client = { readonly isLoggedIn: boolean };

export function entryProblems(
  configuration: PostfixConfiguration,
  { paths, reinjections }: MailPaths,
): readonly Problem[] {
  const entries = paths.map(({ entry }) => entry).filter(isSmtpd);
  const backs = reinjections.map(({ service }) => service);
  return [
    ...[...new Set([...entries, ...backs])].flatMap((service) => openRelay(configuration, service)),
    ...entries.filter(isSubmission).flatMap((service) => refusesItsUsers(configuration, service)),
  ];
}

/** What a list says to a client from outside who sends to a domain that is not ours. */
function verdict(
  configuration: PostfixConfiguration,
  service: Service,
  { list, isLoggedIn }: Client & { readonly list: string },
): 'permit' | 'refuse' | 'none' {
  const isWide = wideNetworks(configuration, service).length > 0;
  for (const word of listParameter(configuration, service, list)) {
    if (word === 'permit') return 'permit';
    if (word === 'permit_mynetworks' && isWide) return 'permit';
    if (word === 'permit_sasl_authenticated' && isLoggedIn) return 'permit';
    if (REFUSES.has(word)) return 'refuse';
  }
  return 'none';
}

const wideNetworks = (configuration: PostfixConfiguration, service: Service): readonly string[] =>
  listParameter(configuration, service, 'mynetworks').filter(isWideNetwork);

function openRelay(configuration: PostfixConfiguration, service: Service): readonly Problem[] {
  const verdicts = LISTS.map((list) => ({ list, says: verdict(configuration, service, { list, isLoggedIn: false }) }));
  if (verdicts.some(({ says }) => says === 'refuse')) return [];
  const wide = wideNetworks(configuration, service);
  const list = verdicts.findLast(({ says }) => says === 'permit')?.list;
  if (list === undefined) return []; // without any word that refuses Postfix takes no mail at all
  const setting = wide.length > 0 ? `mynetworks = ${wide.join(' ')}` : `${list} = permit`;
  return [problem('error', 'open-relay', { service: service.name, setting })];
}

function refusesItsUsers(configuration: PostfixConfiguration, service: Service): readonly Problem[] {
  const isLoggedIn = isYes(configuration, service, 'smtpd_sasl_auth_enable');
  const refusing = LISTS.find((list) => verdict(configuration, service, { list, isLoggedIn }) === 'refuse');
  if (refusing === undefined) return [];
  if (isLoggedIn) return [problem('error', 'own-users-refused', { service: service.name, list: refusing })];
  const asks = LISTS.some((list) => listParameter(configuration, service, list).includes('permit_sasl_authenticated'));
  const ownAsks = LISTS.some((list) => service.options.get(list)?.includes('permit_sasl_authenticated') === true);
  return asks && ownAsks ? [problem('error', 'login-off', { service: service.name })] : [];
}
