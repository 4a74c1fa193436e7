import { expect } from 'vitest';
import { holds, metadata, post, type Row } from '../exchange.ts';

/** The pages of data. */

export const DATA_ROWS: readonly Row[] = [
  {
    name: 'Data: sources and relationships',
    exchanges: [
      metadata(
        'list_source_kinds',
        {},
        {
          sources: expect.arrayContaining([
            {
              kind: 'pg',
              display_name: expect.any(String),
              builtin: true,
              available: true,
              release_name: null,
            },
          ]),
        },
      ),
      metadata(
        'pg_suggest_relationships',
        { omit_tracked: false, source: 'default' },
        {
          relationships: [
            {
              type: 'object',
              from: {
                table: { name: 'room', schema: 'public' },
                columns: ['kind'],
                constraint_name: 'room_kind_fkey',
              },
              to: { table: { name: 'room_kind', schema: 'public' }, columns: ['value'] },
            },
            {
              type: 'array',
              from: { table: { name: 'room_kind', schema: 'public' }, columns: ['value'] },
              to: {
                table: { name: 'room', schema: 'public' },
                columns: ['kind'],
                constraint_name: 'room_kind_fkey',
              },
            },
          ],
        },
      ),
    ],
  },
  {
    name: 'Data: what Postgres has',
    exchanges: [
      post(
        '/v2/query',
        {
          type: 'run_sql',
          args: { source: 'default', sql: 'SELECT 1 AS n', cascade: false, read_only: true },
        },
        { result_type: 'TuplesOk', result: [['n'], ['1']] },
      ),
      post(
        '/v2/query',
        {
          type: 'bulk',
          source: 'default',
          args: [
            { type: 'run_sql', args: { source: 'default', sql: 'SELECT 1 AS n', read_only: true } },
          ],
        },
        [{ result_type: 'TuplesOk', result: [['n'], ['1']] }],
      ),
      post(
        '/v2/query',
        {
          type: 'concurrent_bulk',
          version: 1,
          source: 'default',
          args: ['SELECT 1 AS n', 'SELECT 2 AS n'].map((sql) => ({
            type: 'run_sql',
            args: { source: 'default', sql, cascade: false, read_only: true },
          })),
        },
        [
          { result_type: 'TuplesOk', result: [['n'], ['1']] },
          { result_type: 'TuplesOk', result: [['n'], ['2']] },
        ],
      ),
      post(
        '/v2/query',
        {
          type: 'concurrent_bulk',
          args: [{ type: 'run_sql', args: { sql: 'DROP TABLE room', source: 'default' } }],
        },
        holds({ error: 'Only read-only queries are allowed in a concurrent_bulk' }),
        { status: 500 },
      ),
    ],
  },
  {
    name: 'Data: rows of a table',
    exchanges: [
      post(
        '/v2/query',
        {
          type: 'select',
          args: {
            source: 'default',
            table: { name: 'room_kind', schema: 'public' },
            columns: ['value', 'comment'],
            where: { $and: [] },
            limit: 10,
            offset: 0,
            order_by: [],
          },
        },
        [
          { value: 'HALL', comment: 'a hall' },
          { value: 'CABIN', comment: null },
        ],
      ),
      post(
        '/v2/query',
        {
          type: 'count',
          args: {
            source: 'default',
            table: { name: 'room_kind', schema: 'public' },
            where: { value: { $eq: 'HALL' } },
          },
        },
        { count: 1 },
      ),
    ],
  },
  {
    name: 'Data: insert, edit and delete a row',
    exchanges: [
      post(
        '/v2/query',
        {
          type: 'insert',
          args: {
            source: 'default',
            table: { name: 'room', schema: 'public' },
            objects: [{ id: 1, name: 'a', kind: 'HALL' }],
            returning: [],
          },
        },
        { affected_rows: 1, returning: [{}] },
      ),
      post(
        '/v2/query',
        {
          type: 'update',
          args: {
            source: 'default',
            table: { name: 'room', schema: 'public' },
            $set: { name: 'b' },
            where: { id: { $eq: 1 } },
            returning: ['name'],
          },
        },
        { affected_rows: 1, returning: [{ name: 'b' }] },
      ),
      post(
        '/v2/query',
        {
          type: 'delete',
          args: {
            source: 'default',
            table: { name: 'room', schema: 'public' },
            where: { id: 1 },
          },
        },
        { affected_rows: 1 },
      ),
    ],
  },
];
