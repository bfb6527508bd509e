/** What a change did to each line: `--compare`. */
import type { Line } from '../row.js';
import { goalText, significant, spreadText } from './table.js';

export function comparisonColumns(before: string): readonly string[] {
  return ['#', 'measure', 'goal', before, 'ratio', 'now', 'ratio', 'change'];
}

export function comparisonCells(number: string, now: Line, before: Line): readonly string[] {
  return [
    number,
    now.measure,
    goalText(now.goal),
    ...figureAndRatio(before),
    ...figureAndRatio(now),
    changeText(now, before),
  ];
}

function figureAndRatio({ figure, unit, ratio }: Line): readonly string[] {
  return [`${significant(figure.median)} ${unit}`, ratio === null ? '' : spreadText(ratio)];
}

/** Of the ratio, in which the machine has no part; where there is none, of the figure. A plus is always for the better. */
export function changeText(now: Line, before: Line): string {
  const [one, other] =
    now.ratio === null || before.ratio === null ? [now.figure, before.figure] : [now.ratio, before.ratio];
  const factor = now.goal.at === 'least' ? one.median / other.median : other.median / one.median;
  const percent = Math.round((factor - 1) * 100);
  const isDoubtful = one.least < one.most && one.least <= other.most && other.least <= one.most;
  return `${percent > 0 ? '+' : ''}${percent} %${isDoubtful ? ' (within the spread)' : ''}`;
}
