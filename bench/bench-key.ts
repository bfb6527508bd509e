/** The key that all sign with and verify by: RSA of 2048 bits, as files that every peer reads. */
import { generateKeyPairSync } from 'node:crypto';
import { loadSigningKey, keyRecordText, type SigningKey } from 'dkim-core';
import type { Stage } from 'e2e/harness/stage.js';

export interface BenchKey {
  readonly signingKey: SigningKey;
  /** PKCS#1 PEM, which all peers read. */
  readonly file: string;
  /** The text of the key record. */
  readonly record: string;
  readonly recordFile: string;
}

export function makeBenchKey(stage: Stage): BenchKey {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  const signingKey = loadSigningKey(pem);
  const record = keyRecordText(signingKey);
  return {
    signingKey,
    file: stage.write('bench.pem', pem, 0o600),
    record,
    recordFile: stage.write('bench.record', record),
  };
}
