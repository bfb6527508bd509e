/** An OpenDKIM setup as a configuration of dkimproxy-out that signs the same mail alike, and what of it has no counterpart. */
import { dirname, join, resolve } from 'node:path';
import { problem, type Problem } from '../problem.js';
import { isTrue, parseOpendkimConf } from './opendkim-conf.js';
import { senderMapLines } from './sender-map-lines.js';
import { signingRules, type Settings } from './signing-rules.js';

export interface FromOpendkim {
  readonly conf: readonly string[];
  readonly senderMap: readonly string[];
  readonly problems: readonly Problem[];
  /** How many there are besides: a wrong table has thousands. */
  readonly rest: number;
}

/** The name of the map, beside the configuration. */
export const SENDER_MAP = 'dkimproxy_out.senders';

const HANDLED = new Set(
  `domain selector keyfile keytable signingtable subdomains multiplesignatures canonicalization signaturealgorithm mode userid
  oversignheaders signaturettl signheaders requiresafekeys syslog basedirectory internalhosts`.split(/\s+/),
);
/** Of the milter, of its start, and of verifying: nothing that a signature depends on. */
const NOT_NEEDED = new RegExp(
  `^(?:${`socket umask pidfile background autorestart.* syslog.+ log.+ trustanchorfile nameservers dns.+ resolver.+ unbound.+
  bogus.+ unprotected.+ alwaysaddarheader authserv.+ removear.+ on-.+ quarantine querycache softwareheader statistics.+
  temporarydirectory testpublickeys trustsignaturesfrom clockdrift maximumheaders maximumsignaturestoverify milterdebug
  changerootdirectory captureunknownerrors diagnosticdirectory disablecryptoinit enablecoredumps softstart sendreports report.+
  requestreports externalignorelist keepauthresults allowsha1only stricttestmode ldap.+ adsp.+ noheaderb peerlist`
    .split(/\s+/)
    .join('|')})$`,
);
const LEAST_TTL = 3600;
const MOST = 100;
const FIELD_NAMES = /^[a-z0-9-]{1,60}(?:[\s,:]+[a-z0-9-]{1,60})*$/i;

export function fromOpendkim(folder: string, read: (file: string) => string): FromOpendkim {
  const settings = parseOpendkimConf(read(join(folder, 'opendkim.conf')));
  const mode = settings.get('mode')?.value.toLowerCase() ?? 'sv';
  if (!mode.includes('s'))
    return { conf: [], senderMap: [], problems: [problem('error', 'opendkim-verifies-only')], rest: 0 };

  const base = resolve(settings.get('basedirectory')?.value ?? dirname(join(folder, 'x')));
  const rules = signingRules(settings, { base, read });
  const signed = signedFields(settings);
  const { lines, problems } = senderMapLines(rules, signed.fields);
  const method = settings.get('canonicalization')?.value.toLowerCase() ?? 'simple';
  const time = lifetime(settings);
  const [user = '', group = ''] = settings.get('userid')?.value.split(':') ?? [];
  const conf = [
    'listen 127.0.0.1:10027',
    'relay 127.0.0.1:10028',
    ...(user === '' ? [] : [`user ${user}`]),
    ...(group === '' ? [] : [`group ${group}`]),
    ...(rules.selector === null ? [] : [`selector ${rules.selector}`]),
    ...(rules.keyfile === null ? [] : [`keyfile ${rules.keyfile}`]),
    `dkim_method ${method.includes('/') ? method : `${method}/simple`}`,
    `sender_map ${SENDER_MAP}`,
    'sender_fields from',
    ...(settings.has('oversignheaders')
      ? [`oversign ${fieldList(settings.get('oversignheaders')?.value ?? '', ',')}`]
      : []),
    ...time.lines,
    ...(isTrue(settings.get('requiresafekeys')) ? ['require_safe_keys yes'] : []),
    ...(isTrue(settings.get('syslog')) ? ['log syslog'] : []),
  ];
  const ofTables = [...rules.problems, ...problems];
  return {
    conf: lines.length === 0 ? [] : conf, // it would sign nothing
    senderMap: lines,
    problems: [
      ...ofTables.slice(0, MOST),
      ...signed.problems,
      ...time.problems,
      ...others(settings),
      ...(mode.includes('v') ? [problem('info', 'opendkim-verifies')] : []),
      problem('info', 'opendkim-milter-stays'),
    ],
    rest: Math.max(ofTables.length - MOST, 0),
  };
}

const fieldList = (value: string, between: string): string =>
  value
    .toLowerCase()
    .split(/[\s,:]+/)
    .filter((name) => name !== '')
    .join(between);

function signedFields(settings: Settings): { fields: string | null; problems: readonly Problem[] } {
  const setting = settings.get('signheaders');
  if (setting === undefined) return { fields: null, problems: [] };
  if (!FIELD_NAMES.test(setting.value)) return { fields: null, problems: [noCounterpart(setting)] };
  const names = fieldList(setting.value, ':').split(':');
  return { fields: [...(names.includes('from') ? [] : ['from']), ...names].join(':'), problems: [] };
}

function lifetime(settings: Settings): { lines: readonly string[]; problems: readonly Problem[] } {
  const setting = settings.get('signaturettl');
  const seconds = Number(setting?.value ?? 0);
  if (setting === undefined || seconds === 0) return { lines: [], problems: [] };
  if (!(seconds >= LEAST_TTL)) return { lines: [], problems: [noCounterpart(setting)] };
  return { lines: [`expire ${seconds}`], problems: [] };
}

const noCounterpart = ({ name, value, line }: { name: string; value: string; line: number }): Problem =>
  problem('warning', 'opendkim-no-counterpart', { setting: name.slice(0, 80), value: value.slice(0, 80), line });

function others(settings: Settings): readonly Problem[] {
  const problems: Problem[] = [];
  const notNeeded: string[] = [];
  for (const [name, setting] of settings) {
    if (name === 'internalhosts')
      problems.push(problem('info', 'opendkim-internal-hosts', { value: setting.value.slice(0, 80) }));
    if (HANDLED.has(name)) continue;
    if (NOT_NEEDED.test(name)) notNeeded.push(setting.name);
    else problems.push(noCounterpart(setting));
  }
  if (settings.get('signaturealgorithm')?.value.toLowerCase() === 'rsa-sha1') {
    problems.push(problem('warning', 'algorithm-sha1'));
  }
  if (notNeeded.length > 0) problems.push(problem('info', 'opendkim-not-needed', { settings: notNeeded.join(', ') }));
  return problems;
}
