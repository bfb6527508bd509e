/** The value of a parameter as a service sees it: its `-o` first, then main.cf, then what is built in; `$name` filled in. */
import type { PostfixConfiguration, Service } from './configuration.js';

/** Those built in whose value is not empty, of what is asked here. Postfix 3.7. */
const BUILT_IN: ReadonlyMap<string, string> = new Map([
  ['inet_interfaces', 'all'],
  ['default_process_limit', '100'],
  ['default_destination_concurrency_limit', '20'],
  ['default_transport', 'smtp'],
  ['relay_transport', 'relay'],
  ['cleanup_service_name', 'cleanup'],
  ['smtpd_relay_restrictions', 'permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination'],
  ['mime_header_checks', '$header_checks'],
  ['nested_header_checks', '$header_checks'],
  ['canonical_classes', 'envelope_sender, envelope_recipient, header_sender, header_recipient'],
  ['sender_canonical_classes', 'envelope_sender, header_sender'],
  ['recipient_canonical_classes', 'envelope_recipient, header_recipient'],
  ['masquerade_classes', 'envelope_sender, header_sender, header_recipient'],
]);

const REFERENCE =
  /\$(?:\$|([A-Za-z0-9_]+)|\(([A-Za-z0-9_]+)\)|\{([A-Za-z0-9_]+)(?:([?:])(?:([^{}]*)|\{([^{}]*)\}(?::\{([^{}]*)\})?))?\})/g;
const MOST_STEPS = 200; // a = $b $b, b = $c $c, ...: Postfix knows no end either, we do
const MOST_CHARACTERS = 65_536;

export function parameter({ main }: PostfixConfiguration, service: Service | null, name: string): string {
  let steps = 0;
  const valueOf = (wanted: string): string =>
    service?.options.get(wanted) ?? main.get(wanted) ?? BUILT_IN.get(wanted) ?? '';
  const expanded = (text: string): string => {
    steps += 1;
    if (steps > MOST_STEPS || !text.includes('$')) return text;
    const filled = text.replaceAll(REFERENCE, (...groups: (string | undefined)[]) => {
      const [whole = '', bare, round, curly, sign, plain, first, second] = groups;
      if (whole === '$$') return '$';
      const value = steps > MOST_STEPS ? '' : expanded(valueOf(bare ?? round ?? curly ?? ''));
      if (sign === undefined) return value;
      const [ifSet, ifNot] = sign === '?' ? [plain ?? first ?? '', second ?? ''] : ['', plain ?? first ?? ''];
      return value === '' ? ifNot : ifSet;
    });
    return filled.slice(0, MOST_CHARACTERS);
  };
  return expanded(valueOf(name)).trim();
}

/** A list between commas and blanks. */
export function listParameter(
  configuration: PostfixConfiguration,
  service: Service | null,
  name: string,
): readonly string[] {
  return parameter(configuration, service, name)
    .split(/[\s,]+/)
    .filter((word) => word !== '');
}

export function isYes(configuration: PostfixConfiguration, service: Service | null, name: string): boolean {
  return parameter(configuration, service, name).toLowerCase() === 'yes';
}
