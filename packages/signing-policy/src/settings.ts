/** The signing options as one table: name, type, default, help. `--help`, checks and papers come from it. */
import { parseSelector, toALabels } from 'dkim-core';
import type { SenderField } from './responsible-sender.js';
import type { ParsedSetting, Setting } from './setting.js';
import { parseSignatureSpecs, type SignatureSpec } from './signature-spec.js';

const HOUR = 3600;
const LONGEST = 3650 * 24 * HOUR; // x= has 12 digits at most (RFC 6376, section 3.5)
const UNITS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['s', 1],
  ['m', 60],
  ['h', HOUR],
  ['d', 24 * HOUR],
]);
const FIELD_NAME = /^[!-9<-~]+$/;

export const signingSettings = {
  domain: {
    name: 'domain',
    argument: 'NAME,...',
    help: 'Signing domains. One: everything with a usable From is signed with it. Several: mail of these domains and those under them.',
    repeatable: true,
    parse: parseDomains,
  } satisfies Setting<readonly string[]>,
  keyfile: {
    name: 'keyfile',
    argument: 'FILE',
    help: 'The private key, where a signature names none.',
    parse: nonEmpty,
  } satisfies Setting<string>,
  selector: {
    name: 'selector',
    argument: 'NAME',
    help: 'The selector, where a signature names none.',
    parse: parseSelectorSetting,
  } satisfies Setting<string>,
  identity: {
    name: 'identity',
    argument: 'AUID',
    help: 'i= of DKIM signatures, where a signature names none. Macros as in signature.',
    parse: nonEmpty,
  } satisfies Setting<string>,
  signature: {
    name: 'signature',
    argument: 'SPEC',
    help: 'A signature to add: dkim(...) or domainkeys(...), with key=, a=, c=, d=, i=, s=, h=.',
    repeatable: true,
    defaultWords: 'dkim, where no map is given',
    parse: parseSignature,
  } satisfies Setting<readonly SignatureSpec[]>,
  method: {
    name: 'method',
    argument: 'NAME',
    help: 'Canonicalization, where nothing else says it.',
    parse: nonEmpty,
  } satisfies Setting<string>,
  dkimMethod: {
    name: 'dkim_method',
    argument: 'NAME',
    help: 'Canonicalization of DKIM signatures, where a signature names none.',
    defaultText: 'relaxed/relaxed',
    parse: nonEmpty,
  } satisfies Setting<string>,
  domainkeysMethod: {
    name: 'domainkeys_method',
    argument: 'NAME',
    help: 'Canonicalization of DomainKeys signatures, where a signature names none.',
    defaultText: 'nofws',
    parse: nonEmpty,
  } satisfies Setting<string>,
  senderMap: {
    name: 'sender_map',
    argument: 'FILE',
    help: 'Signatures by sender: lines of KEY SIGNATURE,... looked up by address, domain and parents.',
    parse: nonEmpty,
  } satisfies Setting<string>,
  listidMap: {
    name: 'listid_map',
    argument: 'FILE',
    help: 'Signatures by List-Id: as sender_map; a match goes before the sender.',
    parse: nonEmpty,
  } satisfies Setting<string>,
  oversign: {
    name: 'oversign',
    argument: 'NAME,...|off',
    help: 'Fields that h= names once more than they stand, so that none can be added.',
    defaultWords: 'From, Reply-To, To, Cc, Subject and, where they stand, others',
    parse: parseOversign,
  } satisfies Setting<readonly string[]>,
  expire: {
    name: 'expire',
    argument: 'TIME',
    help: 'How long a signature is valid (x=), at least 1h.',
    defaultWords: 'for ever',
    parse: parseExpire,
  } satisfies Setting<number>,
  senderFields: {
    name: 'sender_fields',
    argument: 'NAME,...',
    help: 'The fields whose address decides, in order.',
    defaultText: 'from,sender',
    parse: parseSenderFields,
  } satisfies Setting<readonly SenderField[]>,
  signInvalidFrom: {
    name: 'sign_invalid_from',
    argument: 'yes|no',
    help: 'Sign a message without From, with several, or without a usable address there, too.',
    bare: '1',
    defaultText: 'no',
    parse: parseYesNo,
  } satisfies Setting<boolean>,
};

