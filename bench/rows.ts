/** The table's rows, in its order. */
import type { Row } from './row.js';
import { AWKWARD } from './rows/awkward-bodies.js';
import { LIBRARY_MEMORY } from './rows/library-memory.js';
import { AWKWARD_MAIL_IN_FLIGHT } from './rows/awkward-mail-in-flight.js';
import { COST_OF_DKIM } from './rows/cost-of-dkim.js';
import { KEPT_CONNECTIONS } from './rows/kept-connections.js';
import { MANY_DOMAINS } from './rows/many-domains.js';
import { PROXY_CPU } from './rows/proxy-cpu.js';
import { PROXY_MEMORY } from './rows/proxy-memory.js';
import { PROXY_RATE } from './rows/proxy-rate.js';
import { TWO_WORKERS } from './rows/two-workers.js';
import { SEVERAL_SIGNATURES } from './rows/several-signatures.js';
import { SIGNING } from './rows/signing.js';
import { SIMPLE_FORM } from './rows/simple-form.js';
import { UNKNOWN_KEY, VERIFYING } from './rows/verifying.js';

export const ROWS: readonly Row[] = [
  ...SIGNING,
  ...VERIFYING,
  SIMPLE_FORM,
  AWKWARD,
  SEVERAL_SIGNATURES,
  LIBRARY_MEMORY,
  UNKNOWN_KEY,
  ...PROXY_CPU,
  ...PROXY_RATE,
  KEPT_CONNECTIONS,
  COST_OF_DKIM,
  PROXY_MEMORY,
  AWKWARD_MAIL_IN_FLIGHT,
  MANY_DOMAINS,
  TWO_WORKERS,
];
