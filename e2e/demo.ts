/**
 * `npm run demo`: one mail through the whole chain on this machine. A key is made, its record served by a small DNS server
 * here, dkimproxy-out signs, dkimproxy-in verifies, a sink keeps what arrives. Nothing outside loopback is asked.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createNetServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateSigningKey, keyRecordText } from 'dkim-core';
import * as dnsPacket from 'dns-packet';
import { createTransport } from 'nodemailer';
import { SMTPServer } from 'smtp-server';

const DOMAIN = 'example.org';
const SELECTOR = 'demo';
const RECORD_NAME = `${SELECTOR}._domainkey.${DOMAIN}`;
const READY_WITHIN_MS = 20_000;
const DONE_WITHIN_MS = 60_000;

const folder = mkdtempSync(join(tmpdir(), 'dkimproxy-demo-'));
const children: ChildProcess[] = [];
const closers: (() => void)[] = [];

const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => stopped.abort(new Error(`it was stopped by ${signal}`)));
}
const deadline = setTimeout(
  () => stopped.abort(new Error(`it was not done within ${DONE_WITHIN_MS / 1000} seconds`)),
  DONE_WITHIN_MS,
);

try {
  await Promise.race([demo(), whenStopped(stopped.signal)]);
} catch (err) {
  console.error(`The demo failed: ${err instanceof Error ? err.message : String(err)}`);
  process.exitCode = 1;
} finally {
  clearTimeout(deadline);
  await Promise.all(children.map(end));
  for (const close of closers) close();
  rmSync(folder, { recursive: true, force: true });
}

async function demo(): Promise<void> {
  const { pem, key } = await generateSigningKey({ type: 'rsa' });
  const keyfile = join(folder, 'private.pem');
  writeFileSync(keyfile, pem, { mode: 0o600 });
  const record = keyRecordText(key);

  const dnsPort = await serveDns(new Map([[RECORD_NAME, record]]));
  const arrived: Buffer[] = [];
  const sinkPort = await startSink(arrived);
  const [inPort, outPort] = [await freePort(), await freePort()];
  await startProxy('dkimproxy-in', inPort, [
    `listen     127.0.0.1:${inPort}`,
    `relay      127.0.0.1:${sinkPort}`,
    'hostname   mx.example.net',
    `nameserver 127.0.0.1:${dnsPort}`,
  ]);
  await startProxy('dkimproxy-out', outPort, [
    `listen     127.0.0.1:${outPort}`,
    `relay      127.0.0.1:${inPort}`,
    `domain     ${DOMAIN}`,
    'signature  dkim',
    `keyfile    ${keyfile}`,
    `selector   ${SELECTOR}`,
  ]);

  const transport = createTransport({ host: '127.0.0.1', port: outPort, ignoreTLS: true });
  await transport.sendMail({
    from: `Taro <taro@${DOMAIN}>`,
    to: 'Hanako <hanako@example.net>',
    subject: 'Hello',
    text: 'This mail went through a signer and a verifier.\r\n',
  });
  transport.close();

  const mail = arrived[0]?.toString('utf8') ?? '';
  if (!/^Authentication-Results: mx\.example\.net;\s+dkim=pass/.test(mail) || !/^DKIM-Signature: /m.test(mail)) {
    throw new Error(`the mail did not arrive signed and verified. This arrived:\n${mail || '(nothing)'}`);
  }
  print(mail, record, keyfile);
}

function print(mail: string, record: string, keyfile: string): void {
  console.log('The mail as it arrived, signed by dkimproxy-out and verified by dkimproxy-in:\n');
  console.log(indent(mail.trimEnd()));
  console.log('\nWhat to put in DNS, so that others can verify it (the record of this demo; type TXT, one line):\n');
  console.log(indent(`name   ${RECORD_NAME}`));
  console.log(indent(`value  ${record}`));
  console.log('\nFor real: make a key for your domain, publish the record that is printed, and start the signer:\n');
  const check = command('dkim-check');
  const out = command('dkimproxy-out');
  console.log(indent(`${check} keygen --domain YOUR.DOMAIN --selector s1`));
  console.log(
    indent(
      `${out} --domain=YOUR.DOMAIN --selector=s1 --keyfile=s1._domainkey.YOUR.DOMAIN.pem 127.0.0.1:10027 127.0.0.1:10028`,
    ),
  );
  console.log(`\nThe key of this demo (${keyfile}) is gone with it. README.md has the lines for Postfix.`);
}

/** As it can be typed in this folder; an installed program has its name alone. */
function command(app: string): string {
  return `node apps/${app}/bin/${app}.js`;
}

function indent(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => `    ${line}`)
    .join('\n');
}

/** TXT over UDP from a table; everything else does not exist. */
async function serveDns(records: ReadonlyMap<string, string>): Promise<number> {
  const socket = createSocket('udp4');
  socket.on('message', (message, peer) => {
    const { id, questions = [] } = dnsPacket.decode(message);
    const [question] = questions;
    const text = records.get(question?.name.toLowerCase() ?? '');
    const packet = dnsPacket.encode({
      type: 'response',
      ...(id === undefined ? {} : { id }),
      flags: dnsPacket.RECURSION_DESIRED | dnsPacket.RECURSION_AVAILABLE | (text === undefined ? 3 : 0),
      questions,
      answers:
        question === undefined || text === undefined
          ? []
          : [{ type: 'TXT', name: question.name, ttl: 60, data: text.match(/.{1,255}/g) ?? [''] }],
    });
    socket.send(packet, peer.port, peer.address);
  });
  await new Promise<void>((resolve) => void socket.bind(0, '127.0.0.1', resolve));
  closers.push(() => socket.close());
  return socket.address().port;
}

async function startSink(arrived: Buffer[]): Promise<number> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    logger: false,
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        arrived.push(Buffer.concat(chunks));
        done();
      });
    },
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  return portOf(server.server.address());
}

async function startProxy(app: string, port: number, lines: readonly string[]): Promise<void> {
  const conf = join(folder, `${app}.conf`);
  writeFileSync(conf, `${lines.join('\n')}\n`);
  const bin = fileURLToPath(new URL(`../../apps/${app}/bin/${app}.js`, import.meta.url));
  const child = spawn(process.execPath, [bin, `--conf_file=${conf}`], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${app} was not ready in time:\n${output}`)), READY_WITHIN_MS);
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      if (!output.includes('"msg":"ready"')) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (status) => {
      clearTimeout(timer);
      reject(new Error(`${app} ended with ${status} before it listened on port ${port}:\n${output}`));
    });
  });
}

async function freePort(): Promise<number> {
  const server = createNetServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server.address());
  await new Promise<void>((resolve) => void server.close(() => resolve()));
  return port;
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

/** Rejects when the demo is to end early; whatever was started is ended then as well. */
function whenStopped(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () =>
      reject(signal.reason instanceof Error ? signal.reason : new Error('stopped')),
    );
  });
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
