/**
 * Random messages through each program and through both: what leaves is what came, but for the added lines.
 *
 * `IDENTITY_SEED=N` gives other messages, `IDENTITY_MESSAGES=N` more of them. A mismatch names the index of its message,
 * which with the same seed is the same message in each run.
 */
import { afterAll, describe, expect } from 'vitest';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { lacks } from '../harness/needs.js';
import { proves } from '../harness/proves.js';
import { openStage } from '../harness/stage.js';
import { hasBareLineEnds, normalized, withBareLineEnds } from '../identity/bare-line-ends.js';
import { exactClient, onTheWire } from '../identity/client.js';
import { messageMaker, type TestMessage } from '../identity/messages.js';
import { random } from '../identity/random.js';
import { sendAll, startWorld, type Plan, type World } from '../identity/run.js';

const SEED = Number(process.env.IDENTITY_SEED ?? 5321);
const MESSAGES = Number(process.env.IDENTITY_MESSAGES ?? 10_000);
const ALONE = Math.ceil(MESSAGES / 10);
const BARE = Math.ceil(MESSAGES / 20);
const HUGE = 10; // of 50 MiB
const THRESHOLD = 10_000; // octets
const LIMIT_MS = 600_000; // tells "ends" from "hangs": a busy machine takes minutes for what a free one does in one

