/** English: what was done to signed header fields, or who signed; and what is unusual about a signature field. */
export const diagnosisHeader = {
  'header-changed': 'The field {field} was changed after signing: it was "{was}", now it is "{now}".',
  'header-changed-fix': 'Look for the relay or gateway that writes {field} anew, and let it do so before the signer.',
  'header-change-unknown':
    'One of the signed fields was changed, and none of the changes that are known here explains it. Signed are: {fields}',
  'header-change-unknown-fix':
    'Compare them with the message as it left: dkim-check verify ARRIVED --original SENT. Or let the signer write copies of them (z=).',
  'header-or-key-changed':
    'Either another key than the one in DNS has signed, or one of the signed fields was changed in a way that is not known here. Signed are: {fields}',
  'header-or-key-changed-fix':
    'First compare the record with the key: dkim-check record --keyfile FILE. Then the message with the one that left: dkim-check verify ARRIVED --original SENT.',
  'header-fields-absent': 'Judging by h=, the message had these fields when it was signed, and they are gone: {fields}',
  'header-fields-absent-fix': 'Compare with the message as it left: dkim-check verify ARRIVED --original SENT.',
  'header-not-all-read':
    'The header is too long: reading stopped after {fields} fields. A signature below them was not looked at.',
  'header-not-all-read-fix': 'Look at the Received fields for a loop; split a long list of recipients, or use Bcc.',
  'original-header-not-signed':
    'The header of the original does not fit this signature either: it is another message, or it was saved before the fields had their signed form.',
  'original-header-not-signed-fix':
    'Take the message as it left the signer: a copy by Bcc to a mailbox on the same machine, or the copy of the next server.',
  'header-unchanged': 'The signed header fields are unchanged: only the body differs.',
  'header-unchanged-fix': 'Look for what changes text, not for what writes headers.',
  'header-field-added': 'The field {field} was added after signing: "{value}"',
  'header-field-added-fix': 'Have the field there before the message is signed, or stop the program that adds it.',
  'header-field-removed': 'The field {field} was removed after signing: "{value}"',
  'header-field-removed-fix': 'Stop the program that takes it out, or let it do so before the signer.',
  'header-order-changed': 'The fields {field} stand in another order than when they were signed.',
  'header-order-changed-fix': 'Stop the program that sorts them; a good message has {field} once only.',
  'header-refolded': '{field}: the lines were broken at other places after signing.',
  'header-refolded-fix': 'Sign with c=relaxed/relaxed, which does not look at line breaks.',
  'header-white-space-changed': '{field}: blanks were added or taken out after signing.',
  'header-white-space-changed-fix': 'Sign with c=relaxed/relaxed; and find the program that writes the header anew.',
  'header-name-case-changed': 'The name of the field was written {was} when it was signed, now it is {now}.',
  'header-name-case-changed-fix': 'Sign with c=relaxed/relaxed, to which capitals in names are all the same.',
  'header-would-pass-relaxed': 'With c=relaxed/relaxed the header would have passed.',
  'header-would-pass-relaxed-fix': 'Set c=relaxed/relaxed in the signer.',
  'header-address-rewritten': '{field}: addresses were rewritten after signing: it was "{was}", now it is "{now}".',
  'header-address-rewritten-fix':
    'In Postfix: let canonical, masquerade and generic maps work before the signer, and give the service behind it receive_override_options=no_address_mappings.',
  'header-encoding-changed': '{field}: its text was encoded anew: it was "{was}", now it is "{now}".',
  'header-encoding-changed-fix': 'Let the program that converts text run before the signer.',
  'header-mime-rewritten': '{field} was rewritten by a converter: it was "{was}", now it is "{now}".',
  'header-mime-rewritten-fix':
    'Convert before signing: have the mail program send quoted-printable or base64, or in Postfix set smtp_discard_ehlo_keywords = 8bitmime, smtputf8 in front of the signer.',
  'subject-prefix-added': '{field}: a list or a filter put something in front: it was "{was}", now it is "{now}".',
  'subject-prefix-added-fix':
    'Switch off the prefix of the list (people can filter by List-Id), or let the list sign with its own domain. A filter should use a field of its own.',
  'signed-by-other-key':
    'Another key has signed: {name} in DNS holds a key of {bits} bits, and the signature was not made with its private half.',
  'signed-by-other-key-fix':
    'Compare them: dkim-check record --domain DOMAIN --selector SELECTOR --keyfile FILE. Then publish the record of the key that signs, or let the signer use the other one.',
  'signed-with-other-hash': 'The signature was made with {hash}, but a= says sha256.',
  'signed-with-other-hash-fix': 'Renew the signer, or set a=rsa-sha256 there.',
  'diagnosis-too-large': 'The message has more than {limit} octets; so its body was not searched for changes.',
  'diagnosis-too-large-fix': 'Send a smaller message on the same way, and verify that one.',
  'diagnosis-incomplete': 'Not all changes were tried, since that would take too long.',
  'diagnosis-incomplete-fix': 'Send a smaller message on the same way, and verify that one.',

  'algorithm-case': 'a={given} is written as a={written}: some receivers refuse capitals.',
  'algorithm-case-fix': 'dkimproxy-out writes it in small letters by itself; in another signer write a={written}.',
  'signature-version-missing': 'The signature field has no v=1, which has to be there.',
  'signature-version-missing-fix':
    'Renew the signer. If the field begins with "=1", something on the way took out the "v".',
  'signature-name-folded': 'The value of {tag} is broken over two lines: some receivers cannot read it.',
  'signature-name-folded-fix': 'Find the gateway that folds header lines anew, or use a shorter name.',

  'explain-header-changed':
    'The signed value of the field is known, from the copy in z=, from the message as it left, or since the signature fits with it. Now the field has another value.\nUsual causes: a list or a gateway that writes the field anew, a mail server that completes addresses or dates.\nLet that program run before the signer, or take the field out of the signed ones, if it is not From.',
  'explain-header-change-unknown':
    'The signature was made with the key in DNS: the hash that was signed could be read out of it. But the signed fields have another hash now. dkim-check undid the known changes, one by one and in pairs, and none fitted.\nUsual causes: a Subject or an address that was replaced by another text, a field that was taken out, more than two changes at once.\nCompare with the message as it left: dkim-check verify ARRIVED --original SENT. With copiedfields in the signer (z=) the next such mail tells by itself.',
  'explain-header-or-key-changed':
    'An Ed25519 signature does not tell what was signed. So two causes cannot be told apart: the key in DNS is not the one that signed, or a signed field was changed.\nIf every mail fails, it is the key. If only some fail, it is a change on the way.\nAn RSA signature beside it would tell more.',
  'explain-header-fields-absent':
    'These fields are named in h= and are not in the message. The signer named fields that it had once more than they stood, and these twice; or it names no field twice, and then it mostly names only those that were there. The hash does not prove it, since nobody knows what the fields said.\nUsual causes: a list that removes Cc or Reply-To, a gateway that hides internal fields.\nThe message as it left tells: dkim-check verify ARRIVED --original SENT.',
  'explain-header-not-all-read':
    'dkim-check reads the first 10,000 fields of a header, at most 1 MiB. The header goes on behind that, and a signature there was not seen: "none" does not mean that there is none.\nUsual causes: a mail loop that adds Received fields, thousands of recipients in To, or an attack.\nThe proxies have limits of the same kind (max_header_fields, max_header_size).',
  'explain-original-header-not-signed':
    'With --original its header fields are put to the test of the signature, too. They do not fit, so what was signed was yet another header.\nUsual causes: the copy in the folder for sent mail was saved before the mail server added Date or Message-ID or completed the addresses; or it is another mail.\nThe differences shown are real, but they may be older than the signature.',
  'explain-header-unchanged':
    'The signature in b= fits the header, so the key is right and no signed field was touched. Only the hash of the body differs.\nThat rules out wrong keys, wrong records, and most list programs that change the Subject.\nLook at what touches text: footers, virus scanners, converters.',
  'explain-header-field-added':
    'Without this field the signature fits. Signers name some fields once more than they stand, so that nobody can add a second one.\nUsual causes: Postfix adds Date, Message-ID, From and To where they are missing; a list adds Reply-To or a second Subject; a gateway adds MIME-Version.\nMake complete messages: mail programs should write Date and Message-ID by themselves. Or let the mail server complete the message before the signer sees it.',
  'explain-header-field-removed':
    'A field that was signed is gone. With the value shown the signature fits, or the signer kept a copy in z=.\nUsual causes: a converter that takes out MIME fields, a gateway that hides internal fields, a list that removes Cc.\nStop it, or let it run before the signer.',
  'explain-header-order-changed':
    'Several fields have the same name, and signatures count them from the bottom. Another order is another message.\nUsual cause: a gateway that reads the header into a table and writes it out again.\nMost names may stand once only; a message with two Subject or To fields is broken before it is signed.',
  'explain-header-refolded':
    'Long header lines may be broken at any blank, and programs like to do it anew. With c=simple for the header every line break is signed.\nUsual causes: a list program, a virus scanner, an old mail server.\nc=relaxed/relaxed unfolds the lines before hashing.',
  'explain-header-white-space-changed':
    'The field fits when its blanks are put back: behind the colon, at the end, behind commas, or between encoded words.\nc=simple counts each blank. c=relaxed takes several for one and none at the ends, but a blank where none was breaks it, too.\nFind the program that reads and writes the header, and let it run before the signer.',
  'explain-header-name-case-changed':
    'Names of header fields mean the same in any case, but c=simple signs them as they are written.\nUsual cause: a program that writes all names in its own way, such as Message-Id for Message-ID.\nc=relaxed/relaxed does not see it.',
  'explain-header-would-pass-relaxed':
    'Only line breaks, blanks or capitals of names were changed, and the signer uses simple for the header, which forgives nothing.\nSet c=relaxed/relaxed in the signer. Nothing is lost by it.',
  'explain-header-address-rewritten':
    'The signature fits with the address as shown. A mail server completed or replaced it later.\nUsual causes: canonical, masquerade_domains or generic maps of Postfix, an address without domain to which the own one was added, a list that puts itself into From.\nRewriting belongs before the signer. Postfix rewrites a second time when mail comes back from the filter, unless that service has no_address_mappings.',
  'explain-header-encoding-changed':
    'Header text outside ASCII is written as encoded words such as =?UTF-8?B?...?=. The same text can be written in many ways, and a program wrote it in another one.\nUsual causes: a list that decodes the Subject to put its prefix there, a gateway that converts character sets.\nLet it run before the signer, or not at all.',
  'explain-header-mime-rewritten':
    'A converter changed the form of the body and said so in this field. The body hash differs then as well, mostly.\nA mail server does that when the next one takes no 8-bit mail.\nConvert before signing; explain body-transfer-encoding-changed tells how.',
  'explain-subject-prefix-added':
    'Without the prefix the signature fits.\nUsual causes: a mailing list that writes its name into the Subject, a spam filter that writes ***SPAM***, a company that writes [EXTERNAL].\nAt a list: no prefix and no footer, then signatures live on. Or the list writes its own address into From and signs by itself.',
  'explain-signed-by-other-key':
    'Whoever has the public key can read out of an RSA signature what was signed. With the key in DNS nothing comes out. So the signature was made with another key, or b= was damaged on the way.\nUsual causes: new keys were made and only one half was put in place; the record is that of another server or of an older key; two servers use one selector.\nCompare the record with the key file. A new record is seen everywhere only when its TTL is over. Better use a new selector for each new key.',
  'explain-signed-with-other-hash':
    'The signature holds the name of the hash that it was made with, and it is not the one of a=.\nUsual cause: a program that signs with a library and passes it the wrong name, sha1 mostly.\nNo receiver accepts this. Renew the signer.',
  'explain-diagnosis-too-large':
    'To find what changed, dkim-check undoes the known changes in memory. It does so up to a certain size. The verdict itself has no such limit.\nThe same path treats a small message alike, mostly: send one and verify it.',
  'explain-diagnosis-incomplete':
    'Each change that is tried costs a hash over the message. After a certain number of octets dkim-check gives up, so that no message can keep it busy. What it has found is true, but it may have missed something.\nSend a smaller message on the same path and verify that one.',
  'explain-algorithm-case':
    'The names in a= have small letters. The standard leaves open whether capitals are the same, and verifiers differ: dkimpy refuses rsa-SHA256 as unknown, others take it.\nUsual cause: DKIMproxy 1.4.1 copied the name from its configuration as it stood there.\nWrite rsa-sha256 in the signer.',
  'explain-signature-version-missing':
    'Each signature has to begin its list with v=1 or have it somewhere. Without it receivers say "bad version" or take the field for no signature at all; Gmail wrote header.i=@ then.\nUsual causes: a signer from before 2007, or a gateway that damaged the field.\nRenew the signer and send again.',
  'explain-signature-name-folded':
    'A domain or a selector must be in one piece. Here white space stands inside it, mostly since a program broke a long line in the middle.\nSome verifiers take the white space out, others say "no key" or permerror.\nFind what folds the header. Signers fold between tags only.',
} as const;
