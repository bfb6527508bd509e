/**
 * Other implementations of DKIM, run for real against the DNS server on loopback: Mail::DKIM (Perl), dkimpy (Python)
 * and OpenDKIM (C). Each one verifies, each one signs.
 */
import type { DnsServer } from './dns.js';
import { throughMilter } from './milter-client.js';
import { startOpenDkim, writeUnboundFile, type SigningOrder } from './opendkim.js';
import { run, runWell } from './program.js';
import type { Stage } from './stage.js';

export type { SigningOrder } from './opendkim.js';

export interface PeerVerdict {
  readonly type: 'dkim' | 'domainkeys';
  readonly domain: string;
  readonly algorithm: string;
  readonly result: string;
}

/** Verdicts from the top of the header to its end. */
export type Verify = (message: Buffer) => Promise<readonly PeerVerdict[]>;

/** The message with one DKIM-Signature field (rsa-sha256) on top. */
export type Sign = (message: Buffer, order: SigningOrder) => Promise<Buffer>;

const PERL_VERIFY = `
use strict; use warnings; use JSON::PP; use Mail::DKIM::Verifier;
binmode STDIN; local $/;
my $verifier = Mail::DKIM::Verifier->new;
$verifier->PRINT(<STDIN>); $verifier->CLOSE;
print encode_json([map { {
  type => $_->isa('Mail::DKIM::DkSignature') ? 'domainkeys' : 'dkim',
  domain => $_->domain, algorithm => $_->algorithm, result => $_->result_detail
} } $verifier->signatures]);
`;

export function verifyWithMailDkim(dns: DnsServer): Verify {
  return async (message) => {
    const env = { RES_NAMESERVERS: '127.0.0.1', RES_OPTIONS: `port:${dns.port}` };
    return JSON.parse(await runWell('/usr/bin/perl', ['-e', PERL_VERIFY], { input: message, env })) as PeerVerdict[];
  };
}

const PYTHON_VERIFY = `
import json, sys, dkim, dns.resolver
asker = dns.resolver.Resolver(configure=False)
asker.nameservers = ['127.0.0.1']
asker.port = int(sys.argv[1])
def txt(name, timeout=5):
    try:
        answer = asker.resolve(name.decode().rstrip('.') + '.', 'TXT', lifetime=timeout)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return None
    return b''.join(answer[0].strings)
message = sys.stdin.buffer.read()
count = len([1 for name, _ in dkim.rfc822_parse(message)[0] if name.lower() == b'dkim-signature'])
found = []
for index in range(count):
    checker = dkim.DKIM(message)
    try:
        result = 'pass' if checker.verify(idx=index, dnsfunc=txt) else 'fail'
    except dkim.DKIMException as fault:
        result = 'fail (%s)' % fault
    tags = checker.signature_fields or {}
    found.append(dict(type='dkim', domain=tags.get(b'd', b'').decode(), algorithm=tags.get(b'a', b'').decode(), result=result))
print(json.dumps(found))
`;

const PYTHON = '/usr/bin/python3'; // Debian's own: another one in PATH lacks the module

export function verifyWithDkimpy(dns: DnsServer): Verify {
  return async (message) =>
    JSON.parse(await runWell(PYTHON, ['-c', PYTHON_VERIFY, String(dns.port)], { input: message })) as PeerVerdict[];
}

/** OpenDKIM reports on the first signature that passes, else on the last. */
export function verifyWithOpenDkim(stage: Stage, dns: DnsServer): Verify {
  const conf = stage.write(
    `opendkim-verify-${dns.port}/opendkim.conf`,
    `Mode v\nSyslog no\nResolverConfiguration ${writeUnboundFile(stage, dns)}\n`,
  );
  let count = 0;
  return async (message) => {
    count += 1;
    const file = stage.write(`opendkim-verify-${dns.port}/${count}.eml`, message);
    const { stdout, stderr } = await run('/usr/sbin/opendkim', ['-x', conf, '-t', file]);
    const said = `${stdout.toString()}${stderr}`;
    const [, domain = '', verdict = said.trim()] = /verification \(s=\S+ d=(\S+), [^)]*\) (.*)/.exec(said) ?? [];
    return [{ type: 'dkim', domain, algorithm: '', result: verdict === 'succeeded' ? 'pass' : `fail (${verdict})` }];
  };
}

const PERL_SIGN = `
use strict; use warnings; use Mail::DKIM::Signer;
my ($domain, $selector, $keyfile) = @ARGV;
binmode STDIN; binmode STDOUT;
my $message = do { local $/; <STDIN> }; # for this line only: the key file is read by lines
my $signer = Mail::DKIM::Signer->new(Algorithm => 'rsa-sha256', Method => 'relaxed/relaxed',
  Domain => $domain, Selector => $selector, KeyFile => $keyfile);
$signer->PRINT($message); $signer->CLOSE;
print $signer->signature->as_string, "\\r\\n", $message;
`;

export const signWithMailDkim: Sign = (message, { domain, selector, key }) =>
  signed('/usr/bin/perl', ['-e', PERL_SIGN, domain, selector, key.file], message);

const PERL_SIGN_DOMAINKEYS = `
use strict; use warnings; use Mail::DKIM::Signer; use Mail::DKIM::DkSignature; use Mail::DKIM::PrivateKey;
my ($domain, $selector, $keyfile) = @ARGV;
binmode STDIN; binmode STDOUT;
my $message = do { local $/; <STDIN> }; # for this line only: the key file is read by lines
my $key = Mail::DKIM::PrivateKey->load(File => $keyfile);
my $signer = Mail::DKIM::Signer->new(Policy => sub {
  my $dkim = shift;
  $dkim->add_signature(Mail::DKIM::DkSignature->new(Algorithm => 'rsa-sha1', Method => 'nofws',
    Headers => $dkim->headers, Domain => $domain, Selector => $selector, Key => $key));
  return;
});
$signer->PRINT($message); $signer->CLOSE;
print $_->as_string, "\\r\\n" for $signer->signatures;
print $message;
`;

/** One DomainKey-Signature field (rsa-sha1, nofws) on top. */
export const signDomainKeysWithMailDkim: Sign = (message, { domain, selector, key }) =>
  signed('/usr/bin/perl', ['-e', PERL_SIGN_DOMAINKEYS, domain, selector, key.file], message);

const PYTHON_SIGN = `
import sys, dkim
domain, selector, keyfile = sys.argv[1:4]
message = sys.stdin.buffer.read()
key = open(keyfile, 'rb').read()
field = dkim.sign(message, selector.encode(), domain.encode(), key, canonicalize=(b'relaxed', b'simple'))
sys.stdout.buffer.write(field + message)
`;

export const signWithDkimpy: Sign = (message, { domain, selector, key }) =>
  signed(PYTHON, ['-c', PYTHON_SIGN, domain, selector, key.file], message);

async function signed(program: string, args: readonly string[], message: Buffer): Promise<Buffer> {
  const { status, stdout, stderr } = await run(program, args, { input: message });
  if (status !== 0) throw new Error(`${program} could not sign: ${stderr}`);
  return stdout;
}

/** OpenDKIM signs as a mail server's filter only, so it runs as one. */
export async function startOpenDkimSigner(
  stage: Stage,
  order: SigningOrder,
): Promise<(message: Buffer) => Promise<Buffer>> {
  const { port } = await startOpenDkim(stage, { sign: order });
  return (message) =>
    throughMilter(port, { from: `sender@${order.domain}`, to: ['someone@example.org'], data: message });
}
