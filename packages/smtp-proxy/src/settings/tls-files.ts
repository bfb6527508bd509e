/** The TLS options, completed: certificates and keys are read and tried, and what is wrong with them is told. */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { InputFiles } from '../input-files.js';
import { keyFileClosedTo, keyFileOpenTo, keyFolderOpenTo } from '../key-file-rights.js';
import type { ClientTls, NextHopTls } from '../types.js';
import { chainRemarks, misfitOf, readChain } from './certificate-chain.js';
import { proxySettings, type ProxyOrigins, type ProxyTable } from './proxy-settings.js';
import { pathFrom } from './read-settings.js';
import type { Remark, Values } from './setting.js';

export interface TlsFiles {
  readonly clientTls: ClientTls | null;
  readonly relayTls: NextHopTls | null;
  readonly faults: readonly Remark[];
  readonly warnings: readonly Remark[];
}

type TlsOption = 'tlsCert' | 'tlsKey' | 'tlsMode' | 'tlsRelay' | 'tlsRelayCa' | 'tlsRelayName';

/** `user`: who will run the program, null where it stays who it is. `now` in milliseconds since 1970. */
export function readTlsFiles(
  values: Values<ProxyTable>,
  origins: ProxyOrigins,
  { cwd, files, user, now = Date.now() }: { cwd: string; files: InputFiles; user: string | null; now?: number },
): TlsFiles {
  const faults: Remark[] = [];
  const warnings: Remark[] = [];
  const add = (to: Remark[], key: TlsOption, message: string): void => {
    const origin = origins[key]?.[0] ?? { file: null, line: null };
    to.push({ option: proxySettings[key].name, ...origin, message });
  };
  const pathOf = (key: 'tlsCert' | 'tlsKey' | 'tlsRelayCa', path: string): string =>
    pathFrom(origins[key]?.[0], cwd)(path);

  /** Null after a fault. */
  const read = (key: TlsOption, path: string): Buffer | null => {
    try {
      return files.read(path);
    } catch (err) {
      add(faults, key, `${path} cannot be read: ${messageOf(err)}`);
      return null;
    }
  };

  /** Null after a fault. */
  const readKey = (option: 'tlsCert' | 'tlsKey', path: string): { pem: Buffer; key: KeyObject } | null => {
    const pem = read(option, path);
    if (pem === null) return null;
    try {
      return { pem, key: createPrivateKey(pem) };
    } catch {
      // The library's text may quote what is in the file.
      add(faults, option, `${path} ${keyFault(pem, option === 'tlsCert')}`);
      return null;
    }
  };

  const clientTls = (): ClientTls | null => {
    const { tlsCert, tlsKey, tlsMode } = values;
    if (tlsCert === undefined) {
      if (tlsKey !== undefined)
        add(faults, 'tlsKey', 'a key alone does nothing; its certificate is needed: tls_cert FILE');
      if (tlsMode !== undefined)
        add(faults, 'tlsMode', 'TLS needs a certificate and its key: tls_cert FILE, tls_key FILE');
      return null;
    }
    const certPath = pathOf('tlsCert', tlsCert);
    const keyOption = tlsKey === undefined ? 'tlsCert' : 'tlsKey';
    const keyPath = tlsKey === undefined ? certPath : pathOf('tlsKey', tlsKey);
    const cert = read('tlsCert', certPath);
    const reading = cert === null ? null : readChain(cert);
    if (reading?.ok === false) add(faults, 'tlsCert', `${certPath} ${reading.reason}`);
    if (keyOption === 'tlsCert' && reading?.ok !== true) return null; // one file, one fault
    const secret = readKey(keyOption, keyPath);
    if (secret === null || cert === null || reading?.ok !== true) return null;

    const { chain } = reading;
    const misfit = misfitOf(chain, secret.key);
    if (misfit !== null) {
      add(faults, 'tlsCert', `${certPath} ${misfit} (${keyPath})`);
      return null;
    }
    for (const remark of chainRemarks(chain, now)) add(warnings, 'tlsCert', `${certPath}: ${remark}`);
    for (const remark of [
      keyFileOpenTo(keyPath, { files, user }),
      keyFolderOpenTo(keyPath, { files, user }),
      keyFileClosedTo(keyPath, user),
    ]) {
      if (remark !== null) add(warnings, keyOption, remark);
    }
    try {
      return { context: createSecureContext({ cert, key: secret.pem }), mode: tlsMode ?? 'starttls' };
    } catch (err) {
      add(faults, 'tlsCert', `TLS cannot be made of ${certPath}: ${messageOf(err)}`);
      return null;
    }
  };

  const relayTls = (): NextHopTls | null => {
    const { tlsRelay = 'no', tlsRelayCa, tlsRelayName, relay } = values;
    if (tlsRelay !== 'verify') {
      const effect = 'it has an effect with tls_relay verify only';
      if (tlsRelayCa !== undefined) add(warnings, 'tlsRelayCa', effect);
      if (tlsRelayName !== undefined) add(warnings, 'tlsRelayName', effect);
      return tlsRelay === 'no' ? null : { verify: false, ca: null, name: null };
    }
    if (relay?.kind === 'unix' && tlsRelayName === undefined) {
      add(faults, 'tlsRelay', 'behind a unix socket no name is known to verify; write tls_relay_name NAME');
    }
    return { verify: true, ca: authorities(tlsRelayCa), name: tlsRelayName ?? null };
  };

  const authorities = (file: string | undefined): string | null => {
    if (file === undefined) return null;
    const path = pathOf('tlsRelayCa', file);
    const pem = read('tlsRelayCa', path);
    const reading = pem === null ? null : readChain(pem);
    if (reading?.ok === false) add(faults, 'tlsRelayCa', `${path} ${reading.reason}`);
    return reading?.ok === true ? reading.chain.map(String).join('') : null;
  };

  return { clientTls: clientTls(), relayTls: relayTls(), faults, warnings };
}

function keyFault(pem: Buffer, isCertificate: boolean): string {
  if (pem.includes('ENCRYPTED')) {
    return 'is a key with a password, and nobody is there to type it. Run: openssl pkey -in FILE -out NEWFILE, and chmod 600 NEWFILE';
  }
  if (pem.includes('PRIVATE KEY-----')) return 'has a private key that cannot be read';
  return `holds no private key in PEM form (-----BEGIN PRIVATE KEY-----)${isCertificate ? '; write tls_key FILE' : ''}`;
}

function messageOf(err: unknown): string {
  return err instanceof Error ? err.message : String(err);
}
