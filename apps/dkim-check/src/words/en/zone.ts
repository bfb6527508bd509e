/** English: the problems of zone files. */
export const zone = {
  'name-outside-zone': '{name} ends in a dot and is outside {zone}.',
  'name-outside-zone-fix': 'Write {want}',
  'explain-name-outside-zone':
    'In a zone file a name with a final dot is taken as it stands. This one is not the zone\'s name or below it, so name servers refuse the file or pass the line over, and the record is never published. nsd-checkzone says "out of zone data", BIND says "ignoring out-of-zone data".\nMostly a part of the domain was forgotten. Write the name without the domain and without final dot, or write all of it, with the dot.',
  'txt-too-long': 'One string holds {n} octets; the limit is 255.',
  'txt-too-long-fix': 'Write it in several strings of one record: {zone}',
  'explain-txt-too-long':
    'A TXT record is made of strings, and each of them has room for 255 octets. A value that is longer stands in several strings, one behind the other, which receivers join with nothing between. Name servers refuse a file with a string that is too long.\nkeygen writes such records in parentheses; they are one record.',
  'zone-origin-unknown': '{name} is relative, and the file does not say to what.',
  'zone-origin-unknown-fix': 'Give the name of the zone: --domain example.org',
  'explain-zone-origin-unknown':
    'A name without final dot goes on with the name of the zone. That stands in the configuration of the name server, or behind $ORIGIN, and this file has neither $ORIGIN nor a SOA record with a full name.\nSay it with --domain.',
  'zone-name-too-long': 'This name is longer than a name in DNS may be: {name}',
  'zone-name-too-long-fix': 'Shorten it: 253 characters in all, 63 between two dots.',
  'explain-zone-name-too-long':
    'A name in DNS has 253 characters at most, and each part between dots 63. Name servers refuse a file with a longer one.\nMostly a value slipped to the beginning of its line, where the name stands, or $ORIGIN was written without its final dot and grows with each line. Look at the line, and at the $ORIGIN lines above it.',
  'zone-comment-cut': 'The value is not in quotation marks, so it ends at the first semicolon: the rest is a comment.',
  'zone-comment-cut-fix': 'Put the value in quotation marks.',
  'explain-zone-comment-cut':
    'In a zone file a semicolon begins a comment, except between quotation marks. Of v=DKIM1; k=rsa; p=... only v=DKIM1 is then published.\nPut each string in quotation marks, with no backslash before them.',
  'zone-quotes-missing':
    'The value is not in quotation marks: each word becomes a string of its own, and the blanks between are lost.',
  'zone-quotes-missing-fix': 'Put the value in quotation marks.',
  'explain-zone-quotes-missing':
    'Without quotation marks blanks separate strings. Receivers join the strings with nothing between, so the words run together.\nPut the whole value in quotation marks, in strings of at most 255 octets.',
  'zone-smart-quotes': 'Typographic quotation marks stand in the place of straight ones.',
  'zone-smart-quotes-fix': 'Write " (U+0022) before and behind each string.',
  'explain-zone-smart-quotes':
    'Only the straight quotation mark " begins and ends a string in a zone file. A word processor or a web page has made curved or Japanese ones of it. Name servers take them for letters, and the first semicolon then begins a comment.\nWrite the line in a plain text editor, best by copying it from the .txt file of keygen.',
  'zone-quote-open': 'A quotation mark is opened here and not closed on this line.',
  'zone-quote-open-fix': 'Close it at the end of the string.',
  'explain-zone-quote-open':
    'A string begins and ends with a straight quotation mark. One is missing, or a curved one stands in its place, and name servers refuse the file.\nClose the string on the line where it begins.',
  'zone-parenthesis': 'A parenthesis has no partner.',
  'zone-parenthesis-fix': "Open one at the record's first line and close it behind its last string.",
  'explain-zone-parenthesis':
    'Parentheses let a record go on over several lines. With one missing, all lines that follow belong to this record, or the file is refused.\nLook at the record that begins on this line.',
  'zone-included': 'The file {file} that is included here is not read.',
  'zone-included-fix': 'Check it by itself: dkim-check record --zone {word}',
  'explain-zone-included':
    '$INCLUDE takes in another file. dkim-check reads only the file that you name.\nCheck the other one in the same way, with --domain where it needs the name of the zone.',
  'zone-line-unreadable': 'This line is no record: {text}',
  'zone-line-unreadable-fix': 'Write: NAME TTL IN TXT "value"',
  'explain-zone-line-unreadable':
    'A line of a zone file has the name, perhaps a lifetime, perhaps the class IN, then the type and the data. A line that begins with a blank goes on with the name above it. Here no type was found.\nLook at the line, and at the one before: a missing parenthesis or quotation mark there shows here.',
  'option-zone': 'judge the records of this zone file before it is loaded',
  'zone-title': '{file}: key records: {n}',
  'zone-key': '  {line}: {name}, {type}, {bits} bits',
  'zone-place': '{file}:{line}',
  'zone-good': '  Nothing is wrong with them.',
  'zone-more': '  ... and {n} more',
} as const;
