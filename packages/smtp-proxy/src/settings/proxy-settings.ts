/** The options of any proxy of this package, as one table. */
import type { AddressMatcher, Endpoint } from '../types.js';
import { parseListenEndpoint, parseMetricsEndpoint, parseRelayEndpoint } from './endpoint.js';
import { parseNetworks, parseProxyPeers } from './networks.js';
import type { Origin, ParsedSetting, Setting } from './setting.js';
import {
  parseChoice,
  parseCount,
  parseHostName,
  parseNameserver,
  parseSize,
  parseSizeOver0,
  parseText,
  parseTime,
  parseYesNo,
} from './values.js';

const time = (name: string, help: string, defaultText: string): Setting<number> => ({
  name,
  argument: 'TIME',
  help,
  defaultText,
  parse: parseTime,
});

/** Options of programs that ask DNS, and known to the others: one file may serve several programs. */
export const dnsSettings: {
  readonly nameserver: Setting<string> & { readonly repeatable: true; readonly defaultWords: string };
  readonly dnsTimeout: Setting<number>;
  readonly dnsMessageTimeout: Setting<number>;
} = {
  nameserver: {
    name: 'nameserver',
    argument: 'ADDRESS[:PORT]',
    help: 'A DNS server to ask.',
    repeatable: true,
    defaultWords: "the system's",
    parse: parseNameserver,
  },
  dnsTimeout: { ...time('dns_timeout', 'For one DNS question.', '10'), parse: parseDnsTime },
  dnsMessageTimeout: {
    ...time('dns_message_timeout', 'For all DNS questions about one message.', '20'),
    parse: parseDnsTime,
  },
};

/** How much of a header is read, for programs that read it: beyond it a message goes on, and is neither signed nor verified (S-244). */
export const headerSettings: {
  readonly maxHeaderSize: Setting<number>;
  readonly maxHeaderFields: Setting<number>;
} = {
  maxHeaderSize: {
    name: 'max_header_size',
    argument: 'SIZE',
    help: 'The longest header that is signed or verified; a message with a longer one goes on without.',
    defaultText: '1M',
    parse: parseHeaderSize,
  },
  maxHeaderFields: {
    name: 'max_header_fields',
    argument: 'NUMBER',
    help: 'The most header fields of a message that is signed or verified; one with more goes on without.',
    defaultText: '10000',
    parse: parseCount(10, 1_000_000),
  },
};

