/** A header to the h= that we write. RFC 6376, sections 5.4 and 5.4.1; RFC 8058, section 4; S-110 to S-113. */
import type { FieldIndex } from './signed-header-fields.js';

/** Signed where they stand, each instance (S-111). */
export const RECOMMENDED_FIELDS: readonly string[] = [
  'from',
  'reply-to',
  'subject',
  'date',
  'to',
  'cc',
  'sender',
  'message-id',
  'in-reply-to',
  'references',
  'resent-date',
  'resent-from',
  'resent-sender',
  'resent-to',
  'resent-cc',
  'resent-message-id',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
  'content-id',
  'content-description',
  'list-id',
  'list-help',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'list-subscribe',
  'list-post',
  'list-owner',
  'list-archive',
  'auto-submitted',
  'feedback-id',
];

/** Named once more than they stand, present or not: who adds one breaks the signature (S-112). */
const OVERSIGNED_ALWAYS: readonly string[] = ['from', 'reply-to', 'to', 'cc', 'subject'];
/** Only where they stand: well-behaved lists and gateways add them where they are absent. */
const OVERSIGNED_IF_PRESENT: readonly string[] = [
  'sender',
  'date',
  'message-id',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
  'in-reply-to',
  'references',
  'list-unsubscribe-post',
];

export interface FieldChoice {
  /** Names in any case. Default: the recommended list. From is always among them. */
  signedFields?: readonly string[] | undefined;
  /** Names to mention once more than they stand, present or not; empty: none. Default: as above, of the signed ones. */
  oversignedFields?: readonly string[] | undefined;
}

/** The names of h=, in lower case: each as often as it stands, then the oversigned ones. */
export function fieldsToSign(index: FieldIndex, choice: FieldChoice): readonly string[] {
  const wanted = wantedNames(choice);
  const names: string[] = [];
  for (const name of wanted) {
    for (let left = index.get(name)?.length ?? 0; left > 0; left -= 1) names.push(name);
  }
  names.push(...oversignedNames(index, wanted, choice.oversignedFields));
  return names;
}

const RECOMMENDED: ReadonlySet<string> = new Set(RECOMMENDED_FIELDS);

function wantedNames({ signedFields, oversignedFields }: FieldChoice): ReadonlySet<string> {
  if (signedFields === undefined && oversignedFields === undefined) return RECOMMENDED;
  const wanted = new Set((signedFields ?? RECOMMENDED_FIELDS).map((name) => name.toLowerCase()));
  wanted.add('from');
  for (const name of oversignedFields ?? []) wanted.add(name.toLowerCase());
  return wanted;
}

function oversignedNames(
  index: FieldIndex,
  wanted: ReadonlySet<string>,
  oversignedFields: readonly string[] | undefined,
): Iterable<string> {
  if (oversignedFields !== undefined) return new Set(oversignedFields.map((name) => name.toLowerCase()));
  const present = OVERSIGNED_IF_PRESENT.filter((name) => index.has(name));
  return [...OVERSIGNED_ALWAYS, ...present].filter((name) => wanted.has(name));
}
