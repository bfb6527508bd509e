import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inSettings } from 'proxy-options';
import { runProxy } from 'smtp-proxy';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { configure } from './settings.js';

const program = { name: 'dkimproxy-in', version: '0.0.0', purpose: '', settings: inSettings, configure };
let folder: string;
let output: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'in-'));
});
beforeEach(() => {
  output = '';
  const take = (text: unknown): boolean => {
    output += String(text).replaceAll(folder, 'DIR');
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(take);
  vi.spyOn(process.stderr, 'write').mockImplementation(take);
});
afterEach(() => void vi.restoreAllMocks());

async function check(conf: string): Promise<{ status: number; faults: string[] }> {
  writeFileSync(join(folder, 'x.conf'), conf);
  const status = await runProxy(program, ['--check', `--conf_file=${join(folder, 'x.conf')}`]);
  const start = 'dkimproxy-in: fault: ';
  const faults = output.split('\n').filter((line) => line.startsWith(start));
  return { status, faults: faults.map((line) => line.slice(start.length)) };
}

test('a file of 1.4.1 starts', async () => {
  const conf = `# specify what address/port DKIMproxy should listen on
listen    127.0.0.1:10025

# specify what address/port DKIMproxy forwards mail to
relay     127.0.0.1:10026
hostname  mx.example.org
reject_fail
#reject_error
`;
  expect(await check(conf)).toEqual({ status: 0, faults: [] });
});

test('the configuration of the README is good', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [conf = ''] = /^ {4}listen .*\n(?: {4}.*\n)+/m.exec(readme) ?? [];
  expect(conf.split('\n')).toHaveLength(4);
  expect(await check(conf)).toEqual({ status: 0, faults: [] });
  expect(output).not.toContain('which others have, too');
});

test('every option of its own is taken', async () => {
  const conf = `listen :10025
relay mx.example.org
hostname mx.example.org
reject_error permerror
reject_fail no
remove_results all
x_results no
verify_dkim yes
verify_domainkeys no
trusted_results 192.0.2.0/24, 2001:db8::1
required_fields Subject, Date
max_rsa_bits 16384
max_header_size 2M
max_header_fields 500
accept_unsigned_body
accept_unsigned_from yes
max_signatures 5
max_dns_domains 3
nameserver 192.0.2.1
nameserver [2001:db8::1]:5353
dns_timeout 3
dns_message_timeout 10s
`;
  expect(await check(conf)).toEqual({ status: 0, faults: [] });
});

test('every value at fault is told with its line', async () => {
  const conf = `listen :10025
relay mx.example.org
reject_error perhaps
remove_results mine
max_signatures 0
nameserver dns.example
dns_timeout 0
domain example.org
verify_dkim maybe
verify_domainkeys 2
trusted_results mx1.example.org
required_fields Subject, Größe
max_rsa_bits 2048
max_header_size 1
max_header_fields none
max_dns_domains x
dns_message_timeout 2h
`;
  expect(await check(conf)).toEqual({
    status: 2,
    faults: [
      'DIR/x.conf:3: reject_error: "perhaps" is neither yes, no nor permerror',
      expect.stringMatching(/^DIR\/x\.conf:4: remove_results: .*own, all, none/),
      expect.stringMatching(/^DIR\/x\.conf:5: max_signatures: /),
      expect.stringMatching(/^DIR\/x\.conf:6: nameserver: /),
      expect.stringMatching(/^DIR\/x\.conf:7: dns_timeout: /),
      expect.stringMatching(/^DIR\/x\.conf:8: domain: there is no such option/),
      'DIR/x.conf:9: verify_dkim: "maybe" is neither yes nor no',
      'DIR/x.conf:10: verify_domainkeys: "2" is neither yes nor no',
      'DIR/x.conf:11: trusted_results: "mx1.example.org" is no network; write an address, ADDRESS/BITS, loopback, private, unix or any',
      'DIR/x.conf:12: required_fields: "Größe" is no name of a header field; write Subject,Date',
      'DIR/x.conf:13: max_rsa_bits: "2048" is not a whole number from 4096 to 16384',
      'DIR/x.conf:14: max_header_size: 1 is out of range: 1k to 64M',
      'DIR/x.conf:15: max_header_fields: "none" is not a whole number from 10 to 1000000',
      'DIR/x.conf:16: max_dns_domains: "x" is not a whole number from 1 to 1000',
      'DIR/x.conf:17: dns_message_timeout: 2h is out of range: 1s to 1h',
    ],
  });
});

test.each([
  ['', 'off'],
  ['reject_error', 'temporary'],
  ['reject_error 1', 'temporary'],
  ['reject_error no', 'off'],
  ['reject_error PermError', 'permerror'],
])('%j means %s', (line, meaning) => {
  const [, text] = line.split(' ');
  const value = line === '' ? undefined : inSettings.rejectError.parse(text ?? inSettings.rejectError.bare);
  expect(value === undefined ? 'off' : value.ok && value.value).toBe(meaning);
});

test('a name that others have, too, is no good name for results', async () => {
  const { status } = await check('listen :10025\nrelay mx.example.org\nhostname localhost\n');
  expect(status).toBe(0);
  expect(output).toContain('warning: DIR/x.conf:3: hostname: our results will stand under the name localhost');
});

test('reject_fail without verify_dkim would refuse signed mail, and is a fault', async () => {
  const conf = 'listen :10025\nrelay mx.example.org\nhostname mx.example.org\nverify_dkim no\nreject_fail\n';
  expect(await check(conf)).toEqual({
    status: 2,
    faults: [
      expect.stringMatching(/^DIR\/x\.conf:5: reject_fail: with verify_dkim no every mail .* take one of them out$/),
    ],
  });
});

test('to trust this machine is to trust all that a server on it hands over without XFORWARD', async () => {
  const conf = 'listen :10025\nrelay mx.example.org\nhostname mx.example.org\ntrusted_results loopback\n';
  expect(await check(conf)).toEqual({ status: 0, faults: [] });
  expect(output).toContain('warning: DIR/x.conf:4: trusted_results: ');
});
