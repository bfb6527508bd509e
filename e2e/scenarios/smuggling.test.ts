/**
 * SMTP smuggling: one mail that the next hop takes for two. Each look-alike of the end of data, through both programs in
 * both modes of bare_newline, to next hops that are lenient in each way; a second mail never comes out.
 *
 * What a next hop does depends on the octets that it gets, so most are asked about the octets that left (each cut of the
 * look-alike in two segments gives the very same); the main kinds stand behind the programs for real as well.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ed25519Key, type TestKey } from '../harness/keys.js';
import { lacks } from '../harness/needs.js';
import { proves } from '../harness/proves.js';
import { openStage } from '../harness/stage.js';
import { hello, type ExactClient } from '../identity/client.js';
import { PROGRAMS, startProgram } from '../identity/programs.js';
import { commandsBehind, KINDS, LENIENCIES, STRICT, type Leniency } from '../smuggling/lenient.js';
import { attack, attackAtOnce, isSmuggled, LOOK_ALIKES, placeIn, REAL_END, replyTo } from '../smuggling/look-alikes.js';
import { lenientSink, senderFor, type LenientSink } from '../smuggling/sink.js';

const LIMIT_MS = 600_000; // tells "ends" from "hangs"

/** The envelope, with the sender that makes the next hop lenient. */
async function envelope(client: ExactClient, leniency: Leniency): Promise<void> {
  await client.write(`MAIL FROM:<${senderFor(leniency)}>\r\nRCPT TO:<hanako@x.example>\r\nDATA\r\n`);
  for (const code of [250, 250, 354]) expect(await client.code()).toBe(code);
}

/** How many look-alikes get a second mail through it, with no proxy in between. */
function fooledBy(leniency: Leniency): number {
  return LOOK_ALIKES.filter((each) => commandsBehind(leniency, attack(each)).some(isSmuggled)).length;
}

test('each kind of leniency is one: without a proxy in between some look-alike gets a second mail through it', () => {
  expect(fooledBy(STRICT)).toBe(0);
  expect(LENIENCIES.filter((leniency) => leniency !== STRICT && fooledBy(leniency) === 0)).toEqual([]);
  // And each look-alike with line ends on both sides fools one of them.
  const fools = LOOK_ALIKES.filter((each) =>
    LENIENCIES.some((one) => commandsBehind(one, attack(each)).some(isSmuggled)),
  );
  const others = LOOK_ALIKES.filter((each) => !fools.includes(each));
  expect(others.filter(({ name }) => !name.includes('nothing')).map(({ name }) => name)).toEqual([]);
});

