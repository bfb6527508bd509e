/**
 * Options and maps to a policy that can be asked for each message, or all that is wrong with them. Pure: the text of the
 * maps is handed in, and the key files that are needed are named, to be loaded by whoever may read files.
 */
import { parseDomain, parseSelector, toALabels, isSameOrSubdomain } from 'dkim-core';
import { dkimMethod, domainkeysMethod, type DkimMethod } from './canonicalization-method.js';
import { parseLookupMap } from './lookup-map.js';
import { parseTemplate, type Template } from './macros.js';
import type { SenderField } from './responsible-sender.js';
import type { SigningValues } from './settings.js';
import type { SignatureSpec } from './signature-spec.js';

/** Where something was written: a file and its line, or the command line where both are null. */
export interface Origin {
  readonly file: string | null;
  readonly line: number | null;
}

/** A fault or a warning, with what to do. */
export interface Remark extends Origin {
  readonly option: string;
  readonly message: string;
}

/** A signature line, checked; d= and i= are filled in for each message. */
export interface PlannedSignature {
  readonly type: 'dkim' | 'domainkeys';
  readonly algorithm?: 'rsa-sha256' | 'ed25519-sha256' | 'rsa-sha1';
  readonly canonicalization: DkimMethod | 'nofws';
  /** Null: what `domain` or the map says. */
  readonly domain: Template | null;
  readonly identity: Template | null;
  readonly selector: string;
  readonly keyfile: string;
  readonly signedFields?: readonly string[];
}

export interface SigningPolicy {
  /** In A-labels. */
  readonly domains: readonly string[];
  /** The signature lines; empty where a map alone decides. */
  readonly signatures: readonly PlannedSignature[];
  readonly senderMap: ReadonlyMap<string, PlannedEntry> | null;
  readonly listIdMap: ReadonlyMap<string, PlannedEntry> | null;
  readonly senderFields: readonly SenderField[];
  readonly signInvalidFrom: boolean;
  readonly oversignedFields: readonly string[] | undefined;
  readonly expiresAfter: number | undefined;
}

export interface PlannedEntry {
  readonly key: string;
  readonly signatures: readonly PlannedSignature[];
}

/** A key file that a signature needs, and what has to fit it. */
export interface KeyNeed extends Origin {
  readonly option: string;
  readonly keyfile: string;
  readonly type: 'dkim' | 'domainkeys';
  readonly algorithm: 'rsa-sha256' | 'ed25519-sha256' | 'rsa-sha1' | null;
}

export interface PolicySources {
  /** Where each value of an option was written, in the order of its values. */
  readonly origins: Readonly<Partial<Record<keyof SigningValues, readonly Origin[]>>>;
  /** The text of the map files that the values name; their names as in the values. */
  readonly senderMapText?: string | undefined;
  readonly listIdMapText?: string | undefined;
  /** Makes a path whole that stands in `file`, or on the command line where `file` is null. */
  readonly resolvePath: (path: string, file: string | null) => string;
}

export interface CompiledPolicy {
  readonly policy: SigningPolicy;
  readonly faults: readonly Remark[];
  readonly warnings: readonly Remark[];
  readonly keyNeeds: readonly KeyNeed[];
}

const COMMAND_LINE: Origin = { file: null, line: null };

