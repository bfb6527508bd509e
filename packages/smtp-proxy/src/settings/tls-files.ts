/** The TLS options, completed: certificates and keys are read and tried, and what is wrong with them is told. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { InputFiles } from '../input-files.js';
import type { ClientTls, NextHopTls } from '../types.js';
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

/** `now` in milliseconds since 1970. */
export function readTlsFiles(
  values: Values<ProxyTable>,
  origins: ProxyOrigins,
  { cwd, files, now = Date.now() }: { cwd: string; files: InputFiles; now?: number },
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
  const pem = (key: 'tlsCert' | 'tlsKey' | 'tlsRelayCa', path: string): Buffer | null => {
    try {
      return files.read(pathOf(key, path));
    } catch (err) {
      add(faults, key, `${pathOf(key, path)} cannot be read: ${messageOf(err)}`);
      return null;
    }
  };

  const readCertificate = (
    path: string,
    key: 'tlsCert' | 'tlsRelayCa',
  ): { pem: Buffer; first: X509Certificate } | null => {
    const text = pem(key, path);
    if (text === null) return null;
    try {
      return { pem: text, first: new X509Certificate(text) };
    } catch {
      add(faults, key, `${pathOf(key, path)} holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)`);
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
    const certificate = readCertificate(tlsCert, 'tlsCert');
    const keyOption = tlsKey === undefined ? 'tlsCert' : 'tlsKey';
    const keyPath = tlsKey ?? tlsCert;
    const key = pem(keyOption, keyPath);
    if (certificate === null || key === null) return null;
    const where = pathOf(keyOption, keyPath);
    try {
      if (!certificate.first.checkPrivateKey(createPrivateKey(key))) {
        add(faults, keyOption, `${where} is not the key of the first certificate in ${pathOf('tlsCert', tlsCert)}`);
        return null;
      }
    } catch {
      // The library's text may quote what is in the file.
      const how = tlsKey === undefined ? '; write tls_key FILE' : '';
      add(faults, keyOption, `${where} holds no private key in PEM form that can be used without a password${how}`);
      return null;
    }
    const end = Date.parse(certificate.first.validTo);
    if (end < now) add(warnings, 'tlsCert', `the certificate has been out of date since ${certificate.first.validTo}`);
    try {
      return { context: createSecureContext({ cert: certificate.pem, key }), mode: tlsMode ?? 'starttls' };
    } catch (err) {
      add(faults, 'tlsCert', `TLS cannot be made of ${pathOf('tlsCert', tlsCert)}: ${messageOf(err)}`);
      return null;
    }
  };

  const relayTls = (): NextHopTls | null => {
    const { tlsRelay = 'no', tlsRelayCa, tlsRelayName } = values;
    if (tlsRelay !== 'verify') {
      const effect = 'it has an effect with tls_relay verify only';
      if (tlsRelayCa !== undefined) add(warnings, 'tlsRelayCa', effect);
      if (tlsRelayName !== undefined) add(warnings, 'tlsRelayName', effect);
    }
    if (tlsRelay === 'no') return null;
    const ca = tlsRelayCa === undefined ? null : readCertificate(tlsRelayCa, 'tlsRelayCa');
    return {
      verify: tlsRelay === 'verify',
      ca: ca === null ? null : ca.pem.toString('latin1'),
      name: tlsRelayName ?? null,
    };
  };

  return { clientTls: clientTls(), relayTls: relayTls(), faults, warnings };
}

function messageOf(err: unknown): string {
  return err instanceof Error ? err.message : String(err);
}
