/** Cases of DKIMproxy 1.4.1: its configuration and a message in, signatures out of our program, started for real. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { binOf } from '../harness/daemon.js';
import { rsaKey } from '../harness/keys.js';
import { fieldValues } from '../harness/mails.js';
import { freePort } from '../harness/ports.js';
import { start, waitFor } from '../harness/program.js';
import { connectSmtp } from '../harness/smtp-client.js';
import { startSink } from '../harness/smtp-sink.js';
import { openStage } from '../harness/stage.js';
import { messageOf, type CorpusCase } from './cases.js';
import { same, type Judge } from './judgement.js';

interface WantedSignature {
  proto: 'dkim' | 'domainkeys';
  d?: string;
  i?: string;
  c?: string;
  cStartsWith?: string;
}

export const proxySign: Judge = async (entry, right) => {
  const outcome = await throughProxy(entry);
  if (typeof right['startFails'] === 'string') {
    const refused = outcome.started ? 'started' : outcome.output.includes(right['startFails']);
    return same('the start is refused with that word', refused, true);
  }
  if (!outcome.started) return [`it does not start: ${outcome.output}`];
  const found = (['domainkeys', 'dkim'] as const).flatMap((proto) =>
    fieldValues(outcome.message, proto === 'dkim' ? 'DKIM-Signature' : 'DomainKey-Signature').map((value) => ({
      proto,
      value,
    })),
  );
  const wanted = right['signatures'] as readonly WantedSignature[];
  return [
    ...same('the number of signatures', found.length, wanted.length),
    ...wanted.flatMap((one) => compare(one, found)),
  ];
};

function tag(value: string, name: string): string | undefined {
  return new RegExp(`(?:^|;)\\s*${name}=([^;]*)`).exec(value)?.[1]?.trim();
}

function compare(wanted: WantedSignature, found: readonly { proto: string; value: string }[]): readonly string[] {
  const values = found.filter(({ proto }) => proto === wanted.proto).map(({ value }) => value);
  const fits = values.some(
    (value) =>
      tag(value, 'd') === wanted.d &&
      (wanted.i === undefined || tag(value, 'i') === wanted.i) &&
      (wanted.cStartsWith === undefined || tag(value, 'c')?.startsWith(wanted.cStartsWith) === true) &&
      // One name leaves the body simple, which we write out (S-013).
      (wanted.c === undefined || [wanted.c, `${wanted.c}/simple`].includes(tag(value, 'c') ?? '')),
  );
  return fits ? [] : [`there is no ${JSON.stringify(wanted)} among ${JSON.stringify(values)}`];
}

async function throughProxy(
  entry: CorpusCase,
): Promise<{ started: true; message: Buffer } | { started: false; output: string }> {
  const stage = openStage();
  try {
    const keyfile = (await rsaKey(stage, 2048)).file;
    for (const [name, path] of Object.entries(entry.files ?? {}))
      stage.write(name, readFileSync(join(entry.folder, path)));
    const { conf, args = [] } = (entry.options ?? {}) as { conf?: string; args?: readonly string[] };
    const sink = await startSink(stage);
    const port = await freePort();
    const flags = args.map((flag) => flag.replace('KEYFILE', keyfile));
    if (conf !== undefined) flags.push(`--conf_file=${stage.write('out.conf', conf.replaceAll('KEYFILE', keyfile))}`);
    flags.push(`--listen=127.0.0.1:${port}`, `--relay=127.0.0.1:${sink.port}`);
    const program = start(stage, process.execPath, [binOf('dkimproxy-out'), ...flags]);
    await waitFor(
      'the program to listen or to end',
      () => program.status() !== undefined || program.output().includes('"msg":"ready"'),
    );
    if (program.status() !== undefined) return { started: false, output: program.output() };
    const client = await connectSmtp(port);
    await client.deliver({ from: 'a@example.org', to: ['b@example.org'], data: messageOf(entry) });
    const [mail] = await sink.received(1);
    if (mail === undefined) throw new Error('no mail came');
    return { started: true, message: mail.data };
  } finally {
    await stage.end();
  }
}
