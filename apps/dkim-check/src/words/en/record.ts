/** English: the problems of key records. */
export const record = {
  'version-missing': 'v=DKIM1 is missing: allowed, better put it first.',
  'version-missing-fix': 'Begin the record with v=DKIM1;',
  'testing-flag': 't=y: receivers treat this key as a test.',
  'testing-flag-fix': 'Take t=y out of the record when all is well.',
  'explain-version-missing':
    'A key record may leave out v=DKIM1, and every receiver has to take it as if it were there. If it is there, it must stand first.\nBegin the record with v=DKIM1; all the same: people and DNS panels then see what the record is for.',
  'explain-testing-flag':
    't=y in a key record says that its owner is still testing. Receivers then do nothing against mail whose signature fails, and some trust a good signature less.\nIt is meant for the first days. Verify some mails as they arrive at receivers, then take t=y out of the record and leave the rest as it is.',
} as const;