/** What the table gives when it is read; what was not given is absent. */
export interface SigningValues {
  domain?: readonly (readonly string[])[] | undefined;
  keyfile?: string | undefined;
  selector?: string | undefined;
  identity?: string | undefined;
  signature?: readonly (readonly SignatureSpec[])[] | undefined;
  method?: string | undefined;
  dkimMethod?: string | undefined;
  domainkeysMethod?: string | undefined;
  senderMap?: string | undefined;
  listidMap?: string | undefined;
  oversign?: readonly string[] | undefined;
  expire?: number | undefined;
  senderFields?: readonly SenderField[] | undefined;
  signInvalidFrom?: boolean | undefined;
}

function listOf(text: string): readonly string[] {
  return text
    .split(/[,:]/)
    .map((element) => element.trim())
    .filter((element) => element !== '');
}

function nonEmpty(text: string): ParsedSetting<string> {
  return text === '' ? { ok: false, reason: 'a value is needed' } : { ok: true, value: text };
}

function parseDomains(text: string): ParsedSetting<readonly string[]> {
  const names: string[] = [];
  for (const written of text.split(',').map((name) => name.trim())) {
    if (written === '') continue;
    const name = toALabels(written);
    if (name === null) return { ok: false, reason: `"${written}" is no domain name` };
    names.push(name);
  }
  return names.length === 0 ? { ok: false, reason: 'a domain is needed' } : { ok: true, value: names };
}

function parseSelectorSetting(text: string): ParsedSetting<string> {
  const selector = parseSelector(text);
  return selector.ok ? selector : { ok: false, reason: selector.reason };
}

function parseSignature(text: string): ParsedSetting<readonly SignatureSpec[]> {
  const specs = parseSignatureSpecs(text);
  return specs.ok ? specs : { ok: false, reason: specs.reason };
}

function parseOversign(text: string): ParsedSetting<readonly string[]> {
  if (text.toLowerCase() === 'off') return { ok: true, value: [] };
  const names = listOf(text).map((name) => name.toLowerCase());
  const bad = listOf(text).find((name) => !FIELD_NAME.test(name.toLowerCase()));
  if (bad !== undefined) return { ok: false, reason: `"${bad}" is no name of a header field` };
  return names.length === 0
    ? { ok: false, reason: 'write names of header fields, or off' }
    : { ok: true, value: names };
}

function parseExpire(text: string): ParsedSetting<number> {
  const [, digits = '', unit = ''] = /^(\d{1,9})\s*([smhd]?)$/i.exec(text) ?? [];
  const seconds = digits === '' ? Number.NaN : Number(digits) * (UNITS.get(unit.toLowerCase()) ?? Number.NaN);
  if (Number.isNaN(seconds)) return { ok: false, reason: `"${text}" is no time; write seconds, or 12h, 7d` };
  if (seconds < HOUR)
    return { ok: false, reason: `${text} is too short; mail is often late, 1h is the least, 7d is usual` };
  if (seconds > LONGEST) return { ok: false, reason: `${text} is too long; 3650d is the most, 7d is usual` };
  return { ok: true, value: seconds };
}

function parseSenderFields(text: string): ParsedSetting<readonly SenderField[]> {
  const fields: SenderField[] = [];
  for (const written of listOf(text)) {
    const name = written.toLowerCase();
    if (name !== 'from' && name !== 'sender') return { ok: false, reason: `"${written}" is neither from nor sender` };
    if (!fields.includes(name)) fields.push(name);
  }
  return fields.length === 0 ? { ok: false, reason: 'write from, sender, or both' } : { ok: true, value: fields };
}

function parseYesNo(text: string): ParsedSetting<boolean> {
  const word = text.toLowerCase();
  if (['yes', '1', 'true', 'on'].includes(word)) return { ok: true, value: true };
  if (['no', '0', 'false', 'off'].includes(word)) return { ok: true, value: false };
  return { ok: false, reason: `"${text}" is neither yes nor no` };
}
