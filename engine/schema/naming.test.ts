import { expect, test } from 'vitest';
import { baseName, namingOf } from './naming.ts';

const author = baseName({ schema: 'public', name: 'blog_author' }, undefined);
const custom = baseName({ schema: 'sales', name: 'cpu_load' }, 'cpu');
const other = baseName({ schema: 'sales', name: 'order' }, undefined);

test('hasura-default leaves names as Postgres has them', () => {
  const naming = namingOf({}, 'hasura-default');
  expect(naming.type(author, 'bool_exp')).toBe('blog_author_bool_exp');
  expect(naming.type(other)).toBe('sales_order');
  expect(naming.type(author, 'stddev_pop', 'fields')).toBe('blog_author_stddev_pop_fields');
  expect(naming.rootField(naming.root('insert_', author, '_one'))).toBe('insert_blog_author_one');
  expect(naming.field('created_at')).toBe('created_at');
  expect(naming.enumValue('asc')).toBe('asc');
});

// Every line of this test was read off the schema that a real Hasura printed.
test('graphql-default recases as Hasura does, its slips included', () => {
  const naming = namingOf({ naming_convention: 'graphql-default' }, 'hasura-default');
  expect(naming.type(author, 'bool_exp')).toBe('BlogAuthorBoolExp');
  expect(naming.type(custom, 'bool_exp')).toBe('cpuBoolExp');
  expect(naming.type(custom, 'stddev_pop', 'fields')).toBe('cpuStddev_popFields');
  expect(naming.rawType(author, '_max_order_by')).toBe('blog_author_max_order_by');
  expect(naming.shared('float8_comparison_exp')).toBe('Float8ComparisonExp');
  expect(naming.root('', author, '_by_pk')).toBe('blogAuthorByPk');
  expect(naming.root('insert_', custom, '_one')).toBe('insertCpuOne');
  expect(naming.field('created_at')).toBe('createdAt');
  expect(naming.field('_is_null')).toBe('_isNull');
  expect(naming.enumValue('asc_nulls_first')).toBe('ASC_NULLS_FIRST');
});

test('affixes of a source go around its root fields and types', () => {
  const affixes = { prefix: 'a_', suffix: '_z' };
  const plain = namingOf({ root_fields: affixes, type_names: affixes }, 'hasura-default');
  expect(plain.rootField('author')).toBe('a_author_z');
  expect(plain.type(author, 'order_by')).toBe('a_blog_author_order_by_z');
  const cased = namingOf(
    { naming_convention: 'graphql-default', root_fields: { prefix: 'test', suffix: 'query' } },
    'hasura-default',
  );
  expect(cased.rootField(cased.root('', author, ''))).toBe('testBlogAuthorQuery');
});

test('a convention counts only where conventions are switched on', () => {
  const naming = namingOf({ naming_convention: 'graphql-default' }, null);
  expect(naming.type(author)).toBe('blog_author');
});
