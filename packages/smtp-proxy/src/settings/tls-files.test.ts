import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, chownSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { certificate, type TestCertificate } from '../../test/certificates.js';
import { filesOnDisk } from '../input-files.js';
import type { ProxyTable } from './proxy-settings.js';
import type { Remark, Values } from './setting.js';
import { readTlsFiles, type TlsFiles } from './tls-files.js';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tls-files-')));
const root = certificate({ name: 'Root CA', isAuthority: true });
const middle = certificate({ name: 'Middle CA', isAuthority: true, issuer: root });
const own = certificate({ name: 'mx.example', issuer: middle });
const self = certificate({ name: 'mx.example' });

function put(name: string, content: string | Buffer, mode = 0o600): string {
  writeFileSync(join(folder, name), content, { mode });
  chmodSync(join(folder, name), mode);
  return name;
}

const pair = (name: string, { cert, key }: TestCertificate): { tlsCert: string; tlsKey: string } => ({
  tlsCert: put(`${name}.crt`, cert, 0o644),
  tlsKey: put(`${name}.key`, key),
});

function read(values: Values<ProxyTable>, user: string | null = null): TlsFiles {
  const origins = { tlsCert: [at(4)], tlsKey: [at(5)], tlsMode: [at(6)], tlsRelay: [at(7)], tlsRelayCa: [at(8)] };
  return readTlsFiles(values, origins, { cwd: '/', files: filesOnDisk(), user });
}

function at(line: number): { file: string; line: number } {
  return { file: join(folder, 'x.conf'), line };
}

const told = (remarks: readonly Remark[]): string[] =>
  remarks.map(({ option, line, message }) => `${line} ${option}: ${message.replaceAll(folder, 'DIR')}`);

test.each(['rsa', 'ec', 'ed25519'] as const)('a certificate with a key of kind %s is taken without a word', (kind) => {
  const { clientTls, faults, warnings } = read(pair(kind, certificate({ name: 'mx.example', kind })));
  expect({ faults, warnings, mode: clientTls?.mode }).toEqual({ faults: [], warnings: [], mode: 'starttls' });
});

test('a chain in its order, a key in the same file, a mode', () => {
  const tlsCert = put('whole.pem', `${own.cert}${middle.cert}${own.key}`);
  const { clientTls, faults, warnings } = read({ tlsCert, tlsMode: 'implicit' });
  expect({ faults, warnings, mode: clientTls?.mode }).toEqual({ faults: [], warnings: [], mode: 'implicit' });
});

test('a key of the older forms is taken, too', () => {
  const rsa = certificate({ name: 'mx.example', kind: 'rsa' });
  const pkcs1 = rsa.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  const sec1 = self.privateKey.export({ type: 'sec1', format: 'pem' }).toString();
  expect(read({ tlsCert: put('p1.crt', rsa.cert), tlsKey: put('p1.key', pkcs1) }).faults).toEqual([]);
  expect(read({ tlsCert: put('s1.crt', self.cert), tlsKey: put('s1.key', sec1) }).faults).toEqual([]);
});