export const proxySettings = {
  listen: {
    name: 'listen',
    argument: 'HOST:PORT|unix:PATH',
    help: 'Where mail comes in. *:PORT is every address of the machine; lmtp: in front is for LMTP.',
    parse: parseListenEndpoint,
  } satisfies Setting<Endpoint>,
  relay: {
    name: 'relay',
    argument: 'HOST:PORT|unix:PATH',
    help: 'The server that mail is passed on to (the next hop); lmtp: in front is for LMTP.',
    parse: parseRelayEndpoint,
  } satisfies Setting<Endpoint>,
  hostname: {
    name: 'hostname',
    argument: 'NAME',
    help: 'Our name in SMTP.',
    defaultWords: "the machine's name",
    parse: parseHostName,
  } satisfies Setting<string>,
  user: {
    name: 'user',
    argument: 'NAME',
    help: 'Run as this user once the address is bound.',
    parse: parseText,
  } satisfies Setting<string>,
  group: {
    name: 'group',
    argument: 'NAME',
    help: 'Run as this group.',
    defaultWords: "the user's own",
    parse: parseText,
  } satisfies Setting<string>,
  pidfile: {
    name: 'pidfile',
    argument: 'FILE',
    help: 'Write the process number there.',
    parse: parseText,
  } satisfies Setting<string>,
  daemonize: {
    name: 'daemonize',
    argument: 'yes|no',
    help: 'Go to the background once mail can come in.',
    bare: '1',
    defaultText: 'no',
    parse: parseYesNo,
  } satisfies Setting<boolean>,
  allow: {
    name: 'allow',
    argument: 'NETS',
    help: 'Who may connect: addresses, ADDRESS/BITS, loopback, private, unix, any.',
    defaultText: 'loopback,unix,private',
    parse: parseNetworks,
  } satisfies Setting<AddressMatcher>,
  xforwardHosts: {
    name: 'xforward_hosts',
    argument: 'NETS',
    help: 'Whose XFORWARD is believed.',
    defaultText: 'loopback,unix',
    parse: parseNetworks,
  } satisfies Setting<AddressMatcher>,
  xclientHosts: {
    name: 'xclient_hosts',
    argument: 'NETS',
    help: 'Whose XCLIENT is believed.',
    defaultText: 'loopback,unix',
    parse: parseNetworks,
  } satisfies Setting<AddressMatcher>,
  sendXclient: {
    name: 'send_xclient',
    argument: 'yes|no',
    help: 'Tell the next hop by XCLIENT who the client is, where it takes that.',
    bare: '1',
    defaultText: 'no',
    parse: parseYesNo,
  } satisfies Setting<boolean>,
  proxyProtocol: {
    name: 'proxy_protocol',
    argument: 'no|yes|NETS',
    help: 'Each connection begins with a PROXY header, version 1 or 2. NETS: the load balancers; yes: loopback, unix, private.',
    bare: '1',
    defaultText: 'no',
    parse: parseProxyPeers,
  } satisfies Setting<AddressMatcher | null>,
  bareNewline: {
    name: 'bare_newline',
    argument: 'normalize|reject',
    help: 'What becomes of a bare CR or LF in a message: mended before anything else, or refused with 550.',
    defaultText: 'normalize',
    parse: parseChoice(['normalize', 'reject']),
  } satisfies Setting<'normalize' | 'reject'>,
  firstLine: {
    name: 'first_line',
    argument: 'guard|reject',
    help: 'What becomes of a message that begins with a continuation line: a field is put between, or 550.',
    defaultText: 'guard',
    parse: parseChoice(['guard', 'reject']),
  } satisfies Setting<'guard' | 'reject'>,
  keepalive: time('keepalive', 'How often the next hop gets a NOOP while a message comes in.', '30'),
  timeoutConnect: time('timeout_connect', 'For the connection to the next hop.', '10'),
  timeoutGreeting: time('timeout_greeting', "For the next hop's greeting.", '60'),
  timeoutMail: time('timeout_mail', "For the next hop's reply to MAIL.", '5m'),
  timeoutRcpt: time('timeout_rcpt', "For the next hop's reply to RCPT.", '5m'),
  timeoutData: time('timeout_data', "For the next hop's reply to DATA.", '2m'),
  timeoutBlock: time('timeout_block', 'For the next hop to take a piece of the message.', '3m'),
  timeoutEnd: time('timeout_end', "For the next hop's reply to the end of the message.", '10m'),
  timeoutIdle: time('timeout_idle', 'How long a client may be silent.', '5m'),
  maxMessageSize: {
    name: 'max_message_size',
    argument: 'SIZE',
    help: 'The largest message; a larger one gets 552.',
    defaultWords: "the next hop's own limit",
    parse: parseSizeOver0,
  } satisfies Setting<number>,
  maxRecipients: {
    name: 'max_recipients',
    argument: 'NUMBER',
    help: 'The most recipients of one message; more get 452.',
    defaultWords: "the next hop's own limit",
    parse: parseCount(1, 1_000_000),
  } satisfies Setting<number>,
  maxCommandLength: {
    name: 'max_command_length',
    argument: 'NUMBER',
    help: 'The longest command line, in octets; a longer one gets 500.',
    defaultText: '4096',
    parse: parseCount(512, 65_536),
  } satisfies Setting<number>,
  maxSessions: {
    name: 'max_sessions',
    argument: 'NUMBER',
    help: 'The most clients at a time, all workers together; more get 421.',
    defaultText: '100',
    parse: parseCount(1, 100_000),
  } satisfies Setting<number>,
  maxSessionsPerClient: {
    name: 'max_sessions_per_client',
    argument: 'NUMBER',
    help: 'The most sessions of one client; loopback, unix sockets and xforward_hosts are not counted.',
    defaultWords: 'no limit',
    parse: parseCount(1, 100_000),
  } satisfies Setting<number>,
  shutdownTimeout: time('shutdown_timeout', 'How long sessions in progress may take at the end.', '60'),
  workers: {
    name: 'workers',
    argument: 'NUMBER',
    help: 'Processes that share the work: up to 64, one for each core is sensible.',
    defaultText: '1',
    parse: parseCount(1, 64),
  } satisfies Setting<number>,
  spoolDir: {
    name: 'spool_dir',
    argument: 'DIR',
    help: 'Where large messages are kept until they are passed on.',
    defaultText: '/var/tmp',
    parse: parseText,
  } satisfies Setting<string>,
  spoolThreshold: {
    name: 'spool_threshold',
    argument: 'SIZE',
    help: 'Messages up to this size stay in memory, larger ones go to files.',
    defaultWords: '256k, and up to 4M while there is room in 20M for all',
    parse: parseSize,
  } satisfies Setting<number>,
  spoolLimit: {
    name: 'spool_limit',
    argument: 'SIZE',
    help: 'How much all of these together may take; a message that does not fit gets 452.',
    defaultWords: '90 % of the free space',
    parse: parseSizeOver0,
  } satisfies Setting<number>,
  tlsCert: {
    name: 'tls_cert',
    argument: 'FILE',
    help: 'Offer TLS to clients, with this certificate (PEM, with its chain).',
    parse: parseText,
  } satisfies Setting<string>,
  tlsKey: {
    name: 'tls_key',
    argument: 'FILE',
    help: 'Its private key (PEM).',
    defaultWords: 'in the file of tls_cert',
    parse: parseText,
  } satisfies Setting<string>,
  tlsMode: {
    name: 'tls_mode',
    argument: 'starttls|required|implicit',
    help: 'STARTTLS is offered, or asked for before any mail; implicit: TLS from the first octet.',
    defaultText: 'starttls',
    parse: parseChoice(['starttls', 'required', 'implicit']),
  } satisfies Setting<'starttls' | 'required' | 'implicit'>,
  tlsRelay: {
    name: 'tls_relay',
    argument: 'no|encrypt|verify',
    help: 'STARTTLS to the next hop, which must offer it; verify: its certificate must be valid and bear its name.',
    defaultText: 'no',
    parse: parseChoice(['no', 'encrypt', 'verify']),
  } satisfies Setting<'no' | 'encrypt' | 'verify'>,
  tlsRelayCa: {
    name: 'tls_relay_ca',
    argument: 'FILE',
    help: 'Who may have signed that certificate (PEM).',
    defaultWords: 'the authorities that Node trusts',
    parse: parseText,
  } satisfies Setting<string>,
  tlsRelayName: {
    name: 'tls_relay_name',
    argument: 'NAME',
    help: 'The name in that certificate.',
    defaultWords: 'the host in relay',
    parse: parseHostName,
  } satisfies Setting<string>,
  log: {
    name: 'log',
    argument: 'stdout|syslog|FILE',
    help: 'Where the log goes. A file is opened anew at SIGHUP.',
    defaultWords: 'stdout; syslog with daemonize',
    parse: parseText,
  } satisfies Setting<string>,
  logFormat: {
    name: 'log_format',
    argument: 'json|text',
    help: 'How the log is written.',
    defaultWords: 'text on a terminal and to syslog, else json',
    parse: parseChoice(['json', 'text']),
  } satisfies Setting<'json' | 'text'>,
  metricsListen: {
    name: 'metrics_listen',
    argument: 'HOST:PORT',
    help: 'Where /metrics (Prometheus), /health and /ready answer by HTTP, to anybody who can connect.',
    defaultText: 'off',
    parse: parseMetricsEndpoint,
  } satisfies Setting<Extract<Endpoint, { kind: 'tcp' }> | null>,
  debugtrace: {
    name: 'debugtrace',
    argument: 'yes|no',
    help: 'Log the SMTP dialogue, without secrets. The name of a file, as 1.4.1 had it, means yes.',
    bare: '1',
    defaultText: 'no',
    // 1.4.1 took the name of a file here; the dialogue goes to the log now.
    parse: (text) => (text === '' || parseYesNo(text).ok ? parseYesNo(text || 'no') : { ok: true, value: true }),
  } satisfies Setting<boolean>,
};

export type ProxyTable = typeof proxySettings;

/** Where each of these options was written. */
export type ProxyOrigins = { readonly [Key in keyof ProxyTable]?: readonly Origin[] };

/** Longer than dkim-core takes is a slip of the pen. */
function parseDnsTime(text: string): ParsedSetting<number> {
  const time = parseTime(text);
  return time.ok && time.value > 3600 ? { ok: false, reason: `${text} is out of range: 1s to 1h` } : time;
}

/** It is held in memory. */
function parseHeaderSize(text: string): ParsedSetting<number> {
  const size = parseSize(text);
  const fits = !size.ok || (size.value >= 1024 && size.value <= 64 * 1024 ** 2);
  return fits ? size : { ok: false, reason: `${text} is out of range: 1k to 64M` };
}
