/**
 * 20,000 mails through four programs, two of them with workers, that are killed now and then, whole or a worker of them, between clients and a next hop that have accidents at
 * every place. Not one is lost, not one is told to be taken that was not, and each that came twice is accounted for.
 */
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { startAccidentProneNextHop } from '../faults/accident-prone-next-hop.js';
import { startBrokenDns } from '../faults/broken-dns.js';
import { countsText, createLedger } from '../faults/ledger.js';
import { seeded } from '../faults/seeded.js';
import { LAST_LINE, makeTemplate, makeTemplates } from '../faults/templates.js';
import { startTraffic, type Template } from '../faults/traffic.js';
import { startDaemon, type Daemon } from '../harness/daemon.js';
import type { FaultyNextHop } from '../harness/faulty-next-hop.js';
import { rsaKey, type TestKey } from '../harness/keys.js';
import { lacks } from '../harness/needs.js';
import { freePort } from '../harness/ports.js';
import { waitFor } from '../harness/program.js';
import { proves } from '../harness/proves.js';
import { openStage } from '../harness/stage.js';

const MAILS = Number(process.env['FAULT_MAILS'] ?? 20_000);
const SEED = Number(process.env['FAULT_SEED'] ?? 1);
/** One lane of the traffic each. */
const LANES = [
  { program: 'dkimproxy-out', workers: 1 },
  { program: 'dkimproxy-in', workers: 1 },
  { program: 'dkimproxy-out', workers: 2 },
  { program: 'dkimproxy-in', workers: 2 },
] as const;
type Lane = (typeof LANES)[number];
const KILL_EVERY_MS = 5000;
const LIMIT_S = 3; // of each time limit of the programs
const MEMORY = 300 * 1024 * 1024;

describe.skipIf(lacks('openssl'))('random faults', () => {
  const stage = openStage();
  const ledger = createLedger();
  const random = seeded(SEED);
  let key: TestKey;
  let hop: FaultyNextHop;
  let templates: [Template, ...Template[]];
  let largest: Template;
  let dnsPort: number;

  beforeAll(async () => {
    key = await rsaKey(stage, 1024);
    templates = await makeTemplates(key, { count: 6, random });
    largest = await makeTemplate(key, 400_000);
    ({ port: dnsPort } = await startBrokenDns(stage, key.record));
    hop = await startAccidentProneNextHop(stage, {
      seed: SEED,
      ledger,
      rate: 1,
      lastLine: LAST_LINE,
      tooLateMs: LIMIT_S * 2000,
    });
  });
  afterAll(() => stage.end());

  const lines = ({ program, workers }: Lane, port: number): string =>
    `listen 127.0.0.1:${port}
relay 127.0.0.1:${hop.port}
hostname proxy.example
workers ${workers}
spool_threshold 64k
${['connect', 'greeting', 'mail', 'rcpt', 'data', 'block', 'end', 'idle'].map((name) => `timeout_${name} ${LIMIT_S}`).join('\n')}
${program === 'dkimproxy-out' ? `domain example.net\nsignature dkim\nkeyfile ${key.file}\nselector s1` : `nameserver 127.0.0.1:${dnsPort}`}
`;

  proves(
    'random-faults',
    `${MAILS} mails, seed ${SEED}`,
    async () => {
      const daemons: { lane: Lane; port: number; daemon: Daemon; atRest: number }[] = [];
      for (const lane of LANES) {
        const port = await freePort();
        const daemon = await startDaemon(stage, lane.program, lines(lane, port));
        daemons.push({ lane, port, daemon, atRest: await descriptorsAtRest(daemon) });
      }
      const [first, ...others] = daemons.map(({ port }) => port);
      if (first === undefined) throw new Error('no program');

      const started = Date.now();
      const traffic = startTraffic({
        seed: SEED,
        ports: [first, ...others],
        ledger,
        templates,
        largest,
        largeOnes: 5,
        sessions: 60,
        more: (sent) => sent < MAILS,
        mostTries: 15,
        accidents: 40,
        silenceMs: LIMIT_S * 1500,
      });

      let kills = 0;
      let workerKills = 0;
      let over = false;
      const killer = (async () => {
        for (;;) {
          await new Promise((resolve) => setTimeout(resolve, KILL_EVERY_MS));
          const victim = daemons[kills % daemons.length];
          if (over || victim === undefined) return;
          const [worker] = Math.floor(kills / daemons.length) % 2 === 0 ? victim.daemon.workers() : [];
          kills += 1;
          if (worker !== undefined) {
            process.kill(worker, 'SIGKILL'); // its primary process starts another one
            workerKills += 1;
            continue;
          }
          victim.daemon.signal('SIGKILL');
          await victim.daemon.ended();
          victim.daemon = await startDaemon(stage, victim.lane.program, lines(victim.lane, victim.port));
        }
      })();
      await traffic.done;
      over = true;
      await killer;
      const seconds = (Date.now() - started) / 1000;

      const { counts, faults } = ledger.audit();
      console.log(
        `random faults, seed ${SEED}: ${countsText(counts)}; ${kills} kills, ${workerKills} of them of a worker, ${seconds.toFixed(0)} s`,
      );
      expect(faults.slice(0, 20)).toEqual([]);
      expect(counts.sent).toBe(MAILS);
      // A run in which nothing happens proves nothing.
      for (const often of [counts.bounced, counts.givenUp, counts.duplicated, kills, workerKills])
        expect(often).toBeGreaterThan(0);

      for (const { daemon, atRest, lane } of daemons) {
        await waitFor(`${lane.program} to close its descriptors`, () => daemon.descriptors().length <= atRest);
        expect(daemon.memory()).toBeLessThan(MEMORY);
        if (lane.workers > 1) await waitFor('its workers', () => daemon.workers().length === lane.workers);
        expect(daemon.logLines().filter(({ level }) => level === 60)).toEqual([]);
      }
    },
    600_000,
  );
});

/** Once it has come to rest after its start. */
async function descriptorsAtRest(daemon: Daemon): Promise<number> {
  let count = daemon.descriptors().length;
  let since = Date.now();
  await waitFor('the program to come to rest', () => {
    const now = daemon.descriptors().length;
    if (now !== count) since = Date.now();
    count = now;
    return Date.now() - since > 500;
  });
  return count;
}
