/** Who may send by the services that take mail in: everybody in the world, or not even the server's own users or the proxy. */
import { problem, type Problem } from '../problem.js';
import { isLoopbackHost, isLoopbackOnly } from './address.js';
import { isSmtpd, type PostfixConfiguration, type Service } from './configuration.js';
import { isYes, listParameter } from './parameters.js';
import { isSubmission, type MailPaths } from './paths.js';
import { canRefuse, RESTRICTION_LISTS, verdictOf, wideNetworks } from './restrictions.js';

const OUTSIDER = { isLoggedIn: false, isLocal: false, isToOthers: true };

export function entryProblems(
  configuration: PostfixConfiguration,
  { paths, reinjections }: MailPaths,
): readonly Problem[] {
  const entries = paths.map(({ entry }) => entry).filter(isSmtpd);
  const all = [...new Set([...entries, ...reinjections.map(({ service }) => service)])];
  const used = reinjections.filter(({ proxy }) => paths.some(({ hops }) => hops.some((hop) => hop.proxy === proxy)));
  return [
    ...all.flatMap((service) => openRelay(configuration, service)),
    ...all
      .filter((service) => !canRefuse(configuration, service))
      .map((service) => problem('error', 'restrictions-incomplete', { service: service.name })),
    ...entries.filter(isSubmission).flatMap((service) => refusesItsUsers(configuration, service)),
    ...used.flatMap((back) => refusesTheProxy(configuration, back)),
  ];
}

function openRelay(configuration: PostfixConfiguration, service: Service): readonly Problem[] {
  const wide = wideNetworks(configuration, service);
  if (wide.length === 0 || isLoopbackOnly(configuration, service)) return [];
  const verdicts = RESTRICTION_LISTS.map((list) => verdictOf(configuration, service, { list, client: OUTSIDER }));
  if (verdicts.includes('refuse') || !verdicts.includes('permit')) return [];
  return [problem('error', 'open-relay', { service: service.name, setting: `mynetworks = ${wide.join(' ')}` })];
}

function refusesItsUsers(configuration: PostfixConfiguration, service: Service): readonly Problem[] {
  const isLoggedIn = isYes(configuration, service, 'smtpd_sasl_auth_enable');
  const client = { ...OUTSIDER, isLoggedIn };
  const refusing = RESTRICTION_LISTS.find((list) => verdictOf(configuration, service, { list, client }) === 'refuse');
  if (refusing === undefined) return [];
  if (isLoggedIn) return [problem('error', 'own-users-refused', { service: service.name, list: refusing })];
  const asks = RESTRICTION_LISTS.some((list) =>
    listParameter(configuration, service, list).includes('permit_sasl_authenticated'),
  );
  const ownAsks = RESTRICTION_LISTS.some(
    (list) => service.options.get(list)?.includes('permit_sasl_authenticated') === true,
  );
  return asks && ownAsks ? [problem('error', 'login-off', { service: service.name })] : [];
}

/** A proxy on this machine comes from 127.0.0.1; what the signer brings is for other domains. */
function refusesTheProxy(
  configuration: PostfixConfiguration,
  { service, proxy }: MailPaths['reinjections'][number],
): readonly Problem[] {
  const { relay, program } = proxy;
  if (relay.kind !== 'tcp' || !isLoopbackHost(relay.host.toLowerCase())) return [];
  const client = { isLoggedIn: false, isLocal: true, isToOthers: program === 'dkimproxy-out' };
  const list = RESTRICTION_LISTS.find((name) => verdictOf(configuration, service, { list: name, client }) === 'refuse');
  return list === undefined ? [] : [problem('error', 'reinjection-refuses', { service: service.name, program, list })];
}
