/** The options of dkimproxy-in, and the handler that they make. */
import { cachingResolver, nodeResolver } from 'dkim-core';
import {
  dnsSettings,
  parseChoice,
  parseCount,
  parseYesNo,
  proxySettings,
  type Configured,
  type ConfigureParts,
  type ParsedSetting,
  type Remark,
  type Setting,
} from 'smtp-proxy';
import { createVerifyHandler, type VerifySettings } from './verify-message.js';

const yesNo = (name: string, help: string, defaultText: 'yes' | 'no'): Setting<boolean> => ({
  name,
  argument: 'yes|no',
  help,
  bare: '1',
  defaultText,
  parse: parseYesNo,
});

const hostname: Setting<string> = {
  ...proxySettings.hostname,
  help: 'Our name in SMTP, and in Authentication-Results.',
};

export const inSettings = {
  hostname,
  rejectError: {
    name: 'reject_error',
    argument: 'yes|no|permerror',
    help: 'Answer 450 where DNS failed and no signature passes; permerror: 550 for a signature that can never be used, too.',
    bare: '1',
    defaultText: 'no',
    parse: parseRejectError,
  } satisfies Setting<VerifySettings['rejectError']>,
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
    help: 'How many signing domains of a message are asked for keys.',
    defaultText: '10',
    parse: parseCount(1, 1000),
  } satisfies Setting<number>,
  ...dnsSettings,
};

export async function configure({ values, origins, hostname }: ConfigureParts<typeof inSettings>): Promise<Configured> {
  const resolver = nodeResolver({ servers: values.nameserver, timeoutMs: 1000 * (values.dnsTimeout ?? 10) });
  const handler = createVerifyHandler({
    resolveTxt: cachingResolver(resolver, { now: () => performance.now() / 1000 }),
    verifyOptions: {
      acceptUnsignedBody: values.acceptUnsignedBody,
      acceptUnsignedFrom: values.acceptUnsignedFrom,
      maxSignatures: values.maxSignatures,
      maxDnsDomains: values.maxDnsDomains,
      dnsMessageTimeoutMs: 1000 * (values.dnsMessageTimeout ?? 20),
    },
    authservId: hostname,
    removeResults: values.removeResults ?? 'own',
    xResults: values.xResults ?? true,
    rejectError: values.rejectError ?? 'off',
    rejectFail: values.rejectFail ?? false,
  });
  const warnings: Remark[] = [];
  if (!hostname.includes('.') || /^localhost(\.|$)/i.test(hostname)) {
    const message = `our results will stand under the name ${hostname}, which others have, too; write hostname mail.example.org`;
    warnings.push({ option: 'hostname', ...(origins.hostname?.[0] ?? { file: null, line: null }), message });
  }
  return { handler, faults: [], warnings };
}

function parseRejectError(text: string): ParsedSetting<VerifySettings['rejectError']> {
  if (text.toLowerCase() === 'permerror') return { ok: true, value: 'permerror' };
  const parsed = parseYesNo(text);
  if (!parsed.ok) return { ok: false, reason: `"${text}" is neither yes, no nor permerror` };
  return { ok: true, value: parsed.value ? 'temporary' : 'off' };
}
