/** What receivers wrote into a message, for people and for programs. The JSON form is a contract: names and types stay. */
import type { Io } from '../io.js';
import type { ForeignMethodResult, ForeignResult } from '../third-party/foreign-results.js';
import type { Say } from '../words/words.js';
import { problemText } from './problems.js';

const USUAL_FIELD = 'authentication-results';
const SHORT = 40; // characters

/** A line a field, with what its results mean below; nothing where there is none. */
export function foreignResultsText(fields: readonly ForeignResult[], say: Say, paint: Io['paint']): readonly string[] {
  if (fields.length === 0) return [];
  const told = new Set<string>(); // a forwarded mail has the same result several times
  return [
    say('results-title'),
    ...fields.flatMap((field) => {
      const { receiver, results, problems } = field;
      const said = results.length === 0 ? say('results-none') : results.map(shown).join('; ');
      const fresh = problems.filter(({ code }) => !told.has(code));
      for (const { code } of problems) told.add(code);
      return [
        say('results-line', { receiver: `${receiver}${placeOf(field)}`, results: said }),
        ...fresh.flatMap((problem) => problemText(problem, say, paint)).map((line) => `   ${line}`),
      ];
    }),
  ];
}

export function foreignResultsJson(fields: readonly ForeignResult[]): readonly object[] {
  return fields.map(({ field, authservId, receiver, results, problems }) => ({
    field,
    authservId,
    receiver,
    results: results.map(({ method, result, properties, text }) => ({
      method,
      result,
      properties: Object.fromEntries(properties),
      text,
    })),
    codes: problems.map(({ code }) => code),
  }));
}

/** Those of signatures as they stand there, of others the result where there is much beside it. */
function shown({ method, result, text }: ForeignMethodResult): string {
  const isWhole = method === 'dkim' || method === 'domainkeys' || text.length <= SHORT;
  return isWhole ? text : `${method}=${result}`;
}

function placeOf({ field, authservId, receiver }: ForeignResult): string {
  const place = [
    ...(authservId === null || authservId === receiver ? [] : [authservId]),
    ...(field.toLowerCase() === USUAL_FIELD || field === receiver ? [] : [field]),
  ];
  return place.length === 0 ? '' : ` (${place.join(', ')})`;
}
