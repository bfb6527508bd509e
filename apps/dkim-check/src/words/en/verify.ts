/** English: the command verify. */
export const verify = {
  // The report of verify.
  'report-message': '{file}: {result} ({meaning})',
  'report-signature': '  {number}. {type}: {result}',
  'report-warning': '     warning: {sentence} [{code}]',
  'report-code': '     {sentence} [{code}]',
  'report-reason': '     {reason}',
  'report-facts': '     {facts}',
  'report-domain': 'domain {value}',
  'report-selector': 'selector {value}',
  'report-identity': 'identity {value}',
  'report-algorithm': '{value}',
  'report-canonicalization': '{value}',
  'report-key-bits': '{value}-bit key',
  'report-body-length': 'only the first {value} octets of the body are signed',
  'report-testing': 'the key says that it is being tested (t=y)',
  'arrival-hint':
    '{file}: judged as of {now}. By its topmost Received field it arrived at {arrival}; to judge it as of then: --at {at}',
  'command-verify': 'verifies the signatures of messages, one verdict a signature',
  'option-at': 'judge as of this time: Unix seconds or ISO 8601; else now',
} as const;
