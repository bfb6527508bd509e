/** The other implementations, each as one process, and the keys that all share. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { generateSigningKey, keyRecordText, memoryResolver, type SigningKey, type TxtResolver } from 'dkim-core';
import type { Need } from '../harness/needs.js';
import { runWell } from '../harness/program.js';
import type { Stage } from '../harness/stage.js';
import { startPeer, type PeerProcess } from './peer-process.js';

export const DOMAIN = 'example.org';

export const NEEDED_BY_PEERS: readonly Need[] = [
  'libmail-dkim-perl',
  'python3-dkim',
  'python3-nacl',
  'libopendkim-dev',
  'gcc',
  'libc6-dev',
];

export type PeerName = 'Mail::DKIM' | 'dkimpy' | 'OpenDKIM';
export type Algorithm = 'rsa-sha256' | 'ed25519-sha256';

export interface Peer {
  readonly name: PeerName;
  /** What it can verify and sign with. */
  readonly algorithms: readonly Algorithm[];
  /** A word for each signature from the top: `pass`, or why not; `E reason` if it gave up on the message. */
  verify(message: Uint8Array): Promise<string>;
  /** The field with its CRLF; null where it refuses. `canonicalization`: `relaxed/simple` and the like. */
  sign(
    message: Uint8Array,
    canonicalization: string,
    algorithm: Algorithm,
    names: readonly string[],
  ): Promise<Buffer | null>;
}

export interface World {
  readonly peers: readonly Peer[];
  readonly keys: Readonly<Record<Algorithm, SigningKey>>;
  /** The same, as the library of the hand-made signatures has them. */
  readonly keyObjects: Readonly<Record<Algorithm, KeyObject>>;
  readonly selectors: Readonly<Record<Algorithm, string>>;
  readonly resolveTxt: TxtResolver;
}

/** RSA keys of 1024 bits: the least that is allowed, and fast. */
export async function startWorld(stage: Stage): Promise<World> {
  const rsa = await generateSigningKey({ type: 'rsa', bits: 1024 });
  const ed25519 = await generateSigningKey({ type: 'ed25519' });
  const texts = {
    [`rsa._domainkey.${DOMAIN}`]: keyRecordText(rsa.key),
    [`ed._domainkey.${DOMAIN}`]: keyRecordText(ed25519.key),
  };
  const records = stage.write(
    'records',
    Object.entries(texts)
      .map(([name, text]) => `${name} ${text}\n`)
      .join(''),
  );
  const rsaFile = stage.write('rsa.pem', await pkcs1(stage, rsa.pem));
  const seedFile = stage.write('ed25519.seed', seedOf(ed25519.pem));

  const program = join(stage.folder, 'libopendkim');
  await runWell('cc', [
    '-O1',
    '-g',
    '-fsanitize=address',
    '-D_GNU_SOURCE',
    '-o',
    program,
    sourceOf('libopendkim.c'),
    '-lopendkim',
  ]);
  const both = ['rsa-sha256', 'ed25519-sha256'] as const;
  return {
    peers: [
      peer(
        'Mail::DKIM',
        ['rsa-sha256'],
        startPeer(stage, '/usr/bin/perl', [sourceOf('mail-dkim.pl'), records, rsaFile]),
      ),
      peer('dkimpy', both, startPeer(stage, '/usr/bin/python3', [sourceOf('dkimpy.py'), records, rsaFile, seedFile])),
      peer('OpenDKIM', ['rsa-sha256'], startPeer(stage, program, [records, rsaFile])),
    ],
    keys: { 'rsa-sha256': rsa.key, 'ed25519-sha256': ed25519.key },
    keyObjects: { 'rsa-sha256': createPrivateKey(rsa.pem), 'ed25519-sha256': createPrivateKey(ed25519.pem) },
    selectors: { 'rsa-sha256': 'rsa', 'ed25519-sha256': 'ed' },
    resolveTxt: memoryResolver(
      Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, { TXT: [text] }])),
    ),
  };
}

function peer(name: PeerName, algorithms: readonly Algorithm[], process: PeerProcess): Peer {
  return {
    name,
    algorithms,
    verify: async (message) => (await process.ask('V', message)).toString('latin1'),
    async sign(message, canonicalization, algorithm, names) {
      const answer = await process.ask(`S ${canonicalization} ${algorithm} ${names.join(':')}`, message);
      return answer.subarray(0, 2).equals(Buffer.from('E ')) ? null : answer;
    },
  };
}

/** The programs lie beside the sources, not beside what is built of them. */
function sourceOf(name: string): string {
  const beside = fileURLToPath(new URL(`./peers/${name}`, import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL(`../../differential/peers/${name}`, import.meta.url));
}

/** The form that every peer of today and of 2011 reads. */
function pkcs1(stage: Stage, pem: string): Promise<string> {
  return runWell('openssl', ['rsa', '-traditional', '-in', stage.write('pkcs8.pem', pem)]);
}

/** The seed of an Ed25519 key: the last 32 octets of its PKCS#8 form (RFC 8410, section 7). */
function seedOf(pem: string): string {
  const der = Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
  return der.subarray(-32).toString('base64');
}
