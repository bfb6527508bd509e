/** One who signs and verifies in a Node worker. */
import type { Job } from '../job.js';

/** One operation. It throws, or rejects, when what it made or found is not right: a fast fault is no speed. */
export type Operation = () => unknown;

/** Everything that is done once stands before the operation: keys are parsed, the mail is in memory. */
export type Contestant = (job: Job, message: Buffer) => Operation;
