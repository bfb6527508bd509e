/** From the options of dkimproxy-in to its handler. */
import { cachingResolver, nodeResolver } from 'dkim-core';
import { checkInOptions, type inSettings } from 'proxy-options';
import type { Configured, ConfigureParts } from 'smtp-proxy';
import { dnsMetrics } from './dns-metrics.js';
import { createVerifyHandler } from './verify-message.js';
import { verifyMetrics } from './verify-metrics.js';

export async function configure(parts: ConfigureParts<typeof inSettings>): Promise<Configured> {
  const { values, hostname, metrics } = parts;
  const dns = dnsMetrics(metrics, () => performance.now());
  const resolver = nodeResolver({ servers: values.nameserver, timeoutMs: 1000 * (values.dnsTimeout ?? 10) });
  const handler = createVerifyHandler({
    resolveTxt: dns.lookups(cachingResolver(dns.questions(resolver), { now: () => performance.now() / 1000 })),
    count: verifyMetrics(metrics),
    verifyOptions: {
      dkim: values.verifyDkim,
      domainkeys: values.verifyDomainkeys,
      requiredFields: values.requiredFields,
      acceptUnsignedBody: values.acceptUnsignedBody,
      acceptUnsignedFrom: values.acceptUnsignedFrom,
      maxSignatures: values.maxSignatures,
      maxRsaBits: values.maxRsaBits,
      maxHeaderSize: values.maxHeaderSize,
      maxHeaderFields: values.maxHeaderFields,
    },
    maxDnsDomains: values.maxDnsDomains ?? 10,
    dnsMessageTimeoutMs: 1000 * (values.dnsMessageTimeout ?? 20),
    authservId: hostname,
    removeResults: values.removeResults ?? 'own',
    trustedResults: values.trustedResults ?? null,
    xResults: values.xResults ?? true,
    rejectError: values.rejectError ?? 'off',
    rejectFail: values.rejectFail ?? false,
  });
  return { handler, ...checkInOptions(parts) };
}
