/** `dkim-check keygen`: a key pair, its file and the record to publish. S-237 to S-240, S-256, S-260. */
import { chownSync, existsSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { generateSigningKey, keyRecordText, sign, verify, memoryResolver, type SigningKey } from 'dkim-core';
import { needed, oneOf, type Command, type ParsedCommand } from '../command.js';
import { fault } from '../usage-error.js';
import { causeOf } from '../file-cause.js';
import type { Io } from '../io.js';
import type { Say } from '../words/words.js';
import { domainFrom, selectorFrom } from '../place-options.js';
import { visibleJson, visibleText } from '../visible-text.js';
import { MAX_STRING, nsupdateLines, zoneLine } from '../zone-line.js';

const LEAST_BITS = 1024;
const GOOD_BITS = 2048;
const LARGE_BITS = 4096;
const MOST_BITS = 8192;

export const keygen: Command = {
  name: 'keygen',
  summary: 'command-keygen',
  usage:
    'dkim-check keygen --domain D [--selector S] [--algorithm rsa|ed25519] [--bits N] [--out DIR] [--user U] [--force] [--strict] [--hash sha256] [--json]',
  options: {
    domain: { argument: 'NAME', help: 'option-domain' },
    selector: { argument: 'NAME', help: 'option-keygen-selector' },
    algorithm: { argument: 'rsa|ed25519', help: 'option-algorithm' },
    bits: { argument: 'NUMBER', help: 'option-bits' },
    out: { argument: 'DIR', help: 'option-out' },
    user: { argument: 'NAME', help: 'option-user' },
    force: { help: 'option-force' },
    strict: { help: 'option-strict' },
    hash: { argument: 'sha256', help: 'option-hash' },
    json: { help: 'option-json' },
  },
  files: 0,
  async run(parsed, io, say) {
    const domain = domainFrom(needed(parsed, 'domain'));
    const folder = parsed.value('out') ?? '.';
    if (!isFolder(folder)) throw fault('keygen-folder-missing', { folder, word: await wordOf(folder) });
    const selector = selectorOf(parsed, { domain, folder, now: io.now() });
    const name = `${selector}._domainkey.${domain}`;
    if (name.length > 253) throw fault('keygen-name-too-long', { name });
    const type = oneOf(parsed, 'algorithm', ['rsa', 'ed25519'], 'rsa');
    const bits = bitsOf(parsed, type);
    const hash = parsed.has('hash') ? oneOf(parsed, 'hash', ['sha256'], 'sha256') : undefined;
    const owner = ownerOf(parsed.value('user'));
    const keyFile = join(folder, `${name}.pem`);
    const zoneFile = join(folder, `${name}.txt`);
    for (const file of [keyFile, zoneFile]) if (existsSync(file)) throw fault('keygen-exists', { file });

    const { pem, key } = await generateSigningKey(type === 'rsa' ? { type, bits } : { type });
    const value = keyRecordText(key, { hash, strict: parsed.has('strict') });
    await selfTest(key, { domain, selector, name, value }, io);
    const zone = zoneLine(name, value);
    writeBoth({ keyFile, pem, zoneFile, zone, owner, user: parsed.value('user') ?? '' }, say);

    if (parsed.has('json'))
      await io.print(visibleJson(JSON.stringify({ keyFile, name, value, zone, nsupdate: nsupdateLines(name, value) })));
    else await report({ domain, selector, name, value, zone, keyFile, zoneFile, key }, io, say);
    return 0;
  },
};

/** A file as one word of a command that is to be pasted. */
async function wordOf(path: string): Promise<string> {
  const { shellWord } = await import('smtp-proxy');
  return shellWord(path.startsWith('-') ? `./${path}` : path);
}

/** sYYYYMMDD, then sYYYYMMDDb to z: a selector is never used twice (S-238). */
function selectorOf(
  parsed: ParsedCommand,
  { domain, folder, now }: { domain: string; folder: string; now: number },
): string {
  const given = parsed.value('selector');
  if (given !== null) return selectorFrom(given);
  const day = `s${new Date(now * 1000).toISOString().slice(0, 10).replaceAll('-', '')}`;
  const free = ['', ...'bcdefghijklmnopqrstuvwxyz'.split('')]
    .map((letter) => `${day}${letter}`)
    .find((selector) =>
      ['pem', 'txt'].every((ending) => !existsSync(join(folder, `${selector}._domainkey.${domain}.${ending}`))),
    );
  if (free === undefined) throw fault('keygen-selector-used-up', { folder });
  return free;
}

function bitsOf(parsed: ParsedCommand, type: 'rsa' | 'ed25519'): number {
  const text = parsed.value('bits');
  if (text === null) return GOOD_BITS;
  if (type === 'ed25519') throw fault('keygen-bits-for-ed25519');
  if (!/^\d{1,6}$/.test(text)) throw fault('keygen-bits-unreadable', { value: text });
  const bits = Number(text);
  if (bits < LEAST_BITS) throw fault('keygen-bits-never', { bits });
  if (bits > MOST_BITS) throw fault('keygen-bits-too-large', { bits });
  if (bits < GOOD_BITS && !parsed.has('force')) throw fault('keygen-bits-small', { bits });
  if (bits > LARGE_BITS && !parsed.has('force')) throw fault('keygen-bits-large', { bits });
  return bits;
}

function ownerOf(user: string | null): { uid: number; gid: number } | null {
  if (user === null) return null;
  try {
    const id = (flag: string): number =>
      Number(execFileSync('id', [flag, '--', user], { stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    throw fault('keygen-user-unknown', { user });
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** The key signs, and the record that is to be published verifies it (S-253). */
async function selfTest(
  key: SigningKey,
  { domain, selector, name, value }: { domain: string; selector: string; name: string; value: string },
  io: Pick<Io, 'now'>,
): Promise<void> {
  const message = Buffer.from(`From: test@${domain}\r\n\r\ntest\r\n`, 'latin1');
  const { fields } = await sign(message, { signatures: [{ type: 'dkim', domain, selector, key }], now: io.now });
  const resolveTxt = memoryResolver({ [name]: { TXT: [value] } });
  const { result, signatures } = await verify(Buffer.concat([fields, message]), { resolveTxt, now: io.now });
  if (result !== 'pass') throw fault('keygen-self-test', { cause: signatures[0]?.reason ?? result });
}

interface Files {
  keyFile: string;
  pem: string;
  zoneFile: string;
  zone: string;
  owner: { uid: number; gid: number } | null;
  user: string;
}

/** Both files or none; neither is ever written over. */
function writeBoth({ keyFile, pem, zoneFile, zone, owner, user }: Files, say: Say): void {
  const written: string[] = [];
  const put = (file: string, content: string, mode: number): void => {
    try {
      writeFileSync(file, content, { flag: 'wx', mode });
      written.push(file);
    } catch (err) {
      throw fault('file-unwritable', { file, cause: causeOf(err, say) });
    }
    if (owner === null) return;
    try {
      chownSync(file, owner.uid, owner.gid);
    } catch (err) {
      throw fault('keygen-user-refused', { user, cause: causeOf(err, say) });
    }
  };
  try {
    put(keyFile, pem, 0o600);
    put(zoneFile, `${zone}\n`, 0o644);
  } catch (err) {
    for (const file of written) unlinkSync(file);
    throw err;
  }
}

interface Made {
  domain: string;
  selector: string;
  name: string;
  value: string;
  zone: string;
  keyFile: string;
  zoneFile: string;
  key: SigningKey;
}

async function report(
  { domain, selector, name, value, zone, keyFile, zoneFile, key }: Made,
  io: Io,
  say: Say,
): Promise<void> {
  const short = name.slice(0, -domain.length - 1);
  const lines = [
    say('keygen-made', { algorithm: key.type, bits: key.bits, selector, domain }),
    say('keygen-key-file', { file: keyFile }),
    say('keygen-zone-file', { file: zoneFile }),
    '',
    say('keygen-zone-title'),
    '',
    zone,
    '',
    say('keygen-panel-title'),
    '',
    say('keygen-panel-name', { name }),
    say('keygen-panel-name-short', { name: short }),
    say('keygen-panel-value', { value }),
    ...(value.length > MAX_STRING ? [say('keygen-panel-long', { n: value.length })] : []),
    '',
    say('keygen-nsupdate-title'),
    '',
    ...nsupdateLines(name, value),
    '',
    say('keygen-next-title'),
    say('keygen-next-publish', { domain, selector, word: await wordOf(keyFile) }),
    say('keygen-next-config'),
    '',
    `         domain    ${domain}`,
    `         selector  ${selector}`,
    `         keyfile   ${visibleText(resolve(keyFile))}`,
    '         signature dkim',
    '',
    say('keygen-next-test'),
    say('keygen-next-rotate'),
  ];
  if (key.type === 'ed25519') lines.push('', say('keygen-ed25519-note'));
  if (key.type === 'rsa' && key.bits > GOOD_BITS) lines.push('', say('keygen-large-note'));
  for (const line of lines) await io.print(line);
}
