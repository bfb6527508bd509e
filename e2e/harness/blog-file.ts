/** The file of an administrator of 2012, from his public blog, for DKIMproxy 1.4.1: with its comments, and a blank behind the selector. */
import { withNames } from './page.js';

const FILE = `# specify what address/port DKIMproxy should listen on
listen    127.0.0.1:10027

# specify what address/port DKIMproxy forwards mail to
relay     127.0.0.1:10028

# specify what domains DKIMproxy can sign for (comma-separated, no spaces)
domain    example.net,example.com,example.org

# specify what signatures to add
signature dkim(c=relaxed,a=rsa-SHA256)
signature domainkeys(c=nofws,a=rsa-SHA1)

# specify location of the private key
keyfile   /usr/local/dkimproxy/private.key

# specify the selector (i.e. the name of the key record put in DNS)
selector  sel${' '}
#min_servers 5
#min_spare_servers 2
`;

/** His file on the test's own ports and with its own key. */
export function blogFile(listen: number, relay: number, keyfile: string): string {
  return withNames(FILE, {
    '127.0.0.1:10027': `127.0.0.1:${listen}`,
    '127.0.0.1:10028': `127.0.0.1:${relay}`,
    '/usr/local/dkimproxy/private.key': keyfile,
  });
}
