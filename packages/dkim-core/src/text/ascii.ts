/** The octets that have a meaning of their own in a message. RFC 5234, appendix B.1; RFC 5322, section 2.2. */

export const HTAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SP = 0x20;
export const COLON = 0x3a;
export const SEMICOLON = 0x3b;
export const EQUALS = 0x3d;

/** A line end. Shared: nobody writes into it. */
export const CRLF: Buffer = Buffer.from('\r\n', 'latin1');
