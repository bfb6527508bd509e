/** A folder with keys, key records and a configuration, and the command `config` on it. */
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { keyRecordText, loadSigningKey } from 'dkim-core';
import { check, openFolder, type Outcome } from './run-check.js';

export const isRoot = process.getuid?.() === 0;
/** Said of every file without `user`, if the tests run as root. */
export const ROOT = isRoot ? ['runs-as-root'] : [];

export interface Told {
  readonly program: string;
  readonly programBy: string;
  readonly problems: readonly {
    readonly code: string;
    readonly message: string;
    readonly fix: string;
    readonly severity: string;
    readonly line: number | null;
    readonly column: number | null;
  }[];
}

/** Nothing to be said of it. */
export const GOOD = `listen 127.0.0.1:10027
relay 127.0.0.1:10028
domain example.org,example.net
signature dkim
keyfile good.pem
selector s1
`;

export interface ConfigFolder extends ReturnType<typeof openFolder> {
  /** The key record of good.pem. */
  readonly value: string;
  readonly dns: (records: object) => string;
  /** The file of --records. */
  readonly records: string;
  readonly fitting: () => object;
  readonly config: (conf: string | Buffer, ...args: readonly string[]) => Promise<Outcome>;
  readonly told: (conf: string, ...args: readonly string[]) => Promise<Told>;
  readonly codes: (conf: string, ...args: readonly string[]) => Promise<readonly string[]>;
}

/** With private.key (1024 bits), good.pem (2048) and ed.pem in it, which only their owner may read. */
export function openConfigFolder(): ConfigFolder {
  const folder = openFolder();
  const key = (name: string, pem: string | Buffer): void => chmodSync(folder.write(name, pem), 0o600);
  for (const [name, bits] of [
    ['private.key', 1024],
    ['good.pem', 2048],
  ] as const) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
    key(name, privateKey.export({ type: 'pkcs1', format: 'pem' }));
  }
  key('ed.pem', generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const value = keyRecordText(loadSigningKey(folder.read('good.pem'), { name: 'good.pem' }));
  const dns = (records: object): string => folder.write('dns.json', JSON.stringify(records));
  const records = dns({});
  const config: ConfigFolder['config'] = async (conf, ...args) =>
    check(['config', folder.write('x.conf', conf), '--records', records, ...args]);
  const told: ConfigFolder['told'] = async (conf, ...args) => JSON.parse((await config(conf, ...args, '--json')).out);
  return {
    ...folder,
    value,
    dns,
    records,
    fitting: () => ({
      's1._domainkey.example.org': { TXT: [value] },
      's1._domainkey.example.net': { TXT: [value] },
    }),
    config,
    told,
    codes: async (conf, ...args) => (await told(conf, ...args)).problems.map(({ code }) => code),
  };
}
