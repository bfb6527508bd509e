/** Reads the key files that the policy needs, and says what is wrong with them: S-253 to S-256, S-266; DESIGN of 1.4.1's `keyfile`. */
import { DkimError, loadSigningKey, testSigningKey, type SigningKey } from 'dkim-core';
import type { KeyNeed } from 'signing-policy';
import { keyFileClosedTo, keyFileOpenTo, keyFolderOpenTo, type InputFiles, type Remark } from 'smtp-proxy';

export interface KeyFiles {
  /** By the name that the policy calls them. */
  keys: ReadonlyMap<string, SigningKey>;
  faults: readonly Remark[];
  warnings: readonly Remark[];
}

const RECOMMENDED_BITS = 2048;

export interface KeyFileRules {
  files: InputFiles;
  /** Who will run the program; null where it stays who it is. */
  user: string | null;
  /** Each key makes a signature, which takes milliseconds; there may be thousands (S-253). */
  testEach: boolean;
  /** A key file that is open to others is a fault, no warning (`require_safe_keys`, S-256). */
  requireSafe: boolean;
}

export function readKeyFiles(
  needs: readonly KeyNeed[],
  { files, user, testEach, requireSafe }: KeyFileRules,
): KeyFiles {
  const keys = new Map<string, SigningKey>();
  const failed = new Set<string>();
  const faults: Remark[] = [];
  const warnings: Remark[] = [];
  const readers = { files, user, folders: new Map<string, string | null>() };

  for (const need of needs) {
    const { option, file, line, keyfile } = need;
    const where = { option, file, line };
    if (!keys.has(keyfile) && !failed.has(keyfile)) {
      try {
        keys.set(keyfile, readKey(keyfile, testEach, files));
        for (const message of remarksOn(keyfile, keys.get(keyfile), user)) warnings.push({ ...where, message });
        const open = keyFileOpenTo(keyfile, readers);
        if (open !== null && requireSafe) faults.push({ ...where, message: `${open} (require_safe_keys)` });
        else if (open !== null) warnings.push({ ...where, message: open });
        const folder = keyFolderOpenTo(keyfile, readers);
        if (folder !== null) warnings.push({ ...where, message: folder });
      } catch (err) {
        failed.add(keyfile);
        faults.push({ ...where, message: err instanceof Error ? err.message : String(err) });
      }
    }
    const key = keys.get(keyfile);
    const misfit = key === undefined ? null : misfitOf(need, key);
    if (misfit !== null) faults.push({ ...where, message: misfit });
  }

  const dkim = needs.filter(({ type }) => type === 'dkim').map(({ keyfile }) => keys.get(keyfile)?.type);
  const [first] = needs;
  if (first !== undefined && dkim.length > 0 && dkim.every((type) => type === 'ed25519')) {
    const { option, file, line } = first;
    const message =
      'all DKIM keys are Ed25519, which many receivers cannot verify yet; add a signature with an RSA key';
    warnings.push({ option, file, line, message });
  }
  return { keys, faults, warnings };
}

/** Throws an Error that names the file, and what to do. */
function readKey(path: string, isTested: boolean, files: InputFiles): SigningKey {
  let pem: Buffer;
  try {
    pem = files.read(path);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`the key file ${path} cannot be read: ${why}`, { cause });
  }
  let key: SigningKey;
  try {
    key = loadSigningKey(pem, { name: path });
  } catch (err) {
    if (err instanceof DkimError) throw err;
    throw new Error(`${path} is no key that can be used`, { cause: err });
  }
  try {
    if (isTested) testSigningKey(key);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${path} was tried and does not work: ${why}`, { cause });
  }
  return key;
}

function misfitOf({ type, algorithm, keyfile }: KeyNeed, key: SigningKey): string | null {
  if (type === 'domainkeys' && key.type !== 'rsa') return `DomainKeys signs with RSA keys only; ${keyfile} is Ed25519`;
  const needed = algorithm === 'ed25519-sha256' ? 'ed25519' : algorithm === null ? null : 'rsa';
  if (needed === null || needed === key.type) return null;
  const fits = key.type === 'rsa' ? 'rsa-sha256' : 'ed25519-sha256';
  return `a=${algorithm ?? ''} does not fit ${keyfile}, which is an ${key.type === 'rsa' ? 'RSA' : 'Ed25519'} key; write a=${fits}, or leave it out`;
}

function remarksOn(path: string, key: SigningKey | undefined, user: string | null): readonly string[] {
  const remarks: string[] = [];
  if (key?.type === 'rsa' && key.bits < RECOMMENDED_BITS) {
    remarks.push(`${path} has ${key.bits} bits: accepted today, ${RECOMMENDED_BITS} is recommended`);
  }
  if (key !== undefined && key.exponent !== null && key.exponent !== 65_537n) {
    remarks.push(`${path} has an unusual exponent; 65537 is what receivers expect`);
  }
  const closed = keyFileClosedTo(path, user);
  if (closed !== null) remarks.push(closed);
  return remarks;
}
