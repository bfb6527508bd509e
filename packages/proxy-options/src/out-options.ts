/** What the options of dkimproxy-out come to: maps and keys read, the policy made, all that is wrong with them told. */
import { dirname, resolve } from 'node:path';
import type { SigningKey } from 'dkim-core';
import { compilePolicy, type KeyNeed, type SigningPolicy } from 'signing-policy';
import {
  dnsSettings,
  fileClosedTo,
  holdsKey,
  shellWord,
  type ConfigureParts,
  type Origin,
  type Remark,
} from 'smtp-proxy';
import { readKeyFiles } from './key-files.js';
import type { outSettings } from './out-settings.js';

export type OutParts = Omit<ConfigureParts<typeof outSettings>, 'hostname' | 'metrics'>;

export interface OutOptions {
  policy: SigningPolicy;
  /** One for each signature, in the order of the configuration. */
  keyNeeds: readonly KeyNeed[];
  /** Every key that `policy` can ask for and that could be read, by its file name as the policy has it. */
  keys: ReadonlyMap<string, SigningKey>;
  faults: readonly Remark[];
  warnings: readonly Remark[];
}

const DNS_KEYS = ['nameserver', 'dnsTimeout', 'dnsMessageTimeout'] as const;

export function readOutOptions({ values, origins, mentioned, cwd, identity, isCheck, files }: OutParts): OutOptions {
  const faults: Remark[] = [];
  const unreadable: Remark[] = []; // for the user that will run it
  const resolvePath = (path: string, file: string | null): string => resolve(file === null ? cwd : dirname(file), path);

  function mapText(
    option: 'sender_map' | 'listid_map',
    path: string | undefined,
    origin: Origin | undefined,
  ): string | undefined {
    if (path === undefined) return undefined;
    const whole = resolvePath(path, origin?.file ?? null);
    try {
      const text = files.read(whole).toString('utf8');
      if (holdsKey(text)) throw new Error('it holds a key, and is no map');
      const message = fileClosedTo(whole, identity.user, `chown ${identity.user ?? ''} ${shellWord(whole)}`);
      if (message !== null) {
        unreadable.push({ option, file: origin?.file ?? null, line: origin?.line ?? null, message });
      }
      return text;
    } catch (err) {
      const message = `${whole} cannot be read: ${err instanceof Error ? err.message : String(err)}`;
      faults.push({ option, file: origin?.file ?? null, line: origin?.line ?? null, message });
      return undefined;
    }
  }

  // A signature line at fault is told of already; the default signature would bring faults of its own.
  const given = mentioned.has('signature') && values.signature === undefined ? { ...values, signature: [] } : values;
  const compiled = compilePolicy(given, {
    origins,
    senderMapText: mapText('sender_map', values.senderMap, origins.senderMap?.[0]),
    listIdMapText: mapText('listid_map', values.listidMap, origins.listidMap?.[0]),
    resolvePath,
  });
  const warnings: Remark[] = [];
  for (const key of DNS_KEYS.filter((name) => mentioned.has(name))) {
    const { file, line } = origins[key]?.[0] ?? { file: null, line: null };
    const message = 'signing asks no DNS; it has an effect in dkimproxy-in only';
    warnings.push({ option: dnsSettings[key].name, file, line, message });
  }
  const keyFiles = readKeyFiles(compiled.keyNeeds, {
    files,
    user: identity.user,
    testEach: isCheck,
    requireSafe: values.requireSafeKeys ?? false,
  });
  faults.push(...compiled.faults, ...keyFiles.faults);
  return {
    policy: compiled.policy,
    keyNeeds: compiled.keyNeeds,
    keys: keyFiles.keys,
    faults,
    warnings: [...warnings, ...unreadable, ...compiled.warnings, ...keyFiles.warnings],
  };
}
