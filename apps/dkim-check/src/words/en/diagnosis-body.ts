/** English: what was done to a body after signing. */
export const diagnosisBody = {
  'body-changed': 'The body was changed after signing, and none of the changes that are known here explains it.',
  'body-changed-fix':
    'Compare it with the message as it left: dkim-check verify ARRIVED --original SENT. Then look for the program between the two that writes text anew.',
  'body-lost': 'The body is empty now, and something was signed.',
  'body-lost-fix':
    'Look for the gateway that removed the text, a virus scanner mostly; or send the whole message, not its header only.',
  'body-cut-off': 'The body ends too early: l= covers {missing} octets more than the {length} that are left.',
  'body-cut-off-fix': 'Look for a size limit on the way; sign without l=, which protects nothing.',
  'body-signed-empty': 'An empty body was signed, and there is text now.',
  'body-signed-empty-fix':
    'Let the signer see the whole message: sign as the last step, behind everything that puts in text.',
  'body-footer-appended': 'Behind the signed text stand {octets} more octets: "{text}"',
  'body-footer-appended-fix':
    'Let the program that adds a disclaimer or a footer run before the signer, or switch the footer off for signed mail.',
  'body-text-put-in-front': 'In front of the signed text stand {octets} more octets: "{text}"',
  'body-text-put-in-front-fix':
    'Let the program that adds the banner run before the signer; at the receiver, verify before the banner is added.',
  'body-text-inserted': 'Into the parts of the message {octets} octets were inserted: "{text}"',
  'body-text-inserted-fix':
    'Let the program that adds a disclaimer or a footer run before the signer, or switch the footer off for signed mail.',
  'body-wrapped-in-multipart':
    'The signed text stands in a part of a new multipart message: a list or a gateway wrapped it.',
  'body-wrapped-in-multipart-fix':
    'Switch off footers and HTML conversion of the list, or let the list sign its mail with its own domain.',
  'body-trailing-blank-lines': '{lines} lines of white space were added at the end of the body.',
  'body-trailing-blank-lines-fix': 'Sign with c=relaxed/relaxed, or stop the program that adds them.',
  'body-trailing-blank-lines-signed':
    'The signer hashed {lines} empty lines at the end of the body, which no signature may count.',
  'body-trailing-blank-lines-signed-fix': 'Renew the signer: its canonicalization is wrong (RFC 6376, 3.4.3).',
  'body-final-crlf-missing': 'The signer hashed the body without the line end of its last line.',
  'body-final-crlf-missing-fix': 'Renew the signer, or let the program that sends end each message with a line end.',
  'body-hash-of-other-form': 'The body fits as {fitting}, but c= says {written}.',
  'body-hash-of-other-form-fix':
    'Either the signer writes another c= than it uses: renew it. Or white space was changed on the way: set c=relaxed/relaxed.',
  'body-line-ends-changed': 'The line ends were {form} when the body was signed.',
  'body-line-ends-changed-fix':
    'Sign mail as it goes over SMTP, with CRLF at the end of each line and none inside. Let the signer see what the mail server sends.',
  'body-dots-doubled': 'Lines that begin with a dot have one dot more than was signed: the dots of SMTP were left in.',
  'body-dots-doubled-fix':
    'Look for the relay or filter that does not take out the dot that SMTP puts in front (RFC 5321, 4.5.2).',
  'body-dots-lost': 'Lines that begin with a dot have one dot less than was signed: a dot was taken out twice.',
  'body-dots-lost-fix':
    'Look for the relay or filter that does not put a dot in front of such lines when it sends (RFC 5321, 4.5.2).',
  'body-from-escaped': 'Lines that begin with "From " became ">From ".',
  'body-from-escaped-fix':
    'A mailbox file (mbox) does that when mail is stored: verify before, or store in a Maildir. Encode such lines as quoted-printable before signing.',
  'body-from-unescaped': 'Lines that began with ">From " lost their ">".',
  'body-from-unescaped-fix':
    'A program that reads mailbox files (mbox) took it for its own mark. Let the signed message pass unread, or store in a Maildir.',
  'body-lines-broken': 'Lines of more than {length} octets were broken after signing.',
  'body-lines-broken-fix':
    'Send text as quoted-printable or base64: no line of a mail may have more than 998 octets (RFC 5322, 2.1.1).',
  'body-white-space-changed': 'White space changed: {was} became {now}.',
  'body-white-space-changed-fix':
    'Sign with c=relaxed/relaxed, which forgives most of that; and find the program that writes the text anew.',
  'body-would-pass-relaxed': 'With c=relaxed/relaxed the body would have passed.',
  'body-would-pass-relaxed-fix': 'Set c=relaxed/relaxed in the signer.',
  'body-charset-changed': 'The character set was changed from {was} to {now}.',
  'body-charset-changed-fix':
    'Let the program that converts text run before the signer, or send in {was} no more but in UTF-8.',
  'body-transfer-encoding-changed': 'The body was encoded anew: {was} became {now}.',
  'body-transfer-encoding-changed-fix':
    'A mail server does that where the next one takes no 8-bit mail. Convert before signing: have the mail program send quoted-printable or base64, or in Postfix set smtp_discard_ehlo_keywords = 8bitmime, smtputf8 in front of the signer.',
  'body-changed-as-shown': 'The body was changed as shown below, from line {line} on.',
  'body-changed-as-shown-fix':
    'Look for the program on the way that writes this text anew, and let it run before the signer.',
  'body-text-not-signed':
    'Behind the {signed} octets that l= signs stand {octets} more, which nobody has signed: "{text}"',
  'body-text-not-signed-fix': 'Sign without l=, and let the program that adds a footer run before the signer.',
  'original-not-signed':
    'The body of the original does not fit the signature either: it is another message, or it was changed before it was signed or on its way into that file.',
  'original-not-signed-fix':
    'Take the message as it left the signer: a copy by Bcc to a mailbox on the same machine, or the copy of the next server.',

  'explain-body-changed':
    'The hash in bh= is that of another body. dkim-check undid the known changes one by one and in pairs: footers, banners, white space, line ends, dots, character sets, transfer encodings. None of them gave the signed body.\nThat leaves real changes of the text: links that were rewritten by a virus scanner, words taken out, attachments removed, a part converted.\nSave the message as it left (a copy to yourself that passed no other server will do) and compare: dkim-check verify ARRIVED --original SENT. The first difference mostly shows which program it was.',
  'explain-body-lost':
    'There is nothing behind the header, but bh= is not the hash of an empty body.\nUsual causes: only the header was saved from the mail program, or a gateway threw the content away.\nSave the message as a whole, as source, and verify again.',
  'explain-body-cut-off':
    'l= says how many octets of the body were signed, and the body has fewer. So its end is missing, or white space was taken out.\nUsual causes: a size limit of a gateway, a mail program that saved only a part, a list that removed an attachment.\nFind the limit on the way. Sign without l=: it lets anyone add text, and helps in nothing.',
  'explain-body-signed-empty':
    'bh= is the hash of a body without text: the signer saw only the header, or the text was put in after it.\nUsual causes: a filter that hands the signer the header alone, a milter that was told to skip the body, a program that fills in the text later.\nMove the signer to the last place in the path.',
  'explain-body-footer-appended':
    'Without the last lines the body has the hash that was signed. So they were added after signing. This is proven, not guessed.\nUsual causes: a mailing list with a footer, a disclaimer of the company, the advertisement of a virus scanner or of a free mail provider.\nAt home: put the disclaimer in front of the signer in the mail path. At a list: the list should sign with its own domain. Do not use l= to allow footers: anyone can then add text.',
  'explain-body-text-put-in-front':
    'Without the first lines the body has the hash that was signed. So they were put in front of it later.\nUsual cause: a warning such as "this mail comes from outside", which companies add on receipt.\nIf verification runs behind the banner, it must run before it. If the banner is of your own outgoing mail, add it before the signer.',
  'explain-body-text-inserted':
    'Without these octets, at the end of one MIME part or two, the body has the hash that was signed.\nUsual causes: a disclaimer that is added to the text and to the HTML, a list footer as a part of its own, a tracking picture.\nAdd it before the signer, or not at all.',
  'explain-body-wrapped-in-multipart':
    'The body that was signed is there unharmed, but as one part of a new message.\nUsual cause: mailing lists do that to add their footer as a second part, and virus scanners to add a report.\nSet the list so that it leaves messages as they are. Otherwise it has to sign with its own domain and put that domain into From.',
  'explain-body-trailing-blank-lines':
    'Empty lines at the end never count. Lines that hold a blank or a tab do, where c= says simple for the body.\nUsual cause: a gateway or a list that ends each message in its own way.\nc=relaxed/relaxed does not see them.',
  'explain-body-trailing-blank-lines-signed':
    'Before hashing, all empty lines at the end of the body are taken away. The signer did not do so, and so its bh= fits for no verifier.\nThis shows only with mail that ends with empty lines, and seems to come and go.\nRenew the signer.',
  'explain-body-final-crlf-missing':
    'Before hashing, the body is given a line end where its last line has none. The signer hashed it without.\nUsual cause: a program that makes messages by itself and signs them with a library that is not quite right.\nRenew the library, or end each message with CRLF.',
  'explain-body-hash-of-other-form':
    'c= names the form in which header and body are hashed, first the header, then the body. One word alone means simple for the body. This body has the right hash in the other form.\nUsual cause: a signer that takes c=relaxed to mean both.\nWrite both words in the configuration of the signer: c=relaxed/relaxed.',
  'explain-body-line-ends-changed':
    'The body fits with other line ends. In mail each line ends with CR and LF; files on Unix have LF alone.\nUsual causes: the signer was given a file instead of what goes over SMTP, or a program wrote lone CR or LF into the text, which the next server mended.\nSign at the end of the path (dkimproxy-out does), and let programs write CRLF only.',
  'explain-body-dots-doubled':
    'SMTP puts one more dot in front of each line that begins with one, and takes it out at the other end. Here it was left in, or put in twice.\nUsual causes: a filter written by hand that reads SMTP data raw, or a script that pipes a message through a program that adds dots by itself.\nOnly mails with such lines break, long links in quoted-printable text mostly.',
  'explain-body-dots-lost':
    'SMTP puts one more dot in front of each line that begins with one, and takes it out at the other end. Here one more was taken out than put in.\nUsual cause: a filter that sends by SMTP and forgets to add the dot.\nOnly mails with such lines break, long links in quoted-printable text mostly.',
  'explain-body-from-escaped':
    'In a mailbox file (mbox) a line that begins with "From " would begin a new message, so programs put ">" in front of it. The signature is of the text without it.\nOften the message was good when it came, and only the stored copy is changed.\nVerify on receipt, or take the message out of the mailbox with a program that undoes the mark.',
  'explain-body-from-unescaped':
    'A line began with ">From " when it was signed, and the ">" is gone: a program took it for the mark of mailbox files (mbox).\nUsual cause: a reader that undoes a mark that was never made, or text that was quoted in a reply.\nStore mail in a Maildir, where nothing is marked.',
  'explain-body-lines-broken':
    'A line of a mail may have 998 octets. Postfix breaks longer ones when it sends (a line end and a blank), sendmail puts a "!" there.\nUsual causes: HTML without line breaks from a web program, a long header of a report in the text.\nHave the program that makes the mail use quoted-printable or base64. If Postfix is the sender, lines are broken behind the signer, so nothing else helps.',
  'explain-body-white-space-changed':
    'The text fits when its white space is put back. SP is a blank, TAB a tab, NBSP a blank that does not break, CRLF a line end, BOM a mark at the start of UTF-8 files.\nUsual causes: a program that trims lines (the "-- " in front of a signature block loses its blank), format=flowed, an editor, an old gateway.\nc=relaxed/relaxed forgives blanks at line ends and the number of blanks between words, not blanks that were put in front of a line or vanished from between words.',
  'explain-body-would-pass-relaxed':
    'Only white space was changed, of the kind that relaxed does not count: blanks at line ends, how many stand in a row, blank lines at the end. The signer uses simple for the body, which forgives none.\nSet c=relaxed/relaxed in the signer. Nothing is lost by it.',
  'explain-body-charset-changed':
    'The text fits when it is written in the other character set. A converter on the way changed its octets, and mostly the Content-Type as well.\nUsual causes: an old gateway in Japan that makes ISO-2022-JP of everything, a list program that writes everything in UTF-8.\nConvert before the signer. Text that is already 7 bits and quoted-printable or base64 is rarely touched.',
  'explain-body-transfer-encoding-changed':
    'The text is the same, but its octets on the wire are others: 8-bit text became quoted-printable or base64, or the other way round.\nA mail server has to do that when the next one does not offer 8BITMIME. Postfix does it when it sends, behind the signer.\nConvert before signing. With dkimproxy-out as content filter, let Postfix not see 8BITMIME and SMTPUTF8 of the proxy: -o smtp_discard_ehlo_keywords=8bitmime,smtputf8,starttls for the service that leads to it.',
  'explain-body-changed-as-shown':
    'With --original the two bodies were compared in the form that is signed, and they differ. None of the changes that dkim-check can undo explains it, so the text itself was changed.\nUsual causes: links that a virus scanner wrote anew, words or attachments that were taken out, a part that was converted.\nThe table below shows all differences. If original-not-signed is told as well, they are real, but the body that was signed is a third one.',
  'explain-body-text-not-signed':
    'A signature with l= covers the beginning of the body only. What stands behind it can have been added by anybody, and is shown to the reader like the rest.\nUsual cause: a mailing list or a disclaimer program put a footer there. It is not why the signature fails, but many receivers trust no signature that leaves text unsigned.\nSign without l=.',
  'explain-original-not-signed':
    'With --original the two messages are compared, and the body of the original is put to the test of bh=, too. It fails, so what was signed was yet another text.\nUsual causes: the copy in the folder for sent mail was saved before the mail server changed it (line ends, encoding, a footer in front of the signer), or it is another mail.\nThe difference shown is real, but it may be older than the signature.',
} as const;
