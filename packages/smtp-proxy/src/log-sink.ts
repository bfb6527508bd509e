/** Where lines of the log end up. */

/** It never throws: a log that fails costs no mail. */
export interface LogSink {
  /** Takes a whole line with its end, and its level in pino's numbers: 30 is info, 40 warn, 50 error. */
  write: (line: string, level: number) => void;
  reopen: () => Error | null;
  close: () => Promise<void>;
}
