/** Does a message begin with a continuation line? RFC 5322, section 2.2.3; S-204. */
const SP = 0x20;
const HTAB = 0x09;

/** A line put on top of such a message would swallow its first line. `first` is its first octet; undefined if it is empty. */
export function beginsWithContinuation(first: number | undefined): boolean {
  return first === SP || first === HTAB;
}
