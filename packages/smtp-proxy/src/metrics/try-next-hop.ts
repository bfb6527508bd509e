/** One session to the next hop, opened for /ready as for a client, and ended again. */
import { dialogueTrace } from '../dialogue-trace.js';
import type { Log } from '../log.js';
import { openNextHop } from '../next-hop/open.js';
import type { RelaySettings } from '../types.js';

/** Null: it takes sessions. Else why not; bounded by the timeouts of the settings. */
export async function tryNextHop(settings: RelaySettings, log: Log): Promise<string | null> {
  const trace = dialogueTrace(log, settings.trace);
  const opened = await openNextHop(settings, { trace, signal: new AbortController().signal });
  if (!opened.ok) return opened.reason;
  opened.nextHop.quit();
  return null;
}
