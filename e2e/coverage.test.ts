import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { REQUIREMENTS } from './requirements.js';

const scenarios = new URL('scenarios/', import.meta.url);
const sources = readdirSync(scenarios)
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => readFileSync(new URL(file, scenarios), 'utf8'));

// That each proof names a requirement is proves()'s own business.
test.each(REQUIREMENTS)('$id is proved by a scenario', ({ id }) => {
  expect(REQUIREMENTS.filter((each) => each.id === id)).toHaveLength(1);
  expect(sources.some((source) => source.includes(`'${id}'`))).toBe(true);
});
