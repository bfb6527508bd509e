/** What is unusual about a signature field, whatever its verdict: what one receiver takes, another refuses. */
import { fieldValue, readTagList, type HeaderField } from 'dkim-core';
import { problem, type Problem } from '../problem.js';
import { excerpt } from './finding.js';

export function signatureRemarks(own: HeaderField): readonly Problem[] {
  const value = fieldValue(own);
  const { specs } = readTagList(value, ['b', 'bh']);
  const problems: Problem[] = [];
  const algorithm = specs.get('a')?.value ?? '';
  if (algorithm !== algorithm.toLowerCase()) {
    const written = excerpt(algorithm.toLowerCase());
    problems.push(problem('warning', 'algorithm-case', { given: excerpt(algorithm), written }));
  }
  if (!specs.has('v') && specs.has('b')) problems.push(problem('error', 'signature-version-missing'));
  for (const name of ['d', 's']) {
    const spec = specs.get(name);
    if (spec !== undefined && /[ \t\r\n]/.test(spec.value)) {
      problems.push(problem('warning', 'signature-name-folded', { tag: `${name}=` }));
    }
  }
  return problems;
}
