/** `--records FILE`: DNS from a JSON file instead of the network. The form stands in the README. */
import { DkimError, type MemoryRecords } from 'dkim-core';
import type { Dns } from './dns/dns.js';
import { fileDns } from './dns/file-dns.js';
import { fault } from './usage-error.js';

export function recordsDns(file: string, content: Buffer): Dns {
  try {
    return fileDns(JSON.parse(content.toString('utf8')) as MemoryRecords); // it checks each record
  } catch (err) {
    if (!(err instanceof DkimError) && !(err instanceof SyntaxError)) throw err;
    throw fault('records-unreadable', { file, cause: err.message });
  }
}
