/** Text as a field's value has it: octets of UTF-8, one a character. By hand, not by the code under test. */
export function utf8(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
