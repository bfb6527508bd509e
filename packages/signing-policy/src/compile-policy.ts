/**
 * Options and maps to a policy that can be asked for each message, or all that is wrong with them. Pure: the text of the
 * maps is handed in, and the key files that are needed are named, to be loaded by whoever may read files.
 */
import { isSameOrSubdomain, parentDomains, parseDomain, parseIdentity, parseSelector, type Parsed } from 'dkim-core';
import { dkimMethod, domainkeysMethod, type DkimMethod, type DomainkeysMethod } from './canonicalization-method.js';
import { parseListIdMap, parseSenderMap, type MapEntry, type MapReading } from './lookup-map.js';
import { parseTemplate, type Template } from './macros.js';
import type { SigningValues } from './settings.js';
import type { SignatureSpec } from './signature-spec.js';
import type { PlannedEntry, PlannedSignature, SigningPolicy } from './signing-policy.js';

/** Where something was written: a file and its line, or the command line where both are null. */
export interface Origin {
  readonly file: string | null;
  readonly line: number | null;
}

/** A fault or a warning, with what to do. */
export interface Remark extends Origin {
  /** The option's name; empty where it is not about one. */
  readonly option: string;
  readonly message: string;
}

/** A key file that a signature needs, and what has to fit it. */
export interface KeyNeed extends Origin {
  readonly option: string;
  /** Whole, as `resolvePath` made it. */
  readonly keyfile: string;
  readonly type: 'dkim' | 'domainkeys';
  /** Null: whatever the key can do; for domainkeys it has to be RSA all the same. */
  readonly algorithm: 'rsa-sha256' | 'ed25519-sha256' | 'rsa-sha1' | null;
}

export interface PolicySources {
  /** Where each value of an option was written, in the order of its values. */
  readonly origins: Readonly<Partial<Record<keyof SigningValues, readonly Origin[]>>>;
  /** The text of the map files that the values name; absent where one could not be read. */
  readonly senderMapText?: string | undefined;
  readonly listIdMapText?: string | undefined;
  /** Makes a path whole that stands in `file`, or on the command line where `file` is null. */
  readonly resolvePath: (path: string, file: string | null) => string;
}

export interface CompiledPolicy {
  /** Without the signatures that have faults. */
  readonly policy: SigningPolicy;
  /** What has to stop the start. */
  readonly faults: readonly Remark[];
  readonly warnings: readonly Remark[];
  /** One for each signature, in the order of the configuration. */
  readonly keyNeeds: readonly KeyNeed[];
}

const COMMAND_LINE: Origin = { file: null, line: null };
const DEFAULT_SIGNATURE: readonly SignatureSpec[] = [{ type: 'dkim', remarks: [] }];

type Place = Origin & { option: string };
/** What d= can be where a signature has none of its own; null where only the message tells. */
type DefaultDomains = readonly string[] | null;