const locked = (type: 'pkcs8' | 'sec1'): string =>
  self.privateKey.export({ type, format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString();
const SELF = put('self.crt', self.cert);
const broken = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

test.each<{ of: string; values: Values<ProxyTable>; fault: string | RegExp }>([
  {
    of: 'a key alone',
    values: { tlsKey: 'x.key' },
    fault: '5 tls_key: a key alone does nothing; its certificate is needed: tls_cert FILE',
  },
  {
    of: 'a mode alone',
    values: { tlsMode: 'required' },
    fault: '6 tls_mode: TLS needs a certificate and its key: tls_cert FILE, tls_key FILE',
  },
  {
    of: 'a certificate that is not there',
    values: { tlsCert: 'none.crt', tlsKey: put('any.key', self.key) },
    fault: /^4 tls_cert: DIR\/none\.crt cannot be read: ENOENT/,
  },
  {
    of: 'a key that is not there',
    values: { tlsCert: SELF, tlsKey: 'none.key' },
    fault: /^5 tls_key: DIR\/none\.key cannot be read: ENOENT/,
  },
  {
    of: 'a certificate that is none',
    values: { tlsCert: put('text.crt', 'hello\n') },
    fault: '4 tls_cert: DIR/text.crt holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)',
  },
  {
    of: 'a certificate in DER',
    values: { tlsCert: put('der.crt', Buffer.from('30820100', 'hex')), tlsKey: put('any.key', self.key) },
    fault:
      '4 tls_cert: DIR/der.crt holds no certificate in PEM form (-----BEGIN CERTIFICATE-----); it looks like DER: openssl x509 -inform DER -in FILE -out FILE.pem',
  },
  {
    of: 'a chain whose second certificate is broken',
    values: { tlsCert: put('second.crt', `${self.cert}${broken}`), tlsKey: put('any.key', self.key) },
    fault: '4 tls_cert: DIR/second.crt has a certificate that cannot be read: number 2',
  },
  {
    of: 'a certificate without its key',
    values: { tlsCert: SELF },
    fault:
      '4 tls_cert: DIR/self.crt holds no private key in PEM form (-----BEGIN PRIVATE KEY-----); write tls_key FILE',
  },
  {
    of: 'a certificate as key',
    values: { tlsCert: SELF, tlsKey: SELF },
    fault: '5 tls_key: DIR/self.crt holds no private key in PEM form (-----BEGIN PRIVATE KEY-----)',
  },
  {
    of: 'a key with a password',
    values: { tlsCert: SELF, tlsKey: put('locked.key', locked('pkcs8')) },
    fault:
      '5 tls_key: DIR/locked.key is a key with a password, and nobody is there to type it. Run: openssl pkey -in FILE -out NEWFILE, and chmod 600 NEWFILE',
  },
  {
    of: 'a key with a password, of the older form',
    values: { tlsCert: SELF, tlsKey: put('locked1.key', locked('sec1')) },
    fault: /^5 tls_key: DIR\/locked1\.key is a key with a password/,
  },
  {
    of: 'half a key',
    values: { tlsCert: SELF, tlsKey: put('half.key', self.key.replace(/\n.{20}/, '\n')) },
    fault: '5 tls_key: DIR/half.key has a private key that cannot be read',
  },
  {
    of: 'the key of another certificate',
    values: { tlsCert: SELF, tlsKey: put('other.key', own.key) },
    fault: '4 tls_cert: DIR/self.crt holds no certificate of this key (DIR/other.key)',
  },
  {
    of: 'a chain that begins with its authority',
    values: { tlsCert: put('turned.crt', `${middle.cert}${own.cert}`), tlsKey: put('own.key', own.key) },
    fault:
      '4 tls_cert: DIR/turned.crt has the certificate of this key as number 2; put it first, then the one that signed it, and so on (DIR/own.key)',
  },
  {
    of: 'no name behind a unix socket',
    values: { tlsRelay: 'verify', relay: { kind: 'unix', path: '/x' } },
    fault: '7 tls_relay: behind a unix socket no name is known to verify; write tls_relay_name NAME',
  },
  {
    of: 'authorities that are not there',
    values: { tlsRelay: 'verify', tlsRelayCa: 'none.pem' },
    fault: /^8 tls_relay_ca: DIR\/none\.pem cannot be read: ENOENT/,
  },
  {
    of: 'authorities of which one is broken, which TLS would pass over',
    values: { tlsRelay: 'verify', tlsRelayCa: put('cas.pem', `${root.cert}${broken}`) },
    fault: '8 tls_relay_ca: DIR/cas.pem has a certificate that cannot be read: number 2',
  },
])('$of: one fault, with its line and what to do, and nothing of a key', ({ values, fault }) => {
  const { clientTls, faults } = read(values);
  expect(clientTls).toBeNull();
  expect(told(faults)).toEqual([expect.stringMatching(typeof fault === 'string' ? literal(fault) : fault)]);
  expect(JSON.stringify(faults)).not.toMatch(/MI[GIH][A-Za-z0-9+/]{6}/);
});

function literal(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
}

test.each([
  {
    of: 'out of date',
    made: certificate({ name: 'mx.example', from: -7200, until: -3600 }),
    warning: /^4 tls_cert: DIR\/out of date\.crt: certificate number 1 has been out of date since /,
  },
  {
    of: 'not valid yet',
    made: certificate({ name: 'mx.example', from: 3600 }),
    warning: /^4 tls_cert: DIR\/not valid yet\.crt: certificate number 1 is not valid before /,
  },
])('a certificate that is $of is a warning, and is used', ({ of, made, warning }) => {
  const { clientTls, faults, warnings } = read(pair(of, made));
  expect({ faults, isUsed: clientTls !== null }).toEqual({ faults: [], isUsed: true });
  expect(told(warnings)).toEqual([expect.stringMatching(warning)]);
});

test('a chain with a hole is a warning', () => {
  const tlsCert = put('hole.crt', `${own.cert}${root.cert}`);
  expect(told(read({ tlsCert, tlsKey: put('own.key', own.key) }).warnings)).toEqual([
    '4 tls_cert: DIR/hole.crt: certificate number 1 is not signed by the next one; each has to be followed by the one that signed it',
  ]);
});

test('S-256: a key file that others can read is a warning with the command that mends it', () => {
  const tlsKey = put('open.key', self.key, 0o644);
  expect(told(read({ tlsCert: SELF, tlsKey }).warnings)).toEqual([
    '5 tls_key: DIR/open.key is open to every user. Run: chmod 600 DIR/open.key',
  ]);
  const tlsCert = put('open.pem', `${self.cert}${self.key}`, 0o640);
  chownSync(join(folder, tlsCert), process.getuid?.() ?? 0, process.getgid?.() ?? 0);
  expect(told(read({ tlsCert }).warnings)).toEqual([]); // our own group
});

test.skipIf(process.getuid?.() !== 0)('S-256: a key that the later user cannot read is a warning', () => {
  expect(told(read({ tlsCert: SELF, tlsKey: put('root.key', self.key) }, 'nobody').warnings)).toEqual([
    '5 tls_key: nobody cannot enter DIR, so it cannot read DIR/root.key, and a later reload would fail. Run: chmod o+x DIR && chown nobody DIR/root.key && chmod 600 DIR/root.key',
  ]);
});

test('the next hop: who may have signed, and its name', () => {
  const tlsRelayCa = put('both.pem', `text before\n${root.cert}\n${middle.cert}text behind\n`);
  const { relayTls, faults, warnings } = read({ tlsRelay: 'verify', tlsRelayCa, tlsRelayName: 'next.example' });
  expect({ faults, warnings }).toEqual({ faults: [], warnings: [] });
  expect(relayTls).toEqual({ verify: true, name: 'next.example', ca: `${root.cert}${middle.cert}` });
  expect(read({}).relayTls).toBeNull();
  expect(read({ tlsRelay: 'no' }).relayTls).toBeNull();
  expect(read({ tlsRelay: 'encrypt' }).relayTls).toEqual({ verify: false, ca: null, name: null });
  expect(told(read({ tlsRelay: 'encrypt', tlsRelayCa }).warnings)).toEqual([
    '8 tls_relay_ca: it has an effect with tls_relay verify only',
  ]);
});

test('a key that TLS does not know is a fault with words of ours', () => {
  const { privateKey } = generateKeyPairSync('x25519');
  const tlsKey = put('x.key', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  expect(told(read({ tlsCert: SELF, tlsKey }).faults)).toEqual([
    '4 tls_cert: DIR/self.crt holds no certificate of this key (DIR/x.key)',
  ]);
});
