import { expect } from 'vitest';
import { holds, metadata, metadata2, play, type Row, SUCCESS } from '../exchange.ts';
import { PROJECT, WIRE_PROJECT } from '../project.ts';
import {
  CONSISTENT,
  EXPORTED,
  exportOf,
  INCONSISTENT,
  MEMBERS_MISSING,
  makeInconsistent,
  PREAMBLE,
  replace,
  SOURCE,
  withMissingTable,
} from './common.ts';

/** `hasura metadata …` */

export const METADATA_ROWS: readonly Row[] = [
  { name: 'version', exchanges: PREAMBLE },
  {
    name: 'init --endpoint',
    exchanges: [...PREAMBLE, ...PREAMBLE, ...PREAMBLE, metadata('export_metadata', {}, EXPORTED)],
  },
  {
    name: 'metadata export, metadata diff',
    exchanges: [...PREAMBLE, metadata('export_metadata', {}, PROJECT)],
  },
  {
    name: 'metadata apply',
    exchanges: [...PREAMBLE, replace(WIRE_PROJECT, CONSISTENT)],
    after: async (engine) =>
      expect(await exportOf(engine)).toEqual({
        ...PROJECT,
        backend_configs: WIRE_PROJECT.backend_configs,
      }),
  },
  {
    name: 'metadata apply, of what the database does not have',
    exchanges: [...PREAMBLE, replace(withMissingTable, INCONSISTENT)],
  },
  {
    name: 'metadata apply --disallow-inconsistent-metadata',
    exchanges: [
      ...PREAMBLE,
      metadata2(
        'replace_metadata',
        { allow_inconsistent_metadata: false, metadata: withMissingTable },
        holds({
          code: 'unexpected',
          error: 'cannot continue due to inconsistent metadata',
          path: '$.args',
          internal: [MEMBERS_MISSING],
        }),
        { status: 400 },
      ),
    ],
    after: async (engine) => expect(await exportOf(engine)).toEqual(PROJECT),
  },
  {
    name: 'metadata apply -o json',
    exchanges: [
      ...PREAMBLE,
      replace(PROJECT, CONSISTENT),
      metadata('export_metadata', {}, PROJECT),
    ],
  },
  {
    name: 'metadata reload',
    exchanges: [
      ...PREAMBLE,
      metadata('reload_metadata', {}, { message: 'success', is_consistent: true }),
      metadata('get_inconsistent_metadata', {}, CONSISTENT),
    ],
  },
  {
    name: 'metadata reload, of what is inconsistent',
    given: makeInconsistent,
    exchanges: [
      ...PREAMBLE,
      metadata('reload_metadata', {}, { message: 'success', ...INCONSISTENT }),
      metadata('get_inconsistent_metadata', {}, INCONSISTENT),
    ],
  },
  {
    name: 'metadata clear',
    exchanges: [...PREAMBLE, metadata('clear_metadata', {}, SUCCESS)],
    after: async (engine) =>
      expect(await exportOf(engine)).toEqual({ version: 3, sources: [{ ...SOURCE, tables: [] }] }),
  },
  {
    name: 'metadata inconsistency list, status',
    given: makeInconsistent,
    exchanges: [...PREAMBLE, metadata('get_inconsistent_metadata', {}, INCONSISTENT)],
  },
  {
    name: 'metadata inconsistency drop',
    given: makeInconsistent,
    exchanges: [...PREAMBLE, metadata('drop_inconsistent_metadata', {}, SUCCESS)],
    after: async (engine) => {
      await play(engine, [metadata('get_inconsistent_metadata', {}, CONSISTENT)]);
      expect((await exportOf(engine)).sources[0].tables).toEqual([]);
    },
  },
];
