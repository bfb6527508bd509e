# dkimpy as one long-lived process: cases on standard input, answers on standard output. The protocol stands in
# ../peer-process.ts. Arguments: a file with key records (NAME TEXT a line), the RSA key in PEM, the Ed25519 seed in base64.
import sys
import dkim

records = {}
with open(sys.argv[1], 'rb') as lines:
    for line in lines:
        name, text = line.rstrip(b'\n').split(b' ', 1)
        records[name.lower()] = text
keys = {b'rsa-sha256': open(sys.argv[2], 'rb').read(), b'ed25519-sha256': open(sys.argv[3], 'rb').read()}
selectors = {b'rsa-sha256': b'rsa', b'ed25519-sha256': b'ed'}


def txt(name, timeout=5):
    return records.get(name.rstrip(b'.').lower())


def verify(message):
    fields, _ = dkim.rfc822_parse(message)
    words = []
    for index in range(len([1 for name, _ in fields if name.lower() == b'dkim-signature'])):
        try:
            words.append('pass' if dkim.DKIM(message).verify(idx=index, dnsfunc=txt) else 'fail')
        except dkim.DKIMException as fault:
            words.append('invalid_(%s)' % '_'.join(str(fault).split())[:80])
    return ' '.join(words).encode('ascii', 'replace')


def sign(c, algorithm, names, message):
    return dkim.sign(
        message, selectors[algorithm], b'example.org', keys[algorithm], canonicalize=tuple(c.split(b'/')),
        signature_algorithm=algorithm, include_headers=names.split(b':'), linesep=b'\r\n')


source, target = sys.stdin.buffer, sys.stdout.buffer
while True:
    line = source.readline()
    if not line:
        break
    order, *words = line.split()
    message = source.read(int(words.pop()))
    try:
        answer = verify(message) if order == b'V' else sign(*words, message)
    except Exception as fault:  # whatever it is, it is an answer
        answer = ('E %s %s' % (type(fault).__name__, ' '.join(str(fault).split()))).encode('ascii', 'replace')
    target.write(b'%d\n' % len(answer) + answer)
    target.flush()