export function compilePolicy(values: SigningValues, sources: PolicySources): CompiledPolicy {
  const faults: Remark[] = [];
  const warnings: Remark[] = [];
  const keyNeeds: KeyNeed[] = [];
  const originOf = (name: keyof SigningValues, index = 0): Origin => sources.origins[name]?.[index] ?? COMMAND_LINE;
  const domains = [...new Set(values.domain?.flat() ?? [])];
  let usesMethod = false;
  let warnedHistoric = false;

  /** `hasDomain`: something else than its own d= tells the domain. */
  function plan(spec: SignatureSpec, where: Origin & { option: string }, hasDomain: boolean): PlannedSignature | null {
    const before = faults.length;
    const fault = (message: string): void => void faults.push({ ...where, message });
    for (const message of spec.remarks) warnings.push({ ...where, message });

    const selector = spec.selector === undefined ? values.selector : selectorOf(spec.selector, fault);
    if (selector === undefined) fault('the signature has no selector; add the option selector, or s= to it');
    const keyfile =
      spec.keyfile === undefined
        ? values.keyfile && sources.resolvePath(values.keyfile, originOf('keyfile').file)
        : sources.resolvePath(spec.keyfile, where.file);
    if (keyfile === undefined) fault('the signature has no key; add the option keyfile, or key= to it');

    const domain = spec.domain === undefined ? null : templateOf(spec.domain, fault);
    if (domain === null && !hasDomain) fault('the signature has no domain; add the option domain, or d= to it');
    const constantDomain = domain?.constant ? (spec.domain ?? '') : null;
    if (constantDomain !== null) {
      const checked = parseDomain(constantDomain);
      if (!checked.ok) fault(`d=: ${checked.reason}`);
    }
    const identityText = spec.type === 'dkim' ? (spec.identity ?? values.identity) : undefined;
    const identity = identityText === undefined ? null : templateOf(identityText, fault);
    if (identityText !== undefined && identity?.constant) {
      checkIdentity(identityText, constantDomain === null ? domains : [constantDomain], fault);
    }
    const canonicalization = methodOf(spec, where, fault);
    if (faults.length > before || selector === undefined || keyfile === undefined || canonicalization === null)
      return null;
    if (spec.type === 'domainkeys' && !warnedHistoric) {
      warnedHistoric = true;
      warnings.push({
        ...where,
        message: 'DomainKeys signatures are historic; receivers ignore them. DKIM alone is enough',
      });
    }
    const named = spec.keyfile === undefined ? { option: 'keyfile', ...originOf('keyfile') } : where;
    keyNeeds.push({ ...named, keyfile, type: spec.type, algorithm: spec.algorithm ?? null });
    return {
      type: spec.type,
      ...(spec.algorithm === undefined ? {} : { algorithm: spec.algorithm }),
      canonicalization,
      domain,
      identity,
      selector,
      keyfile,
      ...(spec.signedFields === undefined ? {} : { signedFields: spec.signedFields }),
    };
  }

  function methodOf(
    spec: SignatureSpec,
    where: Origin & { option: string },
    fault: (message: string) => void,
  ): DkimMethod | 'nofws' | null {
    const own = spec.type === 'dkim' ? values.dkimMethod : values.domainkeysMethod;
    const text = spec.canonicalization ?? own ?? values.method;
    if (text !== undefined && spec.canonicalization === undefined && own === undefined) usesMethod = true;
    if (spec.type === 'domainkeys') {
      const method = domainkeysMethod(text ?? 'nofws');
      if (!method.ok) fault(method.reason);
      return method.ok ? (method.value === 'simple' ? 'simple/simple' : 'nofws') : null;
    }
    const method = dkimMethod(text ?? 'relaxed/relaxed');
    if (!method.ok) {
      fault(method.reason);
      return null;
    }
    if (method.value.remark !== null) warnings.push({ ...where, message: method.value.remark });
    return method.value.method;
  }

  function mapOf(
    option: 'sender_map' | 'listid_map',
    text: string | undefined,
    file: string | undefined,
  ): ReadonlyMap<string, PlannedEntry> | null {
    if (file === undefined) return null;
    const path = sources.resolvePath(file, originOf(option === 'sender_map' ? 'senderMap' : 'listidMap').file);
    const reading = parseLookupMap(text ?? '');
    for (const { line, message } of reading.faults) faults.push({ option, file: path, line, message });
    for (const { line, message } of reading.warnings) warnings.push({ option, file: path, line, message });
    const planned = [...reading.entries.values()].map(({ key, specs, line }): [string, PlannedEntry] => {
      const signatures = specs.flatMap((spec) => plan(spec, { option, file: path, line }, true) ?? []);
      return [key, { key, signatures }];
    });
    return new Map(planned);
  }

  const lines = values.signature ?? (values.senderMap === undefined && values.listidMap === undefined ? [[DKIM]] : []);
  const signatures = lines.flatMap((specs, index) =>
    specs.flatMap(
      (spec) => plan(spec, { option: 'signature', ...originOf('signature', index) }, domains.length > 0) ?? [],
    ),
  );
  const policy: SigningPolicy = {
    domains,
    signatures,
    senderMap: mapOf('sender_map', sources.senderMapText, values.senderMap),
    listIdMap: mapOf('listid_map', sources.listIdMapText, values.listidMap),
    senderFields: values.senderFields ?? ['from', 'sender'],
    signInvalidFrom: values.signInvalidFrom ?? false,
    oversignedFields: values.oversign,
    expiresAfter: values.expire,
  };
  if (values.method !== undefined && !usesMethod) {
    const message = 'no signature uses it: each has a canonicalization of its own';
    warnings.push({ option: 'method', ...originOf('method'), message });
  }
  return { policy, faults, warnings, keyNeeds };
}

const DKIM: SignatureSpec = { type: 'dkim', remarks: [] };

function selectorOf(text: string, fault: (message: string) => void): string {
  const selector = parseSelector(text);
  if (!selector.ok) fault(`s=: ${selector.reason}`);
  return selector.ok ? selector.value : text;
}

function templateOf(text: string, fault: (message: string) => void): Template | null {
  const template = parseTemplate(text);
  if (!template.ok) fault(template.reason);
  return template.ok ? template.value : null;
}

/** A fixed i= has to be under d=; with several domains it can fit one of them only, which each message decides. */
function checkIdentity(identity: string, domains: readonly string[], fault: (message: string) => void): void {
  const at = identity.lastIndexOf('@');
  const identityDomain = at === -1 ? null : toALabels(identity.slice(at + 1));
  if (identityDomain === null) {
    fault(`i=${identity} is not of the form user@domain or @domain`);
  } else if (domains.length > 0 && !domains.some((domain) => isSameOrSubdomain(identityDomain, domain))) {
    fault(`i=${identity} is not under d=${domains.join(', ')}: such a signature is void. Change it or take it out`);
  }
}
