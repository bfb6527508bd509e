/** The options of dkimproxy-out, and what becomes of them: keys and maps are read and checked here, before anything listens. */
import { dirname, resolve } from 'node:path';
import { systemClock } from 'dkim-core';
import { compilePolicy, signingSettings } from 'signing-policy';
import {
  dnsSettings,
  holdsKey,
  headerSettings,
  parseYesNo,
  userMay,
  type Configured,
  type ConfigureParts,
  type Origin,
  type Remark,
  type Setting,
} from 'smtp-proxy';
import { readKeyFiles } from './key-files.js';
import { createSignHandler } from './sign-message.js';
import { signMetrics } from './sign-metrics.js';

export const outSettings = {
  ...signingSettings,
  ...dnsSettings,
  rejectError: {
    name: 'reject_error',
    argument: 'yes|no',
    help: 'Answer 451 to a message that could not be signed because of an error, instead of passing it on unsigned.',
    bare: '1',
    defaultText: 'no',
    parse: parseYesNo,
  } satisfies Setting<boolean>,
  requireSafeKeys: {
    name: 'require_safe_keys',
    argument: 'yes|no',
    help: 'Do not start with a key file that others than its owner and our group can open; else that is a warning.',
    bare: '1',
    defaultText: 'no',
    parse: parseYesNo,
  } satisfies Setting<boolean>,
  ...headerSettings,
};

const DNS_KEYS = ['nameserver', 'dnsTimeout', 'dnsMessageTimeout'] as const;

export async function configure({
  values,
  origins,
  mentioned,
  cwd,
  identity,
  isCheck,
  files,
  metrics,
}: ConfigureParts<typeof outSettings>): Promise<Configured> {
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
      if (identity.user !== null && !userMay(identity.user, 'read', whole)) {
        const message = `${identity.user} cannot read ${whole}, so a later reload would fail. Run: chown ${identity.user} ${whole}`;
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
    handler: createSignHandler({
      policy: compiled.policy,
      keys: keyFiles.keys,
      rejectError: values.rejectError ?? false,
      maxHeaderSize: values.maxHeaderSize,
      maxHeaderFields: values.maxHeaderFields,
      now: systemClock,
      count: signMetrics(metrics),
    }),
    faults,
    warnings: [...warnings, ...unreadable, ...compiled.warnings, ...keyFiles.warnings],
  };
}
