/** The options that take effect at the start only. A reload keeps what they were, and says so. */
import { proxySettings, type ProxyTable } from './proxy-settings.js';
import type { SettingsReading } from './read-settings.js';
import type { Remark, SettingTable, Values } from './setting.js';

/** By these something is open or someone is become; all are plain values, which can be compared and sent to a worker. */
const FIXED = [
  'listen',
  'user',
  'group',
  'pidfile',
  'daemonize',
  'workers',
  'log',
  'logFormat',
  'metricsListen',
] as const;

export type FixedValues = Pick<Values<ProxyTable>, (typeof FIXED)[number]>;

export function fixedValues(values: Values<ProxyTable>): FixedValues {
  const given = Object.entries(values).filter(([key, value]) => isFixed(key) && value !== undefined);
  return Object.fromEntries(given) as FixedValues;
}

interface Pinned<Table extends SettingTable> {
  values: Values<Table & ProxyTable>;
  mentioned: ReadonlySet<keyof (Table & ProxyTable)>;
  /** One for each option that was changed in vain. */
  remarks: readonly Remark[];
}

/** `fixed`: null at the start, when nothing is fixed yet. */
export function pinValues<Table extends SettingTable>(
  reading: SettingsReading<ProxyTable & Table>,
  fixed: FixedValues | null,
): Pinned<Table> {
  // The table is the sum of both; its values are those of both.
  const values = reading.values as Values<Table & ProxyTable>;
  if (fixed === null) return { values, mentioned: reading.mentioned, remarks: [] };
  const written: Values<ProxyTable> = reading.values;
  const remarks = FIXED.filter((key) => JSON.stringify(written[key]) !== JSON.stringify(fixed[key])).map((key) => {
    const { file, line } = reading.origins[key]?.[0] ?? { file: null, line: null };
    const message = 'it cannot change while the program runs; restart it for that';
    return { option: proxySettings[key].name, file, line, message };
  });
  const given = FIXED.filter((key) => fixed[key] !== undefined);
  const free = Object.fromEntries(Object.entries(values).filter(([key]) => !isFixed(key))) as typeof values;
  return { values: { ...free, ...fixed }, mentioned: new Set([...reading.mentioned, ...given]), remarks };
}

function isFixed(key: string): boolean {
  return FIXED.some((each) => each === key);
}
