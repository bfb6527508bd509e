/** The options of dkimproxy-in, as a table. */
import {
  dnsSettings,
  headerSettings,
  parseChoice,
  parseCount,
  parseNetworks,
  parseYesNo,
  proxySettings,
  type AddressMatcher,
  type ParsedSetting,
  type Setting,
} from 'smtp-proxy';

/** What an error of a signature leads to: nothing, 450 where DNS failed, or also 550 where it can never be used. */
export type RejectError = 'off' | 'temporary' | 'permerror';

const yesNo = (name: string, help: string, defaultText: 'yes' | 'no'): Setting<boolean> => ({
  name,
  argument: 'yes|no',
  help,
  bare: '1',
  defaultText,
  parse: parseYesNo,
});

const hostname: Setting<string> & { readonly defaultWords: string } = {
  ...proxySettings.hostname,
  help: 'Our name in SMTP, and in Authentication-Results.',
};

const FIELD_NAME = /^[!-9;-~]+$/; // RFC 5322, section 3.6.8 (ftext)
const MAX_RSA_BITS = 16_384; // where OpenSSL ends

export const inSettings = {
  hostname,
  verifyDkim: yesNo('verify_dkim', 'Look at DKIM-Signature fields.', 'yes'),
  verifyDomainkeys: yesNo('verify_domainkeys', 'Look at DomainKey-Signature fields, too.', 'yes'),
  rejectError: {
    name: 'reject_error',
    argument: 'yes|no|permerror',
    help: 'Answer 450 where DNS failed and no signature passes; permerror: 550 for a signature that can never be used, too.',
    bare: '1',
    defaultText: 'no',
    parse: parseRejectError,
  } satisfies Setting<RejectError>,
  rejectFail: yesNo(
    'reject_fail',
    "Answer 550 where the sender's own policy asks for it: ADSP discardable, DomainKeys o=-. Mailing lists break signatures.",
    'no',
  ),
  removeResults: {
    name: 'remove_results',
    argument: 'own|all|none',
    help: 'Which Authentication-Results of others come off: those that claim our name, all, none.',
    defaultText: 'own',
    parse: parseChoice(['own', 'all', 'none']),
  } satisfies Setting<'own' | 'all' | 'none'>,
  trustedResults: {
    name: 'trusted_results',
    argument: 'NETS',
    help: 'Clients whose Authentication-Results stay, as in allow: by XFORWARD where it comes, else by connection.',
    defaultWords: 'none',
    parse: parseNetworks,
  } satisfies Setting<AddressMatcher>,
  xResults: yesNo('x_results', 'Write X-DKIM-Authentication-Results, too.', 'yes'),
  acceptUnsignedBody: yesNo(
    'accept_unsigned_body',
    'Let pass a signature whose l= leaves part of the body unsigned.',
    'no',
  ),
  acceptUnsignedFrom: yesNo(
    'accept_unsigned_from',
    'Let pass a signature that covers fewer From fields than stand there.',
    'no',
  ),
  requiredFields: {
    name: 'required_fields',
    argument: 'NAME,...',
    help: 'Header fields that a signature must cover to pass, beside From: Subject, for instance.',
    defaultWords: 'none',
    parse: parseFieldNames,
  } satisfies Setting<readonly string[]>,
  maxSignatures: {
    name: 'max_signatures',
    argument: 'NUMBER',
    help: 'How many signatures of a message are looked at.',
    defaultText: '20',
    parse: parseCount(1, 1000),
  } satisfies Setting<number>,
  maxDnsDomains: {
    name: 'max_dns_domains',
    argument: 'NUMBER',
    help: 'How many signing domains of a message are asked for keys, and with reject_fail author domains for policies.',
    defaultText: '10',
    parse: parseCount(1, 1000),
  } satisfies Setting<number>,
  maxRsaBits: {
    name: 'max_rsa_bits',
    argument: 'NUMBER',
    help: 'The largest RSA key that is computed with; a larger one is permerror.',
    defaultText: '8192',
    parse: parseCount(4096, MAX_RSA_BITS),
  } satisfies Setting<number>,
  ...headerSettings,
  ...dnsSettings,
};

function parseFieldNames(text: string): ParsedSetting<readonly string[]> {
  const names = text.split(/[,:\s]+/).filter((name) => name !== '');
  const bad = names.find((name) => !FIELD_NAME.test(name));
  if (bad !== undefined) return { ok: false, reason: `"${bad}" is no name of a header field; write Subject,Date` };
  if (names.length === 0) return { ok: false, reason: 'write names of header fields, Subject,Date' };
  return { ok: true, value: names.map((name) => name.toLowerCase()) };
}

function parseRejectError(text: string): ParsedSetting<RejectError> {
  if (text.toLowerCase() === 'permerror') return { ok: true, value: 'permerror' };
  const parsed = parseYesNo(text);
  if (!parsed.ok) return { ok: false, reason: `"${text}" is neither yes, no nor permerror` };
  return { ok: true, value: parsed.value ? 'temporary' : 'off' };
}
