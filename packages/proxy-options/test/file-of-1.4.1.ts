/** A configuration of DKIMproxy 1.4.1 as a blog of 2012 has it, comments and blanks included; names and path replaced. */
export const FILE_OF_1_4_1 = `# specify what address/port DKIMproxy should listen on
listen    127.0.0.1:10027

# specify what address/port DKIMproxy forwards mail to
relay     127.0.0.1:10028

# specify what domains DKIMproxy can sign for (comma-separated, no spaces)
domain    example.net,example.com,example.org

# specify what signatures to add
signature dkim(c=relaxed,a=rsa-SHA256)
signature domainkeys(c=nofws,a=rsa-SHA1)

# specify location of the private key
keyfile   private.key

# specify the selector (i.e. the name of the key record put in DNS)
selector  sel \t
#min_servers 5
#min_spare_servers 2
`;
