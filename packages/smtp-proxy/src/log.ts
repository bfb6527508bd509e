/** pino with our field names; readable lines on a terminal. */
import type { Logger } from 'pino';

export type Log = Logger;
