/** Tries a row of the table, and tells in the table's words how it ended. */
import { waitFor } from '../harness/program.js';
import { KEPT, type Row, type Variant } from './row.js';
import { openTalk, type Stand } from './stand.js';

export interface Seen {
  readonly hears: string;
  readonly gets: string;
  readonly log: string;
  readonly ends: string;
}

/** A fault, and how it ends; then a mail without any, which must pass. Rejects where something is left over. */
export async function tryOut(
  stand: Stand,
  { hop = {}, hopIdleMs, client, setting, kills = false }: Variant,
  row: Row,
): Promise<Seen> {
  await stand.script(hop, { idleMs: hopIdleMs });
  const heard = await (client ?? ((at) => openTalk(at).toTheEnd()))(stand);
  if (!kills) await stand.settled();
  const wanted = row.log.join('; ');
  await waitFor('the log', () => stand.logged().join('; ') === wanted, 3000).catch(() => {}); // the caller compares
  const [start] = row.hears.split('…');
  const seen = {
    hears: row.hears.endsWith('…') && heard.hears.startsWith(start ?? '') ? row.hears : heard.hears,
    gets: stand.hopGot(),
    log: stand.logged().join('; '),
    ends: heard.ends,
  };
  if (kills) await stand.restart();
  await stand.script({});
  if (setting !== 'a next hop that takes no connection') {
    const next = await openTalk(stand).toTheEnd();
    if (next.hears !== KEPT || next.ends !== 'goes on') throw new Error(`the next mail: ${next.hears}, ${next.ends}`);
  }
  await stand.settled();
  return seen;
}
