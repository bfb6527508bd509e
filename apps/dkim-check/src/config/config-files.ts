/** The files that a configuration is made of, as the proxies read them, but no endless ones. */
import { constants } from 'node:fs';
import type { FilesOnDisk, InputFiles } from 'smtp-proxy';

/** The largest map that anybody has is far below; key files have a few kilobytes. */
const LIMIT = 16_777_216;

/** `earlier`: read already, from a pipe for instance, which gives its content once. */
export function configFiles(
  disk: FilesOnDisk,
  sizeOf: (file: string) => number | null,
  earlier: ReadonlyMap<string, Buffer>,
): InputFiles {
  return {
    read(path) {
      const known = earlier.get(path);
      if (known !== undefined) return known;
      const { mode = 0 } = disk.rights(path) ?? {};
      if ((mode & constants.S_IFMT) !== constants.S_IFREG) throw new Error('it is no regular file');
      if ((sizeOf(path) ?? 0) > LIMIT) throw new Error(`it is larger than ${LIMIT} octets`);
      return disk.read(path);
    },
    rights: (path) => disk.rights(path),
  };
}
