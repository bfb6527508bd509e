/**
 * Several processes that share the work (node:cluster), seen from the primary one: it listens, gives each client to the worker
 * that has the most room, and starts a worker again that has ended. What a worker does is in worker.ts.
 *
 * The primary accepts by itself instead of letting workers listen: a listening socket of cluster's own is closed with its
 * last worker, and after the privilege drop nobody could bind it again. So it outlives every crash, and who comes meanwhile
 * waits. The primary also holds what configuration, keys and maps said when they could be read, and tells each worker over
 * its pipe. Workers are started after the privilege drop: none of them is ever root.
 */
import cluster, { type Worker } from 'node:cluster';
import type { Socket } from 'node:net';
import type { Running } from './configuration.js';
import type { FileCopies } from './input-files.js';
import type { Service } from './lifecycle.js';
import { listen, type Entrance, type Listener } from './listener.js';
import type { OpenLog } from './log.js';
import type { Monitor } from './metrics/monitor.js';
import { workerCounts } from './metrics/worker-counts.js';
import { workerMetrics } from './metrics/worker-metrics.js';
import type { SessionCounts } from './session-limits.js';
import type { FromWorker, ToWorker, WorkerOrders } from './worker-messages.js';
import { shareOf } from './worker-share.js';

const FIRST_PAUSE_MS = 100; // before a worker that has ended is started again; doubled each time
const LONGEST_PAUSE_MS = 30_000;
const SOUND_MS = 60_000; // a worker that lived so long had no fault of the start
const LONGEST_WAIT_MS = 30_000; // of a client for a worker, and of a reload
const MOST_WAITING = 1000; // clients
const LAST_WORDS_MS = 500; // for what a worker had written before it ended
const NO_SESSIONS: SessionCounts = { sessions: 0, aside: 0 };
const GRACE_MS = 30_000; // beyond all time-outs of a session, for a worker to end

interface Client {
  readonly id: number;
  readonly socket: Socket;
  readonly entrance: Entrance;
}

/** A client that was given to a worker, and not taken yet. */
interface HandedClient {
  readonly client: Client;
  readonly timer: NodeJS.Timeout;
}

interface Member {
  readonly number: number;
  worker: Worker | null;
  hasOrders: boolean;
  isReady: boolean;
  /** Connections. */
  sessions: number;
  /** What they are, as far as the worker has said so. */
  counts: SessionCounts;
  /** By the number of the client. */
  readonly handed: Map<number, HandedClient>;
  startedAt: number;
  /** One after the other, each soon after its start. */
  crashes: number;
  /** What wakes when it has followed a new configuration, or is gone. */
  onConfigured: (() => void) | null;
}

export interface WorkerPool extends Service {
  /** Resolves when every worker follows it, or has not for half a minute. */
  update(running: Running, copies: FileCopies): Promise<void>;
}

export interface WorkerPoolParts {
  readonly count: number;
  readonly orders: WorkerOrders;
  readonly running: Running;
  readonly log: OpenLog;
  readonly monitor: Pick<Monitor, 'metrics' | 'sumOfEnded'>;
}

