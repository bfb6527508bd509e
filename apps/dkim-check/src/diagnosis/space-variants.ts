/** White space and folds: what relays change most, and relaxed forgives most of. RFC 5322, section 2.2.3. */
import { problem } from '../problem.js';
import type { VariantKind } from './field-variant.js';

const FOLD = /\r\n[ \t]+/g;
const WIDTHS = [78, 76, 72, 70];

const all = (): boolean => true;

export const REFOLDED: VariantKind = {
  applies: all,
  problem: ({ field }) => problem('error', 'header-refolded', { field }),
  values(value) {
    const unfolded = value.replaceAll(/\r\n(?=[ \t])/g, '');
    const flat = value.replaceAll(FOLD, ' ');
    return [
      unfolded,
      flat,
      value.replaceAll(FOLD, ''),
      ...['\t', ' ', '  ', '    ', '        '].flatMap((indent) => [
        value.replaceAll(FOLD, `\r\n${indent}`),
        flat.replaceAll(/,[ \t]+/g, `,\r\n${indent}`),
        flat.replaceAll(/;[ \t]+/g, `;\r\n${indent}`),
        flat.replaceAll(/[ \t]{1,40}</g, `\r\n${indent}<`).replace(/^\r\n[ \t]+/, ' '),
        flat.replaceAll(/\?=[ \t]+=\?/g, `?=\r\n${indent}=?`),
      ]),
      ...WIDTHS.flatMap((width) => [
        refolded(flat, width, ' '),
        refolded(flat, width, '\t'),
        refoldedAtBlank(unfolded, width),
      ]),
    ];
  },
};

export const RESPACED: VariantKind = {
  applies: all,
  problem: ({ field }) => problem('error', 'header-white-space-changed', { field }),
  values(value) {
    const trimmed = value.trim();
    return [
      ` ${trimmed}`,
      trimmed,
      `\t${trimmed}`,
      `  ${trimmed}`,
      ` ${trimmed} `,
      `${value} `,
      value.replaceAll(/[ \t]+/g, ' '),
      value.replaceAll('\t', ' '),
      value.replaceAll(/,(?=[^ \t\r])/g, ', '),
      value.replaceAll(/,[ \t]+/g, ','),
      value.replaceAll(/;(?=[^ \t\r])/g, '; '),
      value.replaceAll(/;[ \t]+/g, ';'),
      value.replaceAll(/\?=[ \t\r\n]+=\?/g, '?==?'),
      value.replaceAll(/"</g, '" <'),
      value.replaceAll(/[ \t]{1,40}</g, '<'),
    ];
  },
};

/** Broken in front of the last blank that still fits into the width; the blank becomes the indent. */
function refolded(value: string, width: number, indent: string): string {
  const words = value.split(/[ \t]+/);
  let line = '';
  const lines: string[] = [];
  for (const word of words) {
    if (line !== '' && line.trim() !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line =
        line === '' && lines.length === 0 && word === ''
          ? ' '
          : `${line}${line === '' || line.endsWith(' ') ? '' : ' '}${word}`;
    }
  }
  return [...lines, line].join(`\r\n${indent}`);
}

/** Broken likewise, and the blank stays. */
function refoldedAtBlank(value: string, width: number): string {
  let rest = value;
  const lines: string[] = [];
  while (rest.length > width) {
    const at = rest.lastIndexOf(' ', width);
    if (at < 1) break;
    lines.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  return [...lines, rest].join('\r\n');
}
