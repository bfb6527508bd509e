/**
 * The blanks of the "relaxed" body canonicalization, a block at a time. RFC 6376, section 3.4.4.
 *
 * A blank (SP or HTAB) is dropped if a blank or CRLF follows it; any other blank becomes SP. Nothing else changes, so
 * that the rule needs the octet, the two behind it, and no memory.
 *
 * There are two forms of it. The plain one is the reference, and works everywhere. The other, blanks.wat, does 16 octets
 * at a time with the vectors of WebAssembly: six to eight times as fast on text, which makes the hash what a body costs.
 * The blocks live in its memory; all calls use the same one, one after the other.
 */
import { CR, HTAB, LF, SP } from '../text/ascii.js';
import { BLANKS_WASM } from './blanks-wasm.js';

/** Octets `at` up to `end` of BLOCK's memory, with two more behind them, to the memory from `out` on; gives its new end. */
export type Reduce = (at: number, end: number, out: number) => number;

export interface BlankReducer {
  memory: Buffer;
  reduce: Reduce;
}

/** The most octets of one call, the two that are only looked at included: what one reading of a socket or a file gives, and a little. */
export const BLOCK = 65_600;
/** Where the output begins in the memory. */
export const OUT = BLOCK + 64;
const MEMORY_SIZE = 196_608; // three pages of WebAssembly

// The compiler knows no WebAssembly where it knows no browser.
declare const WebAssembly:
  | undefined
  | {
      validate: (bytes: Uint8Array) => boolean;
      Module: new (bytes: Uint8Array) => object;
      Instance: new (module: object) => { exports: { memory: { buffer: ArrayBuffer }; reduce: Reduce } };
    };

let chosen: BlankReducer | null = null;

/** The fastest form that this machine has: one without vectors takes the plain one. */
export function blankReducer(): BlankReducer {
  chosen ??= vectorReducer() ?? plainReducer();
  return chosen;
}

/**
 * Null where the processor has no vectors of 16 octets, where Node runs without WebAssembly (--jitless), and where its memory, for
 * which ten gigabytes of addresses are set aside, goes beyond a limit (ulimit -v, LimitAS=).
 */
export function vectorReducer(): BlankReducer | null {
  const code = Buffer.from(BLANKS_WASM, 'base64');
  if (typeof WebAssembly === 'undefined' || !WebAssembly.validate(code)) return null;
  try {
    const { memory, reduce } = new WebAssembly.Instance(new WebAssembly.Module(code)).exports;
    return { memory: Buffer.from(memory.buffer), reduce };
  } catch {
    return null;
  }
}

export function plainReducer(): BlankReducer {
  const memory = Buffer.alloc(MEMORY_SIZE);
  return {
    memory,
    reduce(start, end, out) {
      let length = out;
      for (let at = start; at < end; at += 1) {
        const octet = memory[at] ?? 0;
        const next = memory[at + 1];
        if (isBlank(octet) && (isBlank(next) || (next === CR && memory[at + 2] === LF))) continue;
        memory[length] = octet === HTAB ? SP : octet;
        length += 1;
      }
      return length;
    },
  };
}

function isBlank(octet: number | undefined): boolean {
  return octet === SP || octet === HTAB;
}
