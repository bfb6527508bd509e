/** The names of the canonicalizations, as c= has them. What stands behind each: by-name.ts, nofws.ts. */

/** How DKIM makes a header or a body canonical. RFC 6376, section 3.4. */
export type DkimCanonicalization = 'simple' | 'relaxed';

/** How DomainKeys makes header and body canonical, both in one way. RFC 4870, section 3.4.2. Historic. */
export type DomainkeysCanonicalization = 'simple' | 'nofws';
