/** What a well-formed signature can be wrong about before its key is asked for: algorithm, times. RFC 6376, section 6.1.1; RFC 8301. */
import type { DkimSignature } from '../tags/dkim-signature.js';
import type { Outcome, VerdictWarning } from '../verdict.js';
import type { VerifyRules } from './verify-options.js';

/** Clocks differ; so many seconds do not count (S-059, S-060). */
const GRACE = 300;

export function checkSignature(
  { algorithm, timestamp, expiration }: DkimSignature,
  now: number,
  { rsaSha1, futureSignatures }: VerifyRules,
): { outcome: Outcome | null; warnings: readonly VerdictWarning[] } {
  if (algorithm === 'rsa-sha1' && rsaSha1 === 'refuse') {
    const reason = 'rsa-sha1 is no longer a DKIM algorithm (RFC 8301)';
    return { outcome: { result: 'permerror', code: 'algorithm-historic', reason }, warnings: [] };
  }
  if (expiration !== null && now > expiration + GRACE) {
    const reason = `the signature expired ${duration(now - expiration)} ago (x=${expiration})`;
    return { outcome: { result: 'fail', code: 'signature-expired', reason }, warnings: [] };
  }
  if (timestamp !== null && timestamp > now + GRACE) {
    const reason = `the signature is from the future: ${duration(timestamp - now)} ahead (t=${timestamp})`;
    return {
      outcome: futureSignatures === 'refuse' ? { result: 'permerror', code: 'timestamp-in-future', reason } : null,
      warnings: ['timestamp-in-future'],
    };
  }
  return { outcome: null, warnings: [] };
}

function duration(seconds: number): string {
  const units: readonly [number, string][] = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ];
  const [size, name] = units.find(([length]) => seconds >= length) ?? [1, 'second'];
  const count = Math.floor(seconds / size);
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}
