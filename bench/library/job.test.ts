import { expect, test } from 'vitest';
import { readJob, writeJob, type Job } from './job.js';

test('a job is read as it was written', () => {
  const job: Job = {
    operation: 'verify',
    canonicalization: 'simple',
    file: '/tmp/two words.eml',
    signatures: 4,
    keys: 'unknown',
  };
  expect(readJob(writeJob(job, 0.35).trimEnd())).toEqual({ job, seconds: 0.35 });
});
