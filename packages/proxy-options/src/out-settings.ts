/** The options of dkimproxy-out, as a table. */
import { signingSettings } from 'signing-policy';
import { dnsSettings, headerSettings, parseYesNo, type Setting } from 'smtp-proxy';

export const outSettings = {
  ...signingSettings,
  ...dnsSettings,
  rejectError: {
    name: 'reject_error',
    argument: 'yes|no',
    help: 'Answer 451 to a message that could not be signed because of an error, instead of passing it on unsigned.',
    bare: '1',
    defaultText: 'no',
    parse: parseYesNo,
  } satisfies Setting<boolean>,
  requireSafeKeys: {
    name: 'require_safe_keys',
    argument: 'yes|no',
    help: 'Do not start with a key file that others than its owner and our group can open; else that is a warning.',
    bare: '1',
    defaultText: 'no',
    parse: parseYesNo,
  } satisfies Setting<boolean>,
  ...headerSettings,
};
