/** From the options of dkimproxy-out to its handler; keys and maps are read and checked before anything listens. */
import { systemClock } from 'dkim-core';
import { readOutOptions, type outSettings } from 'proxy-options';
import type { Configured, ConfigureParts } from 'smtp-proxy';
import { createSignHandler } from './sign-message.js';
import { signMetrics } from './sign-metrics.js';

export async function configure(parts: ConfigureParts<typeof outSettings>): Promise<Configured> {
  const { values, metrics } = parts;
  const { policy, keys, faults, warnings } = readOutOptions(parts);
  const handler = createSignHandler({
    policy,
    keys,
    rejectError: values.rejectError ?? false,
    maxHeaderSize: values.maxHeaderSize,
    maxHeaderFields: values.maxHeaderFields,
    now: systemClock,
    count: signMetrics(metrics),
  });
  return { handler, faults, warnings };
}
