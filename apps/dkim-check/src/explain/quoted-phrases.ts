/** The words of other programs that a longer text quotes ("Relay access denied"): where somebody asks for them, it is that text. */
import { wordsIn } from '../words/words.js';
import { EXPLAINED_CODES, explanationOf, type ExplainedCode } from './explanations.js';

const MOST = 3;

/** The codes whose text quotes words that stand in `asked`; of too many none is the right one. */
export function codesByPhrase(asked: string): readonly ExplainedCode[] {
  const text = folded(asked);
  const codes = EXPLAINED_CODES.filter((code) => phrasesOf(code).some((phrase) => text.includes(phrase)));
  return codes.length > MOST ? [] : codes;
}

/** English: other programs speak it. One word alone says too little. */
function phrasesOf(code: ExplainedCode): readonly string[] {
  const quoted = explanationOf(code, wordsIn('en'))
    .text.join('\n')
    .matchAll(/"([^"\n]{8,80})"/g);
  return Array.from(quoted, ([, phrase = '']) => folded(phrase)).filter((phrase) => phrase.includes(' '));
}

function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim();
}
