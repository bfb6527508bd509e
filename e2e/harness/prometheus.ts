/** A scrape of /metrics, read by the Prometheus project's own client for Python, which knows nothing of ours. */
import { get } from './http.js';
import { runWell } from './program.js';

export interface Family {
  /** Without `_total`. */
  readonly name: string;
  readonly type: string;
  readonly help: string;
}

export interface Scrape {
  readonly families: readonly Family[];
  /** The value of a series, by its name and all its labels; undefined if there is none. */
  value(name: string, labels?: Readonly<Record<string, string>>): number | undefined;
  /** The series of a name that are not 0, as `a,b: 3`: the labels' values in the order of their names. */
  counts(name: string): readonly string[];
}

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const PYTHON = '/usr/bin/python3'; // Debian's own: another one in PATH lacks the module
const READ = `
import json, sys
from prometheus_client.parser import text_string_to_metric_families
families = list(text_string_to_metric_families(sys.stdin.read()))
print(json.dumps(dict(
    families=[dict(name=f.name, type=f.type, help=f.documentation) for f in families],
    samples=[dict(name=s.name, labels=s.labels, value=s.value) for f in families for s in f.samples])))
`;

export async function scrape(port: number): Promise<Scrape> {
  const { status, text } = await get(port, '/metrics');
  if (status !== 200) throw new Error(`/metrics answered ${status}: ${text}`);
  const read = await runWell(PYTHON, ['-c', READ], { input: text });
  const { families, samples } = JSON.parse(read) as { families: Family[]; samples: Sample[] };
  return {
    families,
    value: (name, labels = {}) =>
      samples.find((sample) => sample.name === name && sameLabels(sample.labels, labels))?.value,
    counts: (name) =>
      samples
        .filter((sample) => sample.name === name && sample.value !== 0)
        .map(({ labels, value }) => `${valuesOf(labels).join(',')}: ${value}`)
        .toSorted(),
  };
}

function sameLabels(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  return JSON.stringify(entriesOf(one)) === JSON.stringify(entriesOf(other));
}

function entriesOf(labels: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function valuesOf(labels: Readonly<Record<string, string>>): readonly string[] {
  return entriesOf(labels).map(([, value]) => value);
}