describe.skipIf(lacks('openssl'))('byte identity', () => {
  const stage = openStage();
  afterAll(() => stage.end());
  const maker = messageMaker(SEED);

  /** Prints one line with the counts. `signed`: the share of the messages that must have been signed at least. */
  const sendAndJudge = async (world: World, plan: Omit<Plan, 'seed'> & { signed?: number }): Promise<void> => {
    const { messages, octets, signed, medianSize, seconds, mismatches } = await sendAll(world, { seed: SEED, ...plan });
    console.log(
      `byte identity, ${world.route}: ${messages} messages, median ${medianSize} octets, ${octets} octets left, ` +
        `${signed} signed, ${mismatches.length} mismatches, seed ${SEED}, ` +
        `${seconds.toFixed(1)} s, ${(octets / seconds / 1e6).toFixed(1)} MB/s`,
    );
    expect({ seed: SEED, mismatches: mismatches.slice(0, 10) }).toEqual({ seed: SEED, mismatches: [] });
    expect(messages).toBe(plan.count);
    expect(signed).toBeGreaterThanOrEqual(world.route === 'dkimproxy-in' ? 0 : messages * (plan.signed ?? 0));
  };

  proves(
    'byte-identity',
    `${MESSAGES} messages and ${HUGE} of 50 MiB through both programs, many of them by way of the disk`,
    async () => {
      const world = await startWorld(stage, 'both', { out: 'spool_threshold 16k', in: 'spool_threshold 2k' });
      await sendAndJudge(world, { count: MESSAGES, make: maker.message, signed: 0.5 });
      await sendAndJudge(world, { count: HUGE, make: (index) => maker.huge(index, 50), huge: true, signed: 1 });
    },
    LIMIT_MS,
  );

  for (const route of ['dkimproxy-out', 'dkimproxy-in'] as const) {
    proves(
      'byte-identity',
      `${ALONE} messages through ${route} alone`,
      async () => sendAndJudge(await startWorld(stage, route), { count: ALONE, make: maker.message, signed: 0.5 }),
      LIMIT_MS,
    );

    for (const mode of ['normalize', 'reject'] as const) {
      proves(
        'bare-newline',
        `${BARE} messages through ${route}, every other with bare CR or LF: ${mode}`,
        async () => {
          const option = `bare_newline ${mode}`;
          const world = await startWorld(stage, route, { out: option, in: option });
          await sendAndJudge(world, {
            count: BARE,
            make(index) {
              const message = maker.ofSize(index, 64 + ((index * 37) % 4000));
              return index % 2 === 0 ? withBareLineEnds(message, random(SEED, index)) : message;
            },
            expect(message) {
              if (!hasBareLineEnds(message)) return message;
              return mode === 'reject' ? null : normalized(message);
            },
          });
        },
        LIMIT_MS,
      );
    }

    proves('byte-identity', `at the sizes where ${route} goes to another block or to the disk`, async () => {
      const blocks = [4096, 65_536, 4096 + 65_536, 2 * 65_536, THRESHOLD, 262_144];
      const sizes = blocks.flatMap((size) => [size - 1, size, size + 1, size + 2]);
      for (const option of [`spool_threshold ${THRESHOLD}`, '', 'spool_threshold 1']) {
        const world = await startWorld(stage, route, { out: option, in: option });
        await sendAndJudge(world, {
          count: sizes.length,
          make: (index) => exactly(index, sizes[index] ?? 0),
        });
      }
    });

    proves(
      'byte-identity',
      `a message of spool_threshold stays in memory in ${route}, one octet more does not`,
      async () => {
        const folder = join(stage.folder, `spool-${route}`);
        mkdirSync(folder);
        const option = `spool_threshold ${THRESHOLD}\nspool_dir ${folder}`;
        const world = await startWorld(stage, route, { out: option, in: option });
        rmSync(folder, { recursive: true }); // who goes to the disk now, fails
        await sendAndJudge(world, { count: 1, make: (index) => exactly(index, THRESHOLD) });
        const client = await exactClient(world.port);
        await client.reply();
        for (const line of ['EHLO x', 'MAIL FROM:<a@x.example>', 'RCPT TO:<m0@x.example>', 'DATA']) {
          await client.write(`${line}\r\n`);
          await client.reply();
        }
        await client.write(onTheWire(Buffer.concat([...exactly(0, THRESHOLD + 1).pieces()])));
        expect(await client.reply()).toMatch(/^451 /);
        client.destroy();
      },
    );

    proves(
      'byte-identity',
      `${route} with each cut of a message in two segments, and each octet in one of its own`,
      async () => {
        const world = await startWorld(stage, route);
        let segments = 0;
        for (const message of [
          '.',
          '..\r\n.',
          'a: b\r\n\r\n.\r\n',
          'a: b\r\n\r\n..\r\n\r\n',
          '\r\n.\r\n',
          ' .\r\n.x\r\n',
          '',
        ]) {
          const octets = Buffer.from(message === '' || message.endsWith('\r\n') ? message : `${message}\r\n`, 'latin1');
          const wire = Buffer.concat([onTheWire(octets), Buffer.from('NOOP\r\n')]);
          const ways = [[...wire.keys()], ...[...wire.keys()].map((cut) => [cut])];
          const client = await exactClient(world.port);
          await client.reply();
          await client.write('EHLO x\r\n');
          await client.reply();
          for (const [index, cuts] of ways.entries()) {
            const faults: (string | null)[] = [];
            world.underWay.set(index, {
              message: literally(index, octets),
              huge: false,
              tell: ({ fault }) => void faults.push(fault),
            });
            await client.write(`MAIL FROM:<a@x.example>\r\nRCPT TO:<m${index}@x.example>\r\nDATA\r\n`);
            for (const code of [250, 250, 354]) expect(await client.code()).toBe(code);
            const pieces = [...cuts, wire.length].map((cut, at) => wire.subarray(cuts[at - 1] ?? 0, cut));
            await client.writeSegments(pieces);
            segments += pieces.length;
            expect({ message, cuts, end: await client.code(), noop: await client.code(), faults }).toEqual({
              message,
              cuts,
              end: 250,
              noop: 250,
              faults: [null],
            });
          }
          client.destroy();
        }
        console.log(`byte identity, ${route}: ${segments} segments, each read before the next was sent`);
      },
    );
  }

  /** The first of the messages from `index` on that has this very size. */
  function exactly(index: number, size: number): TestMessage {
    for (let other = index; ; other += 1_000_000) {
      const message = maker.ofSize(other, size);
      if (message.size === size) return { ...message, index };
    }
  }
});

function literally(index: number, octets: Buffer): TestMessage {
  return {
    index,
    size: octets.length,
    mustBeSigned: false,
    beginsWithContinuation: [0x20, 0x09].includes(octets[0] ?? 0),
    pieces: () => [octets],
    piecesWithoutForged: () => [octets],
  };
}
