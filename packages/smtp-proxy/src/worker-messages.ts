/** What the primary process and its workers say to each other over their pipe (node:cluster). */
import type { FileCopies } from './input-files.js';
import type { Entrance } from './listener.js';
import type { LogFormat } from './log.js';
import type { Snapshot } from './metrics/registry.js';
import type { SessionCounts } from './session-limits.js';
import type { FixedValues } from './settings/fixed-settings.js';

/** All that a worker needs; it reads no file. */
export interface WorkerOrders {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly machineName: string;
  readonly fixed: FixedValues;
  readonly logTarget: string;
  readonly logFormat: LogFormat;
  readonly copies: FileCopies;
}

export type ToWorker =
  | { readonly type: 'start'; readonly number: number; readonly orders: WorkerOrders }
  | { readonly type: 'configuration'; readonly copies: FileCopies }
  /** With a socket. */
  | { readonly type: 'client'; readonly id: number; readonly entrance: Entrance }
  /** What have you counted? */
  | { readonly type: 'counts'; readonly round: number }
  | { readonly type: 'stop'; readonly timeoutMs: number };

export type FromWorker =
  /** It hears us; it has no orders yet. */
  | { readonly type: 'hello' }
  | { readonly type: 'ready' }
  | { readonly type: 'configured' }
  /** The client is the worker's from now on. Sent before the greeting: a client is never greeted twice. */
  | { readonly type: 'took'; readonly id: number }
  /** A connection is over. */
  | { readonly type: 'left' }
  /** What its connections are. */
  | { readonly type: 'sessions'; readonly counts: SessionCounts }
  | { readonly type: 'counts'; readonly round: number | null; readonly snapshot: Snapshot }
  | { readonly type: 'log'; readonly line: string; readonly level: number };
