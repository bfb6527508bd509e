/**
 * The value of an Authentication-Results field in its parts, with their comments, which dkim-core's parser drops: receivers
 * put the cause there. RFC 8601, section 2.2, and what large receivers write against it.
 */

/** What stands between ";" outside of comments and quoted strings, folds opened. One pass. */
export function clausesOfField(value: string): readonly string[] {
  const clauses: string[] = [];
  let depth = 0;
  let quoted = false;
  let start = 0;
  for (let at = 0; at < value.length; at += 1) {
    const char = value[at];
    if (char === '\\' && (quoted || depth > 0)) at += 1;
    else if (char === '"' && depth === 0) quoted = !quoted;
    else if (char === '(' && !quoted) depth += 1;
    else if (char === ')' && !quoted) depth = Math.max(0, depth - 1);
    else if (char === ';' && !quoted && depth === 0) {
      clauses.push(value.slice(start, at));
      start = at + 1;
    }
  }
  clauses.push(value.slice(start));
  return clauses.map((clause) => clause.replaceAll(/\s+/g, ' ').trim());
}

/** The name before the results, and the results; some receivers write none, some write results without a ";" between. */
export function splitAuthservId(clauses: readonly string[]): { authservId: string | null; results: readonly string[] } {
  const [first = '', ...rest] = clauses;
  const [, name = '', behind = ''] = /^"?([^\s;"=()]+)"?(.*)$/.exec(first) ?? [];
  if (name === '' || /^ ?(?:\/ ?1 ?)?=/.test(behind)) return { authservId: null, results: clauses };
  const results = behind.includes('=') ? [behind.trim(), ...rest] : rest;
  return { authservId: name, results };
}
