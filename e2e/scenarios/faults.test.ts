/**
 * What happens when something fails: a row a fault, tried against the real programs. The rows, e2e/faults/rows-*.ts, are
 * the documentation as well: docs/faults.md is made of them (`npx vitest run --project e2e scenarios/faults -u` writes it
 * anew).
 */
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { DNS_FAULTS } from '../faults/broken-dns.js';
import { openLanes } from '../faults/lanes.js';
import { faultsPage } from '../faults/page.js';
import type { Row, Variant } from '../faults/row.js';
import { CLIENT_ROWS } from '../faults/rows-client.js';
import { dnsRows } from '../faults/rows-dns.js';
import { MACHINE_ROWS } from '../faults/rows-machine.js';
import { NEXT_HOP_ROWS } from '../faults/rows-next-hop.js';
import { openSetting, type Setting } from '../faults/settings.js';
import { messageText, type Program, type Stand } from '../faults/stand.js';
import { tryOut, type Seen } from '../faults/try-out.js';
import { runApp } from '../harness/daemon.js';
import { rsaKey, type TestKey } from '../harness/keys.js';
import { lacks } from '../harness/needs.js';
import { proves } from '../harness/proves.js';
import { openStage } from '../harness/stage.js';

const PROGRAMS = ['dkimproxy-out', 'dkimproxy-in'] as const;

describe.skipIf(lacks('openssl', 'root'))('faults', () => {
  const stage = openStage();
  const stands = new Map<string, Promise<Stand>>();
  const signed = new Map<string, string>();
  let key: TestKey;
  let lines: Readonly<Record<Program, string>>;

  const ROWS: readonly Row[] = [
    ...NEXT_HOP_ROWS,
    ...CLIENT_ROWS,
    ...MACHINE_ROWS,
    ...dnsRows((fault) => signed.get(fault) ?? ''),
  ];

  const standFor = (program: Program, setting: Setting): Promise<Stand> => {
    const name = `${program} ${setting}`;
    const stand =
      stands.get(name) ?? openSetting(stage, setting, { program, lines: lines[program], record: key.record });
    stands.set(name, stand);
    return stand;
  };

  beforeAll(async () => {
    key = await rsaKey(stage, 1024);
    lines = {
      'dkimproxy-out': `domain example.net\nsignature dkim\nkeyfile ${key.file}\nselector s1\n`,
      'dkimproxy-in': '',
    };
    for (const fault of DNS_FAULTS) {
      const { stdout } = await runApp(
        'dkim-check',
        ['sign', '-', '--domain', 'example.net', '--selector', fault, '--keyfile', key.file],
        { input: messageText() },
      );
      signed.set(fault, stdout.toString('latin1'));
    }
    lanes.go();
  });
  afterAll(async () => {
    lanes.stop();
    await lanes.ended();
    await stage.end();
  });

  const lanes = openLanes();
  const outcomes = new Map<Variant, () => Promise<readonly Seen[]>>();
  for (const row of ROWS) {
    for (const variant of row.variants) {
      const { setting = 'usual' } = variant;
      const lane = setting === 'usual' || setting === 'short limits' ? setting : 'others';
      const programs = row.programs ?? PROGRAMS;
      const outcome = lanes.add(lane, () =>
        Promise.all(programs.map(async (program) => tryOut(await standFor(program, setting), variant, row))),
      );
      outcomes.set(variant, outcome);
    }
  }

  for (const row of ROWS) {
    for (const variant of row.variants) {
      proves('faults', `${row.rule}: ${row.side}, ${row.place}: ${variant.name}`, async () => {
        const { hears, gets, log, ends } = row;
        const expected = { hears, gets, log: log.join('; '), ends };
        const seen = await outcomes.get(variant)?.();
        expect(seen).toEqual((row.programs ?? PROGRAMS).map(() => expected));
      });
    }
  }

  proves('faults', 'docs/faults.md says what these rows say', async () => {
    await expect(faultsPage(ROWS)).toMatchFileSnapshot('../../docs/faults.md');
  });
});
