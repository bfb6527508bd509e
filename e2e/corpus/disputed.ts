/** Cases whose `rfc_today` we believe to be wrong. They fail, and are left failing: name -> why. */
export const DISPUTED: Readonly<Record<string, string>> = {
  'p5-mail-dkim-iterator/b-corrupt':
    'b=foobar lacks padding, which base64string of RFC 6376, section 2.10, does not ask for (S-038): it is four octets,' +
    ' a signature of the wrong length for the key, and thus fail (S-042), not permerror',
};
