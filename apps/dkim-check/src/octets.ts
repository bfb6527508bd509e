/** Octets by name. */
export const LF = 0x0a;
export const CR = 0x0d;
