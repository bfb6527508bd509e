import { beforeEach, expect, test } from 'vitest';
import { openRegistry, type MetricsRegistry, type Snapshot } from './registry.js';

let registry: MetricsRegistry;
beforeEach(async () => {
  registry = await openRegistry();
});

const mails = (of: MetricsRegistry) =>
  of.metrics.counter({ name: 'mails_total', help: 'Mails.', labels: ['outcome'], known: [{ outcome: 'relayed' }] });
const seconds = (of: MetricsRegistry) => of.metrics.histogram({ name: 'took_seconds', help: 'Time.', buckets: [1, 5] });

/** As a snapshot comes from another process. */
const sent = async (of: MetricsRegistry): Promise<Snapshot> => JSON.parse(JSON.stringify(await of.snapshot()));

test('counters, histograms and readings in the text format', async () => {
  const count = mails(registry);
  count({ outcome: 'relayed' });
  count({ outcome: 'relayed' });
  count({ outcome: 'refused' });
  const took = seconds(registry);
  took(0.5);
  took(3);
  let open = 4;
  registry.metrics.reading({ type: 'gauge', name: 'sessions', help: 'Open.', read: () => open });
  registry.metrics.reading({
    type: 'counter',
    name: 'cpu_total',
    help: 'Used.',
    read: () => 2.5,
    labels: { of: 'us' },
  });
  open = 7;
  const text = `# HELP mails_total Mails.
# TYPE mails_total counter
mails_total{outcome="relayed"} 2
mails_total{outcome="refused"} 1

# HELP took_seconds Time.
# TYPE took_seconds histogram
took_seconds_bucket{le="1"} 1
took_seconds_bucket{le="5"} 2
took_seconds_bucket{le="+Inf"} 2
took_seconds_sum 3.5
took_seconds_count 2

# HELP sessions Open.
# TYPE sessions gauge
sessions 7

# HELP cpu_total Used.
# TYPE cpu_total counter
cpu_total{of="us"} 2.5
`;
  expect(await registry.text()).toBe(text);
  expect(await registry.text()).toBe(text); // to read changes nothing
  expect(registry.contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
});

test('what is known beforehand is there with 0; the rest comes with its first event', async () => {
  mails(registry);
  seconds(registry);
  expect(await registry.text()).toContain('mails_total{outcome="relayed"} 0\n');
  expect(await registry.text()).toContain('took_seconds_count 0\n');
});

test('asked for again, as after a reload, a metric goes on', async () => {
  mails(registry)({ outcome: 'relayed' });
  mails(registry)({ outcome: 'relayed' });
  seconds(registry)(1);
  seconds(registry)(1);
  registry.metrics.reading({ type: 'gauge', name: 'sessions', help: 'Open.', read: () => 1 });
  registry.metrics.reading({ type: 'gauge', name: 'sessions', help: 'Open.', read: () => 2 });
  const text = await registry.text();
  expect(text).toContain('mails_total{outcome="relayed"} 2\n');
  expect(text).toContain('took_seconds_count 2\n');
  expect(text).toContain('sessions 2\n');
});

test('a label is bounded over reloads, too', async () => {
  for (const domain of ['a', 'b', 'c', 'd']) {
    const spec = { name: 'signatures_total', help: 'x', labels: ['domain'], known: [], most: { domain: 2 } } as const;
    registry.metrics.counter(spec)({ domain });
  }
  expect(await registry.text()).toContain(`signatures_total{domain="a"} 1
signatures_total{domain="b"} 1
signatures_total{domain="other"} 2
`);
});

test("a stranger's text in a label stays in its quotes", async () => {
  const count = mails(registry);
  count({ outcome: 'a"b\\c\nmails_total{outcome="relayed"} 1000' });
  expect(await registry.text()).toContain(
    String.raw`mails_total{outcome="a\"b\\c\nmails_total{outcome=\"relayed\"} 1000"} 1` + '\n',
  );
});

test('the values of several processes add up; a gauge says how', async () => {
  const worker = await openRegistry();
  for (const [of, value] of [
    [registry, 3],
    [worker, 5],
  ] as const) {
    mails(of)({ outcome: 'relayed' });
    mails(of)({ outcome: `only ${value}` });
    seconds(of)(value);
    for (const together of ['sum', 'max', 'min', 'first'] as const) {
      of.metrics.reading({ type: 'gauge', name: `by_${together}`, help: 'x', read: () => value, together });
    }
  }
  const lines = (await registry.text([await sent(worker)])).split('\n');
  for (const line of [
    'mails_total{outcome="relayed"} 2',
    'mails_total{outcome="only 3"} 1',
    'mails_total{outcome="only 5"} 1',
    'took_seconds_bucket{le="1"} 0',
    'took_seconds_bucket{le="5"} 2',
    'took_seconds_sum 8',
    'took_seconds_count 2',
    'by_sum 8',
    'by_max 5',
    'by_min 3',
    'by_first 3',
  ]) {
    expect(lines).toContain(line);
  }
});

test('of processes that have ended the counts stay, and nothing that was theirs at the time', async () => {
  const gone: Snapshot[] = [];
  for (let at = 0; at < 3; at += 1) {
    const worker = await openRegistry();
    mails(worker)({ outcome: 'relayed' });
    seconds(worker)(at);
    worker.metrics.reading({ type: 'gauge', name: 'sessions', help: 'Open.', read: () => 9 });
    gone.push(await registry.sumOfEnded([...gone.splice(0), await sent(worker)]));
  }
  mails(registry)({ outcome: 'relayed' });
  const text = await registry.text(gone);
  expect(text).toContain('mails_total{outcome="relayed"} 4\n');
  expect(text).toContain('took_seconds_bucket{le="1"} 2\n');
  expect(text).toContain('took_seconds_count 3\n');
  expect(text).not.toContain('sessions');
});
