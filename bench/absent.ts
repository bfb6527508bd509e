/** What is not installed, and so does not take part. */
import { lacking } from 'e2e/harness/needs.js';
import { PEERS } from './library/contestants.js';
import { hasPostfixTools } from './load/load.js';
import { MILTER_NEEDS } from './proxy/milter.js';

/** Each with what it would need. */
export function absentPeers(): readonly string[] {
  const peers = [...PEERS, { name: 'the filter opendkim', needs: MILTER_NEEDS }];
  const absent = peers.flatMap(({ name, needs }) => {
    const missing = lacking(needs);
    return missing.length === 0 ? [] : [`${name} (needs ${missing.join(', ')})`];
  });
  return hasPostfixTools
    ? absent
    : [...absent, 'smtp-source and smtp-sink (need postfix; a client and a sink of ours are used)'];
}
