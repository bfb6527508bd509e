/**
 * One of several processes that share the work: it takes the clients that the primary process gives to it (worker-pool.ts), and
 * reads no file, since all that it needs is told. Signals are the primary's business: whoever means us all asks it.
 */
import cluster from 'node:cluster';
import { Socket } from 'node:net';
import { readConfiguration, type ProxyProgram, type Running } from './configuration.js';
import { filesFromCopies, type FileCopies } from './input-files.js';
import { openLog, type Log } from './log.js';
import type { LogSink } from './log-sink.js';
import { noMetrics, type Metrics } from './metrics/metrics.js';
import { measureProcess } from './metrics/process-metrics.js';
import { openRegistry, type MetricsRegistry } from './metrics/registry.js';
import { countsTeller, type CountsTeller } from './metrics/worker-counts.js';
import { createRelay, type Relay } from './relay.js';
import type { SessionCounts } from './session-limits.js';
import { shutdownTimeoutOf } from './settings/relay-settings.js';
import type { FixedValues } from './settings/fixed-settings.js';
import { remarkText, type SettingTable } from './settings/setting.js';
import type { FromWorker, ToWorker, WorkerOrders } from './worker-messages.js';

export const isWorker = (): boolean => cluster.isWorker;

/** A worker's whole life; gives its exit status. */
export async function runWorker<Table extends SettingTable>(program: ProxyProgram<Table>): Promise<number> {
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  const { orders, number } = await ordersFromPrimary();
  const sink = sinkToPrimary();
  const openedLog = openLog({ sink, target: orders.logTarget, format: orders.logFormat, facts: { worker: number } });
  const { log } = openedLog;
  let teller: CountsTeller | null = null;
  process.on('uncaughtException', (err) => {
    log.fatal({ err }, 'a fault of the program; clients keep their messages');
    const told = teller?.tell(null) ?? Promise.resolve();
    void Promise.allSettled([told, openedLog.close()]).then(() => process.exit(1));
  });

  let registry: MetricsRegistry | null = null;
  const metricsFor = async ({ metricsListen }: FixedValues): Promise<Metrics> => {
    if (metricsListen && registry === null) {
      registry = await openRegistry();
      measureProcess(registry.metrics, { ...program, startedAt: Date.now() / 1000 - process.uptime() });
    }
    return registry?.metrics ?? noMetrics;
  };
  const configure = async (copies: FileCopies): Promise<Running & { shutdownTimeoutMs: number }> => {
    const files = filesFromCopies(copies);
    const { running, values, faults } = await readConfiguration(program, {
      ...orders,
      files,
      metricsFor,
      hasSockets: true,
    });
    if (running === null) throw new Error(faults.map(remarkText).join('; '));
    return { ...running, shutdownTimeoutMs: shutdownTimeoutOf(values) };
  };
  let running: Awaited<ReturnType<typeof configure>>;
  try {
    running = await configure(orders.copies);
  } catch (err) {
    log.fatal({ err }, 'the worker cannot use the configuration');
    await openedLog.close();
    return 2;
  }
  const metrics = await metricsFor(orders.fixed);
  const share = { number, of: orders.fixed.workers ?? 1 };
  const relay = createRelay({
    ...running,
    log,
    now: () => Math.floor(Date.now() / 1000),
    metrics,
    share,
    onSessions: sessionsTeller(),
  });
  teller = tellerOf(registry, log);

  const taken = new Set<Promise<void>>(); // clients on their way from the primary to the relay

  const timeoutMs = await new Promise<number>((resolve) => {
    let last: Promise<unknown> = Promise.resolve(); // one configuration after the other
    process.on('message', (message: ToWorker, socket: unknown) => {
      if (message.type === 'client' && socket instanceof Socket) {
        const step = takeClient(relay, message, socket).then(() => void taken.delete(step));
        taken.add(step);
      }
      if (message.type === 'counts') void teller?.tell(message.round);
      if (message.type === 'stop') resolve(message.timeoutMs);
      if (message.type !== 'configuration') return;
      last = last
        .then(async () => {
          running = await configure(message.copies);
          relay.update(running);
        })
        .catch((err: unknown) => log.error({ err }, 'the worker cannot use the new configuration'))
        .then(() => sayToPrimary({ type: 'configured' }));
    });
    withoutPrimary(log, () => resolve(running.shutdownTimeoutMs));
    void sayToPrimary({ type: 'ready' });
  });
  await Promise.all(taken);
  await relay.shutdown(timeoutMs);
  teller?.stop();
  await teller?.tell(null);
  await openedLog.close();
  return 0;
}

/** Once for all that changes in one turn of the event loop. */
function sessionsTeller(): (counts: SessionCounts) => void {
  let latest: SessionCounts | null = null;
  return (counts) => {
    if (latest === null) {
      setImmediate(() => {
        if (latest !== null) void sayToPrimary({ type: 'sessions', counts: latest });
        latest = null;
      });
    }
    latest = counts;
  };
}

function tellerOf(registry: MetricsRegistry | null, log: Log): CountsTeller | null {
  if (registry === null) return null;
  const { snapshot } = registry;
  return countsTeller({
    snapshot,
    log,
    say: (round, counted) => sayToPrimary({ type: 'counts', round, snapshot: counted }),
  });
}

/** Resolves when the relay has it, or it is gone. */
async function takeClient(
  relay: Relay,
  { id, entrance }: ToWorker & { type: 'client' },
  socket: Socket,
): Promise<void> {
  socket.allowHalfOpen = true; // a reply to a client that has closed its own side must still go out
  socket.on('error', () => undefined);
  if (!(await sayToPrimary({ type: 'took', id }))) return void socket.destroy();
  void relay.adopt(socket, entrance).then(() => sayToPrimary({ type: 'left' }));
}

function ordersFromPrimary(): Promise<{ orders: WorkerOrders; number: number }> {
  return new Promise((resolve) => {
    const hear = (message: ToWorker): void => {
      if (message.type !== 'start') return;
      process.off('message', hear);
      resolve(message);
    };
    process.on('message', hear);
    void sayToPrimary({ type: 'hello' });
  });
}

/** When the primary has died: sessions come to their own end, then we end; another start has its own workers. */
function withoutPrimary(log: Log, stop: () => void): void {
  const { worker } = cluster;
  worker?.on('disconnect', () => {
    worker.exitedAfterDisconnect = true; // else cluster ends the process at once, with its sessions
    log.error('the primary process has gone; the sessions in progress are finished');
    stop();
  });
}

/** Resolves when it is written; with false where the primary has gone. */
function sayToPrimary(message: FromWorker): Promise<boolean> {
  return new Promise((resolve) => {
    if (!process.connected || process.send === undefined) return resolve(false);
    process.send(message, undefined, {}, (err) => resolve(!err));
  });
}

/** The primary writes the log, for all: one file, one order. */
function sinkToPrimary(): LogSink {
  let last: Promise<void> = Promise.resolve();
  return {
    write(line, level) {
      last = sayToPrimary({ type: 'log', line, level }).then((isWritten) => {
        if (!isWritten) process.stderr.write(line);
      });
    },
    reopen: () => null,
    close: () => last,
  };
}
