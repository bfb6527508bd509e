/** The traffic that P1 to P5 look at from different sides. */
import type { Sessions, TrafficSize } from '../proxy/dkimproxy.js';
import type { Traffic } from '../proxy/traffic.js';

export const TRAFFIC_SIZES: readonly TrafficSize[] = ['2 KB', '20 KB', '2 MB'];

export function ordinaryTraffic(size: TrafficSize, sessions: Sessions): Traffic {
  return { size, sessions, targets: ['out', 'in', 'pipe', 'direct'] };
}

/** The same programs with DKIM and without, side by side. */
export const TRAFFIC_WITHOUT_DKIM: Traffic = {
  size: '2 KB',
  sessions: 10,
  targets: ['out', 'out, unsigned', 'in', 'in, unsigned'],
  group: 'with and without DKIM',
  withMilter: true,
};
