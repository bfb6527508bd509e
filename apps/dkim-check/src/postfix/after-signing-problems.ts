/** What Postfix would still change behind the signer, so that the signature fits no more. */
import { problem, type Problem } from '../problem.js';
import type { PostfixConfiguration, Service } from './configuration.js';
import { isYes, listParameter, parameter } from './parameters.js';
import type { MailPaths } from './paths.js';
import { isSignerBack } from './reinjection-problems.js';

const HEADER_CHECKS = ['header_checks', 'mime_header_checks', 'nested_header_checks', 'body_checks'] as const;
const CANONICAL = ['canonical_maps', 'sender_canonical_maps', 'recipient_canonical_maps'] as const;
const ENVELOPE_MAPS = [
  'virtual_alias_maps',
  'always_bcc',
  'sender_bcc_maps',
  'recipient_bcc_maps',
  ...CANONICAL,
] as const;
const AT_DELIVERY = [
  'smtp_header_checks',
  'smtp_mime_header_checks',
  'smtp_nested_header_checks',
  'smtp_body_checks',
  'smtp_generic_maps',
] as const;

export function afterSigningProblems(configuration: PostfixConfiguration, mail: MailPaths): readonly Problem[] {
  const used = mail.reinjections.filter(
    ({ proxy }) => isSignerBack(proxy) && mail.paths.some(({ hops }) => hops.some((hop) => hop.proxy === proxy)),
  );
  if (used.length === 0) return [];
  return [...used.flatMap(({ service }) => takenBack(configuration, mail, service)), ...delivered(configuration, mail)];
}

function takenBack(configuration: PostfixConfiguration, { paths }: MailPaths, service: Service): readonly Problem[] {
  const overrides = new Set(listParameter(configuration, service, 'receive_override_options'));
  const cleanupName = parameter(configuration, service, 'cleanup_service_name');
  const cleanup = configuration.services.find(({ name }) => name === cleanupName) ?? null;
  const set = <Name extends string>(names: readonly Name[]): readonly Name[] =>
    names.filter((name) => parameter(configuration, cleanup, name) !== '');
  const problems: Problem[] = [];
  const back = service.name;

  const filter = parameter(configuration, service, 'content_filter');
  const isToProxy = paths.some(({ hops }) => hops.some((hop) => hop.proxy !== null && hop.value === filter));
  if (filter !== '' && !isToProxy) problems.push(problem('warning', 'filter-after-signing', { service: back, filter }));

  const milters = parameter(configuration, service, 'smtpd_milters');
  if (milters !== '' && milters !== 'none' && !overrides.has('no_milters')) {
    problems.push(
      problem('warning', 'milter-after-signing', {
        service: back,
        milters,
        options: withOption(overrides, 'no_milters'),
      }),
    );
  }
  // The two for attachments follow header_checks where they are not set themselves.
  const isSet = (name: string): boolean => configuration.main.has(name) || cleanup?.options.has(name) === true;
  const checks = set(HEADER_CHECKS).filter(isSet);
  if (checks.length > 0 && !overrides.has('no_header_body_checks')) {
    const options = withOption(overrides, 'no_header_body_checks');
    problems.push(
      problem('warning', 'header-checks-after-signing', { service: back, settings: checks.join(', '), options }),
    );
  }
  const entries = paths.filter(({ hops }) =>
    hops.some(({ proxy, transport }) => proxy !== null && isSignerBack(proxy) && transport !== null),
  );
  const isMappedBefore = ({ entry }: (typeof paths)[number]): boolean =>
    !listParameter(configuration, entry, 'receive_override_options').includes('no_address_mappings');
  if (!overrides.has('no_address_mappings')) {
    const options = withOption(overrides, 'no_address_mappings');
    const rewriting = [...canonical(configuration, cleanup), ...masquerade(configuration, cleanup)];
    if (rewriting.length > 0) {
      problems.push(
        problem('warning', 'mapping-after-signing', { service: back, settings: rewriting.join(', '), options }),
      );
    }
    const twice = set(ENVELOPE_MAPS);
    const entry = entries.find(isMappedBefore)?.entry;
    if (entry !== undefined && twice.length > 0 && rewriting.length === 0) {
      problems.push(problem('warning', 'mapping-twice', { service: entry.name, back, settings: twice.join(', ') }));
    }
  }
  const others = set(['message_strip_characters']).map(
    (name) => `${name} = ${parameter(configuration, cleanup, name)}`,
  );
  if (isYes(configuration, cleanup, 'always_add_missing_headers')) others.push('always_add_missing_headers = yes');
  for (const setting of others) problems.push(problem('warning', 'cleanup-after-signing', { service: back, setting }));
  return problems;
}

/** Maps of addresses that reach into the header. */
function canonical(configuration: PostfixConfiguration, cleanup: Service | null): readonly string[] {
  return CANONICAL.filter((name) => {
    if (parameter(configuration, cleanup, name) === '') return false;
    const classes = listParameter(configuration, cleanup, name.replace(/_maps$/, '_classes'));
    return classes.some((word) => word.startsWith('header_'));
  });
}

function masquerade(configuration: PostfixConfiguration, cleanup: Service | null): readonly string[] {
  const isInHeader = listParameter(configuration, cleanup, 'masquerade_classes').some((word) =>
    word.startsWith('header_'),
  );
  return isInHeader && parameter(configuration, cleanup, 'masquerade_domains') !== '' ? ['masquerade_domains'] : [];
}

/** By the services that bring mail to other servers; those to the proxies sign afterwards. */
function delivered(configuration: PostfixConfiguration, { paths }: MailPaths): readonly Problem[] {
  const toProxies = new Set(paths.flatMap(({ hops }) => hops.map(({ transport }) => transport)));
  // lmtp has settings of its own (lmtp_...), and brings mail to mailboxes here.
  const out = configuration.services.filter(
    (service) => service.type === 'unix' && service.command === 'smtp' && !toProxies.has(service),
  );
  const bySettings = new Map<string, string[]>();
  for (const service of out) {
    const settings = AT_DELIVERY.filter((name) => parameter(configuration, service, name) !== '').join(', ');
    if (settings !== '') bySettings.set(settings, [...(bySettings.get(settings) ?? []), service.name]);
  }
  const sevenBit = out
    .filter((service) => /\b8bitmime\b/i.test(parameter(configuration, service, 'smtp_discard_ehlo_keywords')))
    .map(({ name }) => name)
    .join(', ');
  return [
    ...[...bySettings].map(([settings, services]) =>
      problem('warning', 'delivery-after-signing', { service: services.join(', '), settings }),
    ),
    ...(sevenBit === '' ? [] : [problem('warning', 'eight-bit-after-signing', { service: sevenBit })]),
  ];
}

/** The line that has one word more. */
const withOption = (overrides: ReadonlySet<string>, word: string): string => [...overrides, word].join(',');
