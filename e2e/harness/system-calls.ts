/** What a program asks of the system: strace's record of the calls that change files or identities, read line by line. */
import { existsSync, readFileSync } from 'node:fs';

/** Calls that make, change or remove something with a name, that change who we are, or that do so out of sight. */
const CALLS = [
  'open,openat,openat2,creat,truncate',
  'rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat',
  'mkdir,mkdirat,rmdir,mknod,mknodat,chmod,fchmodat,chown,lchown,fchownat,utimensat',
  'setuid,setgid,setreuid,setregid,setresuid,setresgid,setgroups,setfsuid,setfsgid',
  'io_uring_setup,execve',
].join(',');

export interface SystemCall {
  readonly name: string;
  /** Its first file name that is not relative to a folder's number; empty where it has none. */
  readonly path: string;
  /** The whole line, as strace has it. */
  readonly text: string;
  readonly succeeded: boolean;
}

/** The arguments that have strace start the program itself: its pid is the program's. */
export function traced(record: string): readonly string[] {
  return ['-D', '-f', '-qq', '-s', '4096', '-e', `trace=${CALLS}`, '-e', 'signal=none', '-o', record];
}

/** In order. A call that another thread interrupted stands where it began. */
export function systemCalls(record: string): readonly SystemCall[] {
  const calls: SystemCall[] = [];
  const begun = new Map<string, number>(); // by thread: where its unfinished call stands
  for (const line of (existsSync(record) ? readFileSync(record, 'latin1') : '').split('\n')) {
    const [, thread = '', text = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const resumed = begun.get(thread);
    if (resumed !== undefined && text.startsWith('<... ')) {
      begun.delete(thread);
      const start = calls[resumed]?.text.replace(/ <unfinished \.\.\.>$/, '') ?? '';
      calls[resumed] = readCall(`${start}${text.replace(/^<\.\.\. \w+ resumed>/, '')}`);
    } else if (/^\w+\(/.test(text)) {
      if (text.endsWith(' <unfinished ...>')) begun.set(thread, calls.length);
      calls.push(readCall(text));
    }
  }
  return calls;
}

function readCall(text: string): SystemCall {
  const [, name = ''] = /^(\w+)\(/.exec(text) ?? [];
  const [, path = ''] = /"((?:[^"\\]|\\.)*)"/.exec(text) ?? [];
  return { name, path, text, succeeded: / = \d/.test(text.slice(text.lastIndexOf(')'))) };
}

/** Not only to look at a file or to run it. */
export function changesFiles({ name, text }: SystemCall): boolean {
  if (name === 'execve' || name.startsWith('set')) return false;
  return !name.startsWith('open') || /\bO_(?:WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)\b/.test(text);
}

/** Changes who we are. */
export function changesIdentity({ name }: SystemCall): boolean {
  return /^set(?:res|re|fs)?[ug]id$|^setgroups$/.test(name);
}
