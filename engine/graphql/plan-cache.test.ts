import { expect, test } from 'vitest';
import { metadata } from '../metadata/model.ts';
import { buildCache } from '../schema/cache.ts';
import { ALL_CHARACTERS_MAX, keptCharacters, planCounts, prepare } from './plan-cache.ts';

const ROLES = 40;
const TEXT_CHARACTERS = 500_000;

function openRoles() {
  const cache = buildCache(metadata.parse({ version: 3, sources: [] }), new Map(), {
    resourceVersion: 1,
    stringifyNumerics: false,
    namingConvention: null,
    inferFunctionPermissions: false,
  });
  return Array.from({ length: ROLES }, (_, i) => cache.role(`role${i}`));
}
/** One of many texts of the same length. */
const text = (name: string): string => `{ __typename } #${name.padEnd(TEXT_CHARACTERS, '.')}`;

function isPlanned(query: string, schema: Parameters<typeof prepare>[1]): boolean {
  const before = planCounts.planned;
  prepare({ query, operationName: null, variables: {} }, schema);
  return planCounts.planned > before;
}

test('plans of all roles together keep within a bound, and a role with many makes room', () => {
  const roles = openRoles();
  const [busy, quiet, ...others] = roles;
  if (!busy || !quiet) throw new Error('no roles');
  expect(isPlanned('{ __typename }', quiet)).toBe(true);
  for (let i = 0; i < 4; i++) expect(isPlanned(text(`busy${i}`), busy)).toBe(true);
  expect(isPlanned(text('busy3'), busy)).toBe(false);
  for (const [i, role] of others.entries()) isPlanned(text(`other${i}`), role);
  expect(ROLES * TEXT_CHARACTERS).toBeGreaterThan(2 * ALL_CHARACTERS_MAX);
  expect(keptCharacters()).toBeLessThanOrEqual(ALL_CHARACTERS_MAX);
  expect(keptCharacters()).toBeGreaterThan(ALL_CHARACTERS_MAX - 2 * TEXT_CHARACTERS);
  expect(isPlanned('{ __typename }', quiet), 'what is small is kept').toBe(false);
  expect(isPlanned(text('busy0'), busy), 'of the fullest the oldest has gone').toBe(true);
});
