/** How far aliases (CNAME) are followed, by every resolver of this package alike. RFC 1034, section 3.6.2; S-088. */

/** More than this is no chain that anybody has written by hand: it is a server failure. */
export const MAX_ALIASES = 16;