describe.skipIf(lacks('openssl'))('smuggling', () => {
  const stage = openStage();
  let key: TestKey;
  beforeAll(async () => {
    key = await ed25519Key(stage);
  });
  afterAll(() => stage.end());

  for (const program of PROGRAMS) {
    for (const mode of ['normalize', 'reject'] as const) {
      describe(`through ${program}, bare_newline ${mode}`, () => {
        let sink: LenientSink;
        let port: number;
        beforeAll(async () => {
          sink = await lenientSink(stage);
          port = await startProgram(stage, program, { relay: sink.port, key, lines: `bare_newline ${mode}` });
        });

        proves(
          'smuggling',
          `${LOOK_ALIKES.length} look-alikes, to ${KINDS.length + 1} kinds of next hop over sockets`,
          async () => {
            const faults: string[] = [];
            for (const leniency of [STRICT, ...KINDS]) {
              const client = await hello(port);
              for (const lookAlike of LOOK_ALIKES) {
                await envelope(client, leniency);
                await client.write(attack(lookAlike));
                const code = await client.code();
                if (code !== replyTo(attack(lookAlike), mode))
                  faults.push(`${lookAlike.name}, ${leniency.name}: ${code}`);
              }
              await client.write('QUIT\r\n');
              expect(await client.code()).toBe(221);
              await client.closed;
              expect(client.unread()).toBe('');
              const session = sink.sessions.at(-1);
              const passed = LOOK_ALIKES.filter((lookAlike) => replyTo(attack(lookAlike), mode) === 250).length;
              expect({ leniency: leniency.name, mails: session?.wire.length }).toEqual({
                leniency: leniency.name,
                mails: passed,
              });
              faults.push(...(session?.commands.filter(isSmuggled) ?? ['no session']));
            }
            expect(faults).toEqual([]);
            console.log(
              `smuggling, ${program}, ${mode}: ${LOOK_ALIKES.length * (KINDS.length + 1)} attacks over sockets, ` +
                `${faults.length} second mails`,
            );
          },
          LIMIT_MS,
        );

        proves(
          'smuggling',
          `the same cut at each octet of the look-alike, for ${LENIENCIES.length} kinds of next hop`,
          async () => {
            const faults: string[] = [];
            let sent = 0;
            let asked = 0;
            const client = await hello(port);
            for (const lookAlike of LOOK_ALIKES) {
              const octets = Buffer.from(attack(lookAlike), 'latin1');
              const { from, to } = placeIn(lookAlike);
              const cuts = Array.from({ length: to - from }, (_, at) => from + at + 1);
              const left = new Set<string>();
              for (const where of [[], ...cuts.map((cut) => [cut]), cuts]) {
                await envelope(client, STRICT);
                const pieces = [...where, octets.length].map((cut, at) => octets.subarray(where[at - 1] ?? 0, cut));
                await client.writeInTurns(pieces);
                sent += 1;
                const code = await client.code();
                if (code !== replyTo(attack(lookAlike), mode))
                  faults.push(`${lookAlike.name}, cut at ${String(where)}: ${code}`);
                const wire = sink.sessions.at(-1)?.wire.at(-1) ?? '';
                // The lines on top have a time in them.
                if (code === 250) left.add(wire.slice(wire.indexOf('From: taro')));
              }
              if (left.size > 1) faults.push(`${lookAlike.name}: what leaves depends on the cuts`);
              for (const wire of left) {
                if (/\r(?!\n)|(?<!\r)\n/.test(wire)) faults.push(`${lookAlike.name}: a bare CR or LF left`);
                for (const leniency of LENIENCIES) {
                  asked += 1;
                  const behind = commandsBehind(leniency, `X-On-Top: 1\r\n${wire}`);
                  if (behind.length > 0) faults.push(`${lookAlike.name}, ${leniency.name}: ${behind.join(' | ')}`);
                }
              }
            }
            expect(faults).toEqual([]);
            expect(sink.sessions.at(-1)?.commands.filter(isSmuggled)).toEqual([]);
            console.log(
              `smuggling, ${program}, ${mode}: ${sent} attacks in segments, ${asked} answers of lenient next hops, ` +
                `${faults.length} second mails`,
            );
            client.destroy();
          },
          LIMIT_MS,
        );

        proves(
          'smuggling',
          'look-alikes as the first octets of a message, behind the lines that we add',
          async () => {
            const faults: string[] = [];
            let asked = 0;
            const client = await hello(port);
            for (const lookAlike of LOOK_ALIKES) {
              const octets = attackAtOnce(lookAlike);
              if (octets === null) continue;
              await envelope(client, STRICT);
              await client.write(octets);
              const code = await client.code();
              if (code !== replyTo(octets, mode)) faults.push(`${lookAlike.name}: ${code}`);
              if (code !== 250) continue;
              const wire = sink.sessions.at(-1)?.wire.at(-1) ?? '';
              for (const leniency of LENIENCIES) {
                asked += 1;
                const behind = commandsBehind(leniency, wire);
                if (behind.length > 0) faults.push(`${lookAlike.name}, ${leniency.name}: ${behind.join(' | ')}`);
              }
            }
            expect(faults).toEqual([]);
            expect(asked).toBeGreaterThan(LENIENCIES.length);
            client.destroy();
          },
          LIMIT_MS,
        );

        proves(
          'smuggling',
          'behind the real end a second mail is the client’s own, so this test would see one',
          async () => {
            const client = await hello(port);
            await envelope(client, STRICT);
            await client.write(attack(REAL_END));
            for (const code of [250, 250, 250, 354, 250]) expect(await client.code()).toBe(code);
            expect(sink.sessions.at(-1)?.commands.filter(isSmuggled)).toHaveLength(2);
            client.destroy();
          },
        );
      });
    }
  }
});
