/** A bar on standard error that shows how far we are, where that is a terminal; gone at the end. */
import { displayWidth } from 'smtp-proxy/terminal';
import type { Io } from '../io.js';
import type { Say } from '../words/words.js';

export interface Progress {
  /** `done` of all, 0 to 1, with so many messages behind us. */
  show: (done: number, messages: number) => void;
  /** Takes the bar away: before a line is printed, and at the end. */
  clear: () => void;
}

const BAR = 30;

export function progressBar(io: Io, say: Say): Progress {
  const columns = io.columns.err;
  if (columns === null) return { show: () => {}, clear: () => {} };
  let shown = '';
  return {
    show(done, messages) {
      const full = Math.round(Math.min(1, Math.max(0, done)) * BAR);
      const percent = Math.floor(Math.min(1, Math.max(0, done)) * 100);
      const bar = `${'#'.repeat(full)}${'-'.repeat(BAR - full)}`;
      const step = messages < 100 ? messages : messages - (messages % 100); // not thousands of lines a second
      const text = say('progress', { bar, percent: String(percent).padStart(3), messages: step });
      if (text === shown || displayWidth(text) >= columns) return; // a bar over two lines could not be taken away
      shown = text;
      io.noteInPlace(`\r${text}\u001b[K`);
    },
    clear() {
      if (shown !== '') io.noteInPlace('\r\u001b[K');
      shown = '';
    },
  };
}

/** The same I/O, with the bar out of the way of each line that is printed. */
export function besideBar(io: Io, { clear }: Progress): Io {
  const after =
    <Arg, Result>(act: (arg: Arg) => Result) =>
    (arg: Arg): Result => {
      clear();
      return act(arg);
    };
  return { ...io, print: after(io.print), write: after(io.write), note: after(io.note) };
}