export function compilePolicy(values: SigningValues, sources: PolicySources): CompiledPolicy {
  const faults: Remark[] = [];
  const warnings: Remark[] = [];
  const keyNeeds: KeyNeed[] = [];
  const told = new Set<string>();
  let faultCount = 0; // repeated ones, too
  let usesMethod = false;
  const historic: Place[] = []; // where DomainKeys is asked for

  function placeOf(option: string, name: keyof SigningValues, index = 0): Place {
    const { file, line } = sources.origins[name]?.[index] ?? COMMAND_LINE;
    return { option, file, line };
  }

  function fault(where: Place, message: string): void {
    faultCount += 1;
    once(faults, where, message);
  }

  function warn(where: Place, message: string): void {
    once(warnings, where, message);
  }

  /** However many signatures of a line come across it. */
  function once(list: Remark[], { option, file, line }: Place, message: string): void {
    const remark = { option, file, line, message };
    const key = JSON.stringify(remark);
    if (!told.has(key)) list.push(remark);
    told.add(key);
  }

  function planDomains(): readonly string[] {
    const names = new Set<string>();
    for (const [index, list] of (values.domain ?? []).entries()) {
      for (const name of list) {
        names.add(name);
        if (parseDomain(name).ok) continue;
        warn(placeOf('domain', 'domain', index), `no mail can be signed with d=${name}: it needs two labels or more`);
      }
    }
    return [...names];
  }

  /** Null where it has a fault. */
  function plan(spec: SignatureSpec, where: Place, defaults: DefaultDomains): PlannedSignature | null {
    const before = faultCount;
    for (const message of spec.remarks) warn(where, message);
    const { selector = values.selector, keyfile = values.keyfile, signedFields } = spec;
    if (selector === undefined) fault(where, 'the signature has no selector; add the option selector, or s= to it');
    else checked('s=', parseSelector(selector), where);
    if (keyfile === undefined) fault(where, 'the signature has no key; add the option keyfile, or key= to it');

    const domain = spec.domain === undefined ? null : template('d=', spec.domain, where);
    if (spec.domain === undefined && defaults?.length === 0) {
      fault(where, 'the signature has no domain; add the option domain, or d= to it');
    }
    const fixed = domain?.constant ?? null;
    if (fixed !== null) checked('d=', parseDomain(fixed), where);
    const method =
      spec.type === 'dkim'
        ? { type: spec.type, canonicalization: dkimMethodOf(spec, where), identity: identityOf(spec, where) }
        : { type: spec.type, canonicalization: domainkeysMethodOf(spec, where) };
    if (method.type === 'dkim' && method.identity !== null) {
      checkIdentity(method.identity, spec, where, fixed === null ? defaults : [fixed]);
    }
    if (faultCount > before || selector === undefined || keyfile === undefined) return null;

    if (spec.type === 'domainkeys') historic.push(where);
    const keyPlace = spec.keyfile === undefined ? placeOf('keyfile', 'keyfile') : where;
    const path = sources.resolvePath(keyfile, keyPlace.file);
    keyNeeds.push({ ...keyPlace, keyfile: path, type: spec.type, algorithm: spec.algorithm ?? null });
    const base = { domain, selector, keyfile: path, signedFields };
    const algorithm = spec.algorithm === 'rsa-sha1' ? undefined : spec.algorithm;
    return method.type === 'dkim' ? { ...base, ...method, algorithm } : { ...base, ...method };
  }

  function checked<T>(tag: string, parsed: Parsed<T, string>, where: Place): void {
    if (!parsed.ok) fault(where, `${tag}: ${parsed.reason}`);
  }

  function template(tag: string, text: string, where: Place): Template | null {
    const parsed = parseTemplate(text);
    if (!parsed.ok) fault(where, `${tag}: ${parsed.reason}`);
    return parsed.ok ? parsed.value : null;
  }

  function identityOf(spec: SignatureSpec, where: Place): Template | null {
    if (spec.identity !== undefined) return template('i=', spec.identity, where);
    return values.identity === undefined ? null : template('i=', values.identity, placeOf('identity', 'identity'));
  }

  /** A fixed i= has to be under d= (S-115); where that may be one of several domains, under any of them. */
  function checkIdentity({ constant }: Template, spec: SignatureSpec, where: Place, domains: DefaultDomains): void {
    if (constant === null) return;
    const identity = parseIdentity(constant);
    if (!identity.ok) {
      fault(where, identity.reason);
      return;
    }
    const { domain } = identity.value;
    if (spec.identity === undefined && where.option !== 'signature' && where.option !== '') {
      return; // the identity of all signatures may not fit each line of a map; there it is left out
    } else if (domains !== null && domains.length > 0 && !domains.some((other) => isSameOrSubdomain(domain, other))) {
      fault(
        where,
        `i=${constant} is not under d=${domains.join(', ')}, which voids a signature. Change it or take it out`,
      );
    }
  }

  function dkimMethodOf(spec: SignatureSpec, where: Place): DkimMethod {
    const { text, place, shared } = methodText(spec, where, values.dkimMethod, 'dkim_method', 'dkimMethod');
    if (text === null) return 'relaxed/relaxed';
    const method = dkimMethod(text);
    if (method.ok && method.value.remark !== null) warn(place, method.value.remark);
    if (method.ok) return method.value.method;
    if (shared && domainkeysMethod(text).ok) warn(place, `${text} is for DomainKeys; DKIM gets relaxed/relaxed`);
    else fault(place, method.reason);
    return 'relaxed/relaxed';
  }

  function domainkeysMethodOf(spec: SignatureSpec, where: Place): DomainkeysMethod {
    const own = values.domainkeysMethod;
    const { text, place, shared } = methodText(spec, where, own, 'domainkeys_method', 'domainkeysMethod');
    if (text === null) return 'nofws';
    const method = domainkeysMethod(text);
    if (method.ok) return method.value;
    if (shared && dkimMethod(text).ok) warn(place, `${text} is for DKIM; DomainKeys gets nofws`);
    else fault(place, method.reason);
    return 'nofws';
  }

  function methodText(
    { canonicalization }: SignatureSpec,
    where: Place,
    own: string | undefined,
    option: string,
    name: keyof SigningValues,
  ): { text: string | null; place: Place; shared: boolean } {
    if (canonicalization !== undefined) return { text: canonicalization, place: where, shared: false };
    if (own !== undefined) return { text: own, place: placeOf(option, name), shared: false };
    if (values.method !== undefined) usesMethod = true;
    return { text: values.method ?? null, place: placeOf('method', 'method'), shared: true };
  }

  function planMap(
    { option, file }: Place,
    path: string | undefined,
    text: string | undefined,
    parse: (text: string) => MapReading,
    domainsOf: (entry: MapEntry) => DefaultDomains,
  ): ReadonlyMap<string, PlannedEntry> | null {
    if (path === undefined) return null;
    const whole = sources.resolvePath(path, file);
    const placeAt = (line: number): Place => ({ option, file: whole, line });
    const { entries, faults: wrong, warnings: odd } = parse(text ?? '');
    for (const { line, message } of wrong) fault(placeAt(line), message);
    for (const { line, message } of odd) warn(placeAt(line), message);
    const planned = new Map<string, PlannedEntry>();
    for (const entry of entries.values()) {
      const { key, line, specs } = entry;
      const signatures = specs.flatMap((spec) => plan(spec, placeAt(line), domainsOf(entry)) ?? []);
      planned.set(key, { key, line, signatures });
    }
    return planned;
  }

  const domains = planDomains();
  const hasMap = values.senderMap !== undefined || values.listidMap !== undefined;
  const signatures =
    values.signature === undefined
      ? (hasMap ? [] : DEFAULT_SIGNATURE).flatMap((spec) => plan(spec, { ...COMMAND_LINE, option: '' }, domains) ?? [])
      : values.signature.flatMap((specs, index) =>
          specs.flatMap((spec) => plan(spec, placeOf('signature', 'signature', index), domains) ?? []),
        );
  const policy: SigningPolicy = {
    domains,
    signatures,
    senderMap: planMap(
      placeOf('sender_map', 'senderMap'),
      values.senderMap,
      sources.senderMapText,
      parseSenderMap,
      ({ key }) => (key === '.' ? null : [key.slice(key.lastIndexOf('@') + 1)]),
    ),
    listIdMap: planMap(
      placeOf('listid_map', 'listidMap'),
      values.listidMap,
      sources.listIdMapText,
      parseListIdMap,
      ({ key }) => [parentDomains(key)[0] ?? key], // the wider of the two that d= may be
    ),
    senderFields: values.senderFields ?? ['from', 'sender'],
    signInvalidFrom: values.signInvalidFrom ?? false,
    oversignedFields: values.oversign,
    expiresAfter: values.expire,
  };
  if (values.method !== undefined && !usesMethod) {
    warn(placeOf('method', 'method'), 'no signature uses it: each has a canonicalization of its own');
  }
  const [first] = historic;
  if (first !== undefined)
    warn(first, 'DomainKeys signatures are historic; receivers ignore them. DKIM alone is enough');
  return { policy, faults, warnings, keyNeeds };
}
