/**
 * What a scenario needs from the machine. A file asks once: `describe.skipIf(lacks('postfix', 'nsd'))(...)`. What is
 * absent is named in one line, so that nobody takes a skipped test for a passed one. In CI nothing is absent.
 */
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Each Debian package, by a file that it brings. */
const PACKAGES = {
  postfix: ['/usr/sbin/postfix'],
  nsd: ['/usr/sbin/nsd'],
  opendkim: ['/usr/sbin/opendkim'],
  'libmail-dkim-perl': ['/usr/share/perl5/Mail/DKIM/Verifier.pm'],
  'python3-dkim': ['/usr/lib/python3/dist-packages/dkim/__init__.py'],
  haproxy: ['/usr/sbin/haproxy'],
  swaks: ['/usr/bin/swaks'],
  'libnet-ssleay-perl': ['/usr/share/doc/libnet-ssleay-perl'],
  'python3-aiosmtpd': ['/usr/lib/python3/dist-packages/aiosmtpd/lmtp.py'],
  'sasl2-bin': ['/usr/sbin/saslpasswd2'],
  'libsasl2-modules': ['sasl2/libplain.so'],
  openssl: ['/usr/bin/openssl'],
  strace: ['/usr/bin/strace'],
  python3: ['/usr/bin/python3'],
  systemd: ['/usr/bin/systemd-notify', '/usr/bin/systemd-analyze', '/usr/bin/systemd-socket-activate'],
  gcc: ['/usr/bin/cc'],
  'libc6-dev': ['/usr/include/stdio.h'],
  'libopendkim-dev': ['/usr/include/opendkim/dkim.h'],
  'python3-prometheus-client': ['/usr/lib/python3/dist-packages/prometheus_client/parser.py'],
  'python3-nacl': ['/usr/lib/python3/dist-packages/nacl/__init__.py'],
} as const;

/** `open checkout`: another user may enter the folder of this checkout, and so run its programs. */
export type Need = keyof typeof PACKAGES | 'root' | 'open checkout';

/** The folders where Debian keeps its libraries, by the name of each machine type. */
const LIBRARY_FOLDERS = ['x86_64-linux-gnu', 'aarch64-linux-gnu', 'arm-linux-gnueabihf', 'i386-linux-gnu'];

/** Those of them that are absent. */
export function lacking(needs: readonly Need[]): readonly Need[] {
  return needs.filter((need) => !isHere(need));
}

/** True if something is absent, after a line on standard error that says what. */
export function lacks(...needs: readonly Need[]): boolean {
  const absent = lacking(needs);
  if (absent.length === 0) return false;
  const packages = absent.filter((need) => need !== 'root' && need !== 'open checkout');
  const file = basename(process.argv.find((argument) => argument.endsWith('.test.ts')) ?? '');
  const where = file === '' ? '' : ` in ${file}`;
  if (packages.length > 0) console.error(`skipped${where}: the Debian package ${packages.join(', ')} is not installed`);
  if (absent.includes('root'))
    console.error(`skipped${where}: it needs root (a private Postfix, a file system to fill)`);
  if (absent.includes('open checkout')) {
    console.error(
      `skipped${where}: another user may not enter ${closedFolder() ?? ''}. Run: chmod a+x ${closedFolder() ?? ''}`,
    );
  }
  return true;
}

/** The folder above this file that others may not enter; null where they may enter all. */
function closedFolder(): string | null {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return folder;
    if (folder === dirname(folder)) return null;
  }
}

function isHere(need: Need): boolean {
  if (need === 'root') return process.getuid?.() === 0;
  if (need === 'open checkout') return closedFolder() === null;
  return PACKAGES[need].every((file) =>
    file.startsWith('/')
      ? existsSync(file)
      : LIBRARY_FOLDERS.some((folder) => existsSync(join('/usr/lib', folder, file))),
  );
}
