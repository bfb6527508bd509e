/** Certificates made by openssl, as an administrator makes them: an authority of the test's own, and what it signs. */
import { join } from 'node:path';
import { runWell } from './program.js';
import type { Stage } from './stage.js';

export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

export interface Authority extends CertificateFiles {
  readonly name: string;
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

export async function makeAuthority(stage: Stage, name: string): Promise<Authority> {
  const files = filesOf(stage, name);
  const subject = ['-subj', `/CN=${name}`, '-days', '3'];
  await runWell('openssl', ['req', '-x509', ...NEW_KEY, '-keyout', files.key, '-out', files.cert, ...subject]);
  return { ...files, name };
}

let count = 0;

/** `days` below 0: it was out of date before it was made. */
export async function makeCertificate(
  stage: Stage,
  name: string,
  authority: Authority,
  { days = 3 }: { days?: number } = {},
): Promise<CertificateFiles> {
  count += 1;
  const files = filesOf(stage, `${name}-${count}`);
  const request = join(stage.folder, `${name}-${count}.csr`);
  const names = stage.write(`${name}-${count}.ext`, `subjectAltName=DNS:${name}\n`);
  await runWell('openssl', ['req', ...NEW_KEY, '-keyout', files.key, '-out', request, '-subj', `/CN=${name}`]);
  const signer = ['-CA', authority.cert, '-CAkey', authority.key, '-CAcreateserial'];
  const how = ['-days', String(days), '-extfile', names];
  await runWell('openssl', ['x509', '-req', '-in', request, ...signer, '-out', files.cert, ...how]);
  return files;
}

function filesOf(stage: Stage, name: string): CertificateFiles {
  const file = join(stage.folder, name.replaceAll(' ', '-'));
  return { cert: `${file}.crt`, key: `${file}.key` };
}
