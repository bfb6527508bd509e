/** Keys made by openssl, as an administrator makes them, and the records to publish for them. RFC 6376, 3.6.1; RFC 8463. */
import { run, runWell } from './program.js';
import type { Stage } from './stage.js';
import { join } from 'node:path';

export interface TestKey {
  /** The private key, PEM. */
  readonly file: string;
  /** The text of its key record. */
  readonly record: string;
}

/** `openssl genrsa`, PKCS#1 as the openssl of 2012 wrote it; `pkcs8` as today's does. */
export async function rsaKey(stage: Stage, bits: number, form: 'pkcs1' | 'pkcs8' = 'pkcs1'): Promise<TestKey> {
  const file = join(stage.folder, `rsa-${bits}-${form}.pem`);
  await runWell('openssl', ['genrsa', ...(form === 'pkcs1' ? ['-traditional'] : []), '-out', file, String(bits)]);
  return { file, record: `k=rsa; p=${(await publicKey(file)).toString('base64')}` };
}

export async function ed25519Key(stage: Stage): Promise<TestKey> {
  const file = join(stage.folder, 'ed25519.pem');
  await runWell('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', file]);
  const bare = (await publicKey(file)).subarray(-32); // without the ASN.1 around it (RFC 8463, section 4)
  return { file, record: `v=DKIM1; k=ed25519; p=${bare.toString('base64')}` };
}

async function publicKey(file: string): Promise<Buffer> {
  const { stdout, stderr, status } = await run('openssl', ['pkey', '-in', file, '-pubout', '-outform', 'DER']);
  if (status !== 0) throw new Error(`openssl pkey: ${stderr}`);
  return stdout;
}
