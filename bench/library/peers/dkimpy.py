# dkimpy as a worker: ../job.ts. Arguments: key file, record file.
import json
import sys
import time

import dkim

FIELDS = b'from:to:cc:subject:date:message-id:mime-version:content-type:list-id:list-unsubscribe'.split(b':')


def slurp(path):
    with open(path, 'rb') as file:
        return file.read()


key, record = (slurp(path) for path in sys.argv[1:3])


def sign(message, form):
    dkim.sign(message, b'bench', b'bench.example', key, canonicalize=(form, form), include_headers=FIELDS)


def verify(message, _form):
    if not dkim.verify(message, dnsfunc=lambda name, timeout=5: record):
        raise ValueError('not verified')


for line in sys.stdin:
    operation, form, path, seconds = line.rstrip('\n').split('\t')[:4]
    operate = sign if operation == 'sign' else verify
    try:
        message = slurp(path)
        count, wall, cpu, start = 0, 0.0, time.process_time(), time.perf_counter()
        while count == 0 or wall < float(seconds):
            operate(message, form.encode())
            count += 1
            wall = time.perf_counter() - start
        answer = dict(count=count, wallSeconds=wall, cpuSeconds=time.process_time() - cpu)
    except Exception as fault:
        answer = dict(error=repr(fault))
    print(json.dumps(answer), flush=True)
