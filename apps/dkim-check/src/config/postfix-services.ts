/** `--postfix`: the services of master.cf that fit a proxy's file; docs/postfix-outbound.md and -inbound.md have the same. */
import type { Endpoint } from 'smtp-proxy';
import type { PlainWordCode } from '../words/words.js';
import type { Program } from './program-of.js';

export interface ServiceBlock {
  readonly title: PlainWordCode;
  readonly lines: readonly string[];
}

/** Null where one of the two is no TCP address. */
export function postfixServices(program: Program, listen: Endpoint, relay: Endpoint): readonly ServiceBlock[] | null {
  if (listen.kind !== 'tcp' || relay.kind !== 'tcp') return null;
  const host = ['', '*', 'localhost', '0.0.0.0', '::'].includes(listen.host) ? '127.0.0.1' : listen.host;
  const filter = { host, port: listen.port };
  const back = { host: relay.host === 'localhost' ? '127.0.0.1' : relay.host, port: relay.port };
  return program === 'out' ? outbound(filter, back) : inbound(filter, back);
}

interface Address {
  readonly host: string;
  readonly port: number;
}

const bracketed = ({ host, port }: Address): string => `[${host}]:${port}`;
const plain = ({ host, port }: Address): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`);
const options = (...settings: readonly string[]): readonly string[] => settings.map((setting) => `  -o ${setting}`);

const outbound = (filter: Address, back: Address): readonly ServiceBlock[] => [
  {
    title: 'config-postfix-out',
    lines: [
      'submission  inet  n     -       n       -       -       smtpd',
      ...options(
        'smtpd_etrn_restrictions=reject',
        'smtpd_sasl_auth_enable=yes',
        `content_filter=dksign:${bracketed(filter)}`,
        'receive_override_options=no_address_mappings',
        'smtpd_client_restrictions=permit_sasl_authenticated,reject',
        'smtpd_recipient_restrictions=permit_mynetworks,permit_sasl_authenticated,reject',
      ),
      'dksign    unix  -       -       n       -       4       smtp',
      ...options(
        'smtp_send_xforward_command=yes',
        'smtp_discard_ehlo_keywords=8bitmime,starttls',
        'smtp_tls_security_level=none',
      ),
      `${plain(back)} inet  n  -      n       -       10      smtpd`,
      ...options(
        'content_filter=',
        'receive_override_options=no_unknown_recipient_checks,no_header_body_checks,no_milters',
        'smtpd_tls_security_level=none',
        'smtpd_helo_restrictions=',
        'smtpd_client_restrictions=',
        'smtpd_sender_restrictions=',
        'smtpd_recipient_restrictions=permit_mynetworks,reject',
        'mynetworks=127.0.0.0/8',
        'smtpd_authorized_xforward_hosts=127.0.0.0/8',
      ),
    ],
  },
];

function inbound(filter: Address, back: Address): readonly ServiceBlock[] {
  const reinjection = [
    `${plain(back)} inet  n  -      n       -       25      smtpd`,
    ...options(
      'smtpd_authorized_xforward_hosts=127.0.0.0/8',
      'smtpd_client_restrictions=',
      'smtpd_helo_restrictions=',
      'smtpd_sender_restrictions=',
      'smtpd_recipient_restrictions=permit_mynetworks,reject',
      'smtpd_data_restrictions=',
      'mynetworks=127.0.0.0/8',
      'receive_override_options=no_unknown_recipient_checks',
      'smtpd_tls_security_level=none',
    ),
  ];
  return [
    {
      title: 'config-postfix-in-before',
      lines: [
        'smtp      inet  n       -       n       -       20      smtpd',
        ...options(`smtpd_proxy_filter=${plain(filter)}`, 'smtpd_client_connection_count_limit=10'),
        ...reinjection,
      ],
    },
    {
      title: 'config-postfix-in-after',
      lines: [
        'smtp      inet  n       -       n       -       -       smtpd',
        ...options(`content_filter=dkverify:${bracketed(filter)}`, 'receive_override_options=no_address_mappings'),
        'dkverify  unix  -       -       n       -       4       smtp',
        ...options(
          'smtp_send_xforward_command=yes',
          'smtp_discard_ehlo_keywords=starttls',
          'smtp_tls_security_level=none',
        ),
        ...reinjection,
        ...options('content_filter='),
      ],
    },
  ];
}
