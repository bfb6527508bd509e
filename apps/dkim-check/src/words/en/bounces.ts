/** English: what comes back when mail is refused for its authentication. */
export const bounces = {
  'bounce-unauthenticated': 'x.7.26: the mail passed neither SPF nor DKIM at this receiver.',
  'bounce-unauthenticated-fix':
    'Send a mail to a mailbox of your own there and verify it as it arrived; sign it with DKIM, and list the host in SPF.',
  'explain-bounce-unauthenticated':
    'Gmail asks of all senders that mail passes SPF or DKIM, and says 550-5.7.26 (or 421-4.7.26, slowed down) where neither does. Other receivers use 5.7.26 for several checks that failed (RFC 7372).\nThe reply tells both results. "DKIM = did not pass" also stands there when the mail has no signature.\nUsual causes: this mail took a way around the signer; the record is not published; it was forwarded and changed.\nMake DKIM pass first: it survives forwarding, SPF does not.',

  'bounce-spf': 'x.7.27: Gmail refused or slowed down the mail since SPF did not pass.',
  'bounce-spf-fix': 'Add the address of the sending host to the SPF record of the domain in the envelope sender.',
  'explain-bounce-spf':
    'Gmail asks of those who send much (5000 mails a day) that both SPF and DKIM pass. This one is about SPF only: it looks at the domain of the envelope sender, not at From.\nLook at the record with dig +short TXT DOMAIN: one record that begins with v=spf1 and names the sending host.\nWith other words beside it ("null MX") the code 5.7.27 means something else: the domain of the sender says that it takes no mail.',

  'bounce-dkim': 'The mail was refused or slowed down since no DKIM signature of it was valid.',
  'bounce-dkim-fix': 'Run dkim-check test, then verify a mail that arrived at the same receiver: dkim-check verify.',
  'explain-bounce-dkim':
    'Gmail writes x.7.30 to those who send much and do not pass DKIM. Other receivers use 5.7.20 (no passing signature), 5.7.21 (no acceptable one) and 5.7.22 (none by the domain of the author), as in RFC 7372.\nUsual causes: the mail took a way around the signer; the record is missing or has another key; something changed the mail after signing.\nA mailbox of your own at that receiver shows its Authentication-Results field: give that to dkim-check explain.',

  'bounce-alignment': 'x.7.32: the domain in From fits neither the SPF domain nor the DKIM domain.',
  'bounce-alignment-fix': 'Sign with the domain of the From address as d=, or a domain above or below it.',
  'explain-bounce-alignment':
    'SPF or DKIM may have passed, but for another domain than the one that people see in From. This is called alignment, and DMARC asks for it.\nUsual causes: the provider signs with its own domain; a newsletter service sends in your name.\nHave the service sign with your domain, with a key of its own under a selector of its own.',

  'bounce-dmarc-missing': 'x.7.40: the domain in From has no DMARC record, or one without a policy.',
  'bounce-dmarc-missing-fix': 'Publish at _dmarc.DOMAIN the TXT record: v=DMARC1; p=none',
  'explain-bounce-dmarc-missing':
    'Gmail asks of those who send much that the domain in From has a DMARC record. p=none is enough: it asks nobody to refuse mail.\nAdd rua=mailto:ADDRESS to get reports. See what is there: dkim-check policy DOMAIN.',

  'bounce-dmarc-policy': 'The mail was refused since DMARC failed and the policy of the From domain asks to refuse it.',
  'bounce-dmarc-policy-fix':
    'Make SPF or DKIM pass for the domain in From; see its policy with dkim-check policy DOMAIN.',
  'explain-bounce-dmarc-policy':
    'Gmail says "not accepted due to domain\'s DMARC policy", Microsoft 5.7.509, others "rejected per DMARC policy".\nIf From is an address at a large provider (gmail.com, yahoo.co.jp) and the mail did not leave by its servers, nothing can make it pass: use an address of your own domain.\nIf it is your domain: this mail was not signed by it, or the signature broke on the way (mailing list, forwarder).',

  'bounce-microsoft': '5.7.515: Microsoft asks SPF, DKIM and DMARC of domains that send much, and one did not pass.',
  'bounce-microsoft-fix': 'Read at the end of the reply which one failed (Spf=, Dkim=, DMARC=), and mend that one.',
  'explain-bounce-microsoft':
    'Since May 2025 outlook.com, hotmail.com and live.com refuse mail of domains that send 5000 mails a day or more unless SPF and DKIM pass and DMARC passes for the domain in From. "Access denied, sending domain ... does not meet the required authentication level."\nPublish SPF, a DKIM record, and v=DMARC1; p=none at _dmarc. Sign with the domain in From.\nVerify one mail as it arrived in a mailbox there.',

  'bounce-yahoo': '5.7.9: Yahoo could not verify the sender ("not accepted for policy reasons").',
  'bounce-yahoo-fix':
    'Make DKIM pass for the domain in From, and see the policy of that domain: dkim-check policy DOMAIN.',
  'explain-bounce-yahoo':
    'Yahoo and AOL refuse mail that fails DMARC where the policy of the domain in From asks for it, and say 554 5.7.9.\nIf From is an address at yahoo.com and the mail did not leave by Yahoo, it is always refused.\nAll senders need SPF or DKIM there, those who send much need both and a DMARC record.',

  'bounce-dmarc-broken': 'The receiver could not make sense of the DMARC record of the domain in From.',
  'bounce-dmarc-broken-fix': 'Look at the record and correct it: dkim-check policy DOMAIN.',
  'explain-bounce-dmarc-broken':
    '"permanent error evaluating DMARC policy" comes with 5.7.5 and means that the record at _dmarc.DOMAIN cannot be read.\nUsual causes: two records, a typing error in p=, a wildcard TXT record that answers for _dmarc, too.\nOne record that begins with v=DMARC1; p=none is a good start.',
} as const;
