/** xtext, the way XFORWARD and XCLIENT write values. RFC 3461, section 4. */

/** Null for what is not xtext, or stands for white space, a control or a non-ASCII octet (S-225). */
export function decodeXtext(text: string): string | null {
  if (/\+(?![0-9A-F]{2})/i.test(text)) return null;
  const value = text.replace(/\+([0-9A-F]{2})/gi, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return /^[\x21-\x7e]*$/.test(value) ? value : null;
}

/** Any text: what is not plain ASCII becomes +HH of its latin1 octet. */
export function encodeXtext(value: string): string {
  return value.replace(/[^\x21-\x2a\x2c-\x3c\x3e-\x7e]/g, (char) => {
    const code = char.charCodeAt(0) & 0xff;
    return `+${code.toString(16).toUpperCase().padStart(2, '0')}`;
  });
}
