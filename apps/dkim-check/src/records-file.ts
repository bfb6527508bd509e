/** `--records FILE`: DNS from a JSON file instead of the network. The form stands in the README. */
import { DkimError, memoryResolver, type MemoryRecords, type TxtResolver } from 'dkim-core';
import { fault } from './usage-error.js';

export function recordsResolver(file: string, content: Buffer): TxtResolver {
  try {
    return memoryResolver(JSON.parse(content.toString('utf8')) as MemoryRecords); // it checks each record
  } catch (err) {
    if (!(err instanceof DkimError) && !(err instanceof SyntaxError)) throw err;
    throw fault('records-unreadable', { file, cause: err.message });
  }
}
