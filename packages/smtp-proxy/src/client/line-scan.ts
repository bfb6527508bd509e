/**
 * Passes over the text of a message up to the next octet that needs a look: a CR or an LF that is no CRLF's, or a dot at the begin of
 * a line. RFC 5321, sections 2.3.8 and 4.5.2.
 *
 * There are two forms of it. The plain one is the reference, and works everywhere. The other, line-scan.wat, does 16 octets at a time
 * with the vectors of WebAssembly: to read 2 MB of base64 takes 0.6 ms, where a loop over the octets took 9. All messages use its memory in
 * turn: a block is put there, and gone over in one go.
 */
import { LINE_SCAN_WASM } from './line-scan-wasm.js';

const CR = 0x0d;
const LF = 0x0a;
const DOT = 0x2e;

export interface LineScanner {
  /** Makes `block`, of at most BLOCK octets, the one that is gone over. Octets outside of it are neither CR nor LF. */
  take(block: Uint8Array): void;
  /** The index in the block of the first octet from `at` on, which is not its first one, that needs a look; its length if none does. */
  scan(at: number): number;
}

/** The most octets of one block: what one reading of a socket gives. */
export const BLOCK = 65_536;
const START = 16; // of a block in the memory: there is an octet before it
const MEMORY_SIZE = 131_072;

type Scan = (at: number, end: number) => number;

// The compiler knows no WebAssembly where it knows no browser.
declare const WebAssembly:
  | undefined
  | {
      validate: (bytes: Uint8Array) => boolean;
      Module: new (bytes: Uint8Array) => object;
      Instance: new (module: object) => { exports: { memory: { buffer: ArrayBuffer }; scan: Scan } };
    };

let chosen: LineScanner | null = null;

/** The fastest form that this machine has: one without vectors takes the plain one. */
export function lineScanner(): LineScanner {
  chosen ??= vectorScanner() ?? plainScanner();
  return chosen;
}

/**
 * Null where the processor has no vectors of 16 octets, where Node runs without WebAssembly (--jitless), and where its memory, for
 * which ten gigabytes of addresses are set aside, goes beyond a limit (ulimit -v, LimitAS=).
 */
export function vectorScanner(): LineScanner | null {
  const code = Buffer.from(LINE_SCAN_WASM, 'base64');
  if (typeof WebAssembly === 'undefined' || !WebAssembly.validate(code)) return null;
  try {
    const { memory, scan } = new WebAssembly.Instance(new WebAssembly.Module(code)).exports;
    return scannerOver(Buffer.from(memory.buffer), scan);
  } catch {
    return null;
  }
}

export function plainScanner(): LineScanner {
  const memory = Buffer.alloc(MEMORY_SIZE);
  return scannerOver(memory, (start, end) => {
    for (let at = start; at < end; at += 1) {
      const octet = memory[at];
      if (octet === CR && memory[at + 1] !== LF) return at;
      if (octet === LF && memory[at - 1] !== CR) return at;
      if (octet === DOT && memory[at - 1] === LF) return at;
    }
    return end;
  });
}

function scannerOver(memory: Buffer, scan: Scan): LineScanner {
  let end = START;
  memory[START - 1] = 0;
  return {
    take(block) {
      memory.set(block, START);
      end = START + block.length;
      memory[end] = 0;
    },
    scan: (at) => scan(START + at, end) - START,
  };
}
