/** English: the problems of key records. */
export const record = {
  'version-missing': 'v=DKIM1 is missing: allowed, better put it first.',
  'version-missing-fix': 'Begin the record with v=DKIM1;',
  'testing-flag': 't=y: receivers treat this key as a test.',
  'testing-flag-fix': 'Take t=y out of the record when all is well.',
} as const;