export function createWorkers({
  count,
  orders: firstOrders,
  running: first,
  log: openLog,
  monitor,
}: WorkerPoolParts): WorkerPool {
  const { log } = openLog;
  let orders = firstOrders;
  let running = first;
  let isStarted = false;
  let isStopping = false;
  let lastId = 0;
  const listeners: Listener[] = [];
  const waiting = new Map<Client, NodeJS.Timeout>();
  const restarts = new Set<NodeJS.Timeout>();
  const members = Array.from({ length: count }, (_, index): Member => newMember(index + 1));
  let onChange: (() => void) | null = null; // a worker is ready, or has ended

  cluster.setupPrimary({ cwd: '/', serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });

  const metrics = workerMetrics(monitor.metrics, {
    ready: () => members.filter(isServing).length,
    waiting: () => waiting.size,
  });
  const counts = workerCounts({
    sumOfEnded: monitor.sumOfEnded,
    ask(round) {
      const asked = members.filter(isServing);
      for (const member of asked) tell(member, { type: 'counts', round });
      return asked.map(({ number }) => number);
    },
  });

  const turnAway = (client: Client): void => {
    clearTimeout(waiting.get(client));
    waiting.delete(client);
    metrics.turnedAway(isStopping ? 'shutdown' : 'no_worker');
    // A greeting carries no enhanced code (S-210).
    client.socket.end(`421 ${running.settings.hostname} Service not available, try again later\r\n`);
    setTimeout(() => client.socket.destroy(), 2000).unref();
  };

  const give = (client: Client): void => {
    if (client.socket.destroyed) return;
    const ready = members.filter(isServing);
    const member = ready.toSorted((one, other) => room(other) - room(one) || one.sessions - other.sessions)[0] ?? null;
    if (member === null || isStopping) {
      if (isStopping || waiting.size >= MOST_WAITING) return turnAway(client);
      waiting.set(
        client,
        setTimeout(() => turnAway(client), LONGEST_WAIT_MS),
      );
      return;
    }
    // A worker that hangs, or has no descriptor left for it, does not take it, and nobody else would see that the client goes.
    const timer = setTimeout(() => {
      member.handed.delete(client.id);
      log.error({ worker: member.number, pid: member.worker?.process.pid }, 'a worker does not take its clients');
      turnAway(client);
    }, LONGEST_WAIT_MS);
    member.handed.set(client.id, { client, timer });
    member.sessions += 1;
    const message: ToWorker = { type: 'client', id: client.id, entrance: client.entrance };
    // Our own copy of the socket stays open until it is taken: if the worker ends before, another one gets it.
    member.worker?.process.send(message, client.socket, { keepOpen: true }, () => undefined);
  };

  /** How many sessions it may still begin, if all that it has not judged yet become sessions. */
  const room = ({ number, sessions, counts: { sessions: admitted, aside } }: Member): number =>
    shareOf(running.settings.limits.sessions, { number, of: count }) -
    admitted -
    Math.max(sessions - admitted - aside, 0);

  const giveWaiting = (): void => {
    const clients = Array.from(waiting.keys()); // some may have to wait again
    for (const client of clients) {
      clearTimeout(waiting.get(client));
      waiting.delete(client);
      give(client);
    }
  };

  const hear = (member: Member, message: FromWorker): void => {
    switch (message.type) {
      case 'hello':
        tell(member, { type: 'start', number: member.number, orders });
        member.hasOrders = true;
        break;
      case 'ready':
        member.isReady = true;
        if (member.crashes > 0) log.info({ worker: member.number }, 'the worker is there again');
        giveWaiting();
        onChange?.();
        break;
      case 'configured':
        member.onConfigured?.();
        break;
      case 'took':
        takeBack(member, message.id)?.socket.destroy(); // closes our copy alone
        break;
      case 'left':
        member.sessions -= 1;
        break;
      case 'sessions':
        member.counts = message.counts;
        break;
      case 'counts':
        counts.heard(member.number, message.round, message.snapshot);
        break;
      case 'log':
        openLog.pass(message.line, message.level);
        break;
    }
  };

  const start = (member: Member): void => {
    const worker = cluster.fork();
    Object.assign(member, {
      worker,
      hasOrders: false,
      isReady: false,
      sessions: 0,
      counts: NO_SESSIONS,
      startedAt: Date.now(),
    });
    const isThere = worker.process.pid !== undefined;
    let how: { code: number | null; signal: string | null } = { code: null, signal: null };
    worker.on('message', (message: FromWorker) => {
      if (member.worker === worker) hear(member, message);
    });
    const exited = new Promise<void>((resolve) => {
      worker.on('exit', (code, signal) => {
        how = { code, signal };
        resolve();
      });
      worker.on('error', (err) => {
        log.error({ err, worker: member.number }, 'a worker cannot be reached');
        if (!isThere) resolve();
      });
    });
    // "disconnect" comes behind the last message, "exit" may come before it; where a socket was under way to a worker that is
    // killed, "disconnect" never comes (Node 20).
    const disconnected = new Promise<void>((resolve) => {
      worker.on('disconnect', resolve);
    });
    const isSilent = async (): Promise<void> => {
      await Promise.race([disconnected, new Promise((resolve) => setTimeout(resolve, LAST_WORDS_MS))]);
      // Where we were held up ourselves its last words lie unread: a client that it took must not be greeted twice.
      await new Promise((resolve) => setImmediate(resolve));
      if (worker.isConnected()) worker.process.disconnect(); // closes our end
      ended(member, { pid: worker.process.pid, ...how });
    };
    void exited.then(isSilent);
  };

  const ended = (
    member: Member,
    how: { pid: number | undefined; code: number | null; signal: string | null },
  ): void => {
    const facts = { worker: member.number, ...how };
    const left = [...member.handed.keys()].map((id) => takeBack(member, id)).filter((client) => client !== undefined);
    Object.assign(member, { worker: null, isReady: false, sessions: 0 });
    member.onConfigured?.();
    counts.ended(member.number);
    for (const client of left) give(client);
    onChange?.();
    if (isStopping) return;
    metrics.workerEnded();
    if (!isStarted) return log.error(facts, 'a worker has ended at its start');
    member.crashes = Date.now() - member.startedAt < SOUND_MS ? member.crashes + 1 : 1;
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (member.crashes - 1), LONGEST_PAUSE_MS);
    log.error({ ...facts, pauseMs }, 'a worker has ended, it is started again; clients keep their messages');
    const timer = setTimeout(() => {
      restarts.delete(timer);
      start(member);
    }, pauseMs);
    restarts.add(timer);
  };

  const endOf = async (isEnd: () => boolean): Promise<void> => {
    while (!isEnd()) {
      await new Promise<void>((resolve) => {
        onChange = resolve;
      });
    }
  };

  return {
    async listen(place) {
      const listener = await listen(place, {
        isPaused: true, // what the client says is for the worker
        onSocket(socket, entrance) {
          lastId += 1;
          socket.on('error', () => socket.destroy());
          give({ id: lastId, socket, entrance });
        },
        onError: (err) => log.error({ err }, 'the listener reported an error'),
      });
      listeners.push(listener);
      return listener.address;
    },

    async start() {
      for (const member of members) start(member);
      await endOf(() => members.every(({ isReady }) => isReady) || members.some(({ worker }) => worker === null));
      const failed = members.find(({ worker }) => worker === null);
      if (failed !== undefined) throw new Error(`worker ${failed.number} ended at its start`);
      isStarted = true;
    },

    async update(next, copies) {
      running = next;
      orders = { ...orders, copies };
      await Promise.all(
        members
          .filter(({ hasOrders, worker }) => hasOrders && worker?.isConnected())
          .map((member) => {
            const followed = new Promise<void>((resolve) => {
              const timer = setTimeout(() => {
                log.error({ worker: member.number }, 'a worker does not follow the new configuration; it may hang');
                resolve();
              }, LONGEST_WAIT_MS);
              member.onConfigured = () => {
                clearTimeout(timer);
                resolve();
              };
            });
            tell(member, { type: 'configuration', copies });
            return followed;
          }),
      );
    },

    async shutdown(timeoutMs) {
      isStopping = true;
      for (const listener of listeners) listener.close();
      for (const timer of restarts) clearTimeout(timer);
      for (const client of waiting.keys()) turnAway(client);
      for (const member of members) {
        if (member.hasOrders) tell(member, { type: 'stop', timeoutMs });
        else member.worker?.process.kill('SIGKILL'); // it has no clients
      }
      const latest = setTimeout(
        () => {
          for (const { worker, number } of members) {
            if (worker === null) continue;
            log.error({ worker: number, pid: worker.process.pid }, 'a worker does not end; it is killed');
            worker.process.kill('SIGKILL');
          }
        },
        timeoutMs + running.settings.timeouts.end + GRACE_MS,
      );
      await endOf(() => members.every(({ worker }) => worker === null));
      clearTimeout(latest);
    },

    gather: () => counts.gather(),
    hindrance: () => (members.some(isServing) ? null : 'no worker is running'),
    sessions: () => waiting.size + members.reduce((sum, { sessions }) => sum + sessions, 0),
  };
}

function tell(member: Member, message: ToWorker): void {
  // A pipe that breaks shows as "disconnect".
  if (member.worker?.isConnected()) member.worker.process.send(message, () => undefined);
}

/** The client that was given to it, if it has not been taken back before. */
function takeBack(member: Member, id: number): Client | undefined {
  const handed = member.handed.get(id);
  clearTimeout(handed?.timer);
  member.handed.delete(id);
  return handed?.client;
}

function isServing({ isReady, worker }: Member): boolean {
  return isReady && worker?.isConnected() === true;
}

function newMember(number: number): Member {
  return {
    number,
    worker: null,
    hasOrders: false,
    isReady: false,
    sessions: 0,
    counts: NO_SESSIONS,
    handed: new Map(),
    startedAt: 0,
    crashes: 0,
    onConfigured: null,
  };
}
