/** Sockets that are open before we start, from systemd's .socket unit or another supervisor. sd_listen_fds(3). */

const FIRST = 3;
const MOST = 64; // what a unit lists by hand; a larger number is a mistake

export interface InheritedSocket {
  readonly fd: number;
  /** FileDescriptorName= of the unit; LMTP is spoken on one that is called `lmtp`. */
  readonly name: string;
}

export interface ListenFds {
  readonly sockets: readonly InheritedSocket[];
  /** What is wrong with what the environment says; null: nothing. */
  readonly fault: string | null;
}

/** `pid`: our own. Variables that are meant for another process give none. */
export function listenFds(
  { LISTEN_PID, LISTEN_FDS, LISTEN_FDNAMES }: Readonly<Record<string, string | undefined>>,
  pid: number,
): ListenFds {
  if (LISTEN_FDS === undefined || LISTEN_PID !== String(pid)) return { sockets: [], fault: null };
  const count = /^\d{1,3}$/.test(LISTEN_FDS) ? Number(LISTEN_FDS) : Number.NaN;
  if (!(count <= MOST)) return { sockets: [], fault: `LISTEN_FDS=${LISTEN_FDS} is no number from 0 to ${MOST}` };
  const names = (LISTEN_FDNAMES ?? '').split(':');
  const sockets = Array.from({ length: count }, (_, index) => ({ fd: FIRST + index, name: names[index] ?? '' }));
  return { sockets, fault: null };
}

/** They are meant for us alone, not for the programs that we start. */
export function forgetListenFds(env: NodeJS.ProcessEnv): void {
  for (const name of ['LISTEN_PID', 'LISTEN_FDS', 'LISTEN_FDNAMES']) delete env[name];
}
