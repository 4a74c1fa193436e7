import type { TableName } from '../catalog/model.ts';
import type { SourceCustomization } from '../metadata/model.ts';

/** How names of GraphQL are made of names of Postgres: per source, by its convention and its customization. */
export interface Naming {
  readonly convention: NamingConvention;
  /** A type of a table: its base and what the type is for (`bool_exp`). */
  type(base: BaseName, ...suffix: readonly string[]): string;
  /** Types that neither convention recases (`_avg_order_by`, `_aggregate_bool_exp`), as Hasura leaves them. */
  rawType(base: BaseName, suffix: string): string;
  /** A type that belongs to no table: `String_comparison_exp`, `order_by`. */
  shared(name: string): string;
  rootField(name: string): string;
  /** A root field's default name: `insert_author_one`. */
  root(prefix: string, base: BaseName, suffix: string): string;
  field(name: string): string;
  enumValue(name: string): string;
}

export type NamingConvention = 'hasura-default' | 'graphql-default';

/** The base of a table's types: what the user chose stays as it is, what Postgres calls it is recased. */
export interface BaseName {
  readonly text: string;
  readonly isCustom: boolean;
}

export const qualified = ({ schema, name }: TableName): string =>
  schema === 'public' ? name : `${schema}.${name}`;
export const baseName = (name: TableName, custom: string | undefined): BaseName =>
  custom === undefined
    ? {
        text: name.schema === 'public' ? name.name : `${name.schema}_${name.name}`,
        isCustom: false,
      }
    : { text: custom, isCustom: true };

export const isGraphqlName = (name: string): boolean => /^[_A-Za-z]\w*$/.test(name);

/** `_by_pk` → `ByPk` */
const ending = (suffix: string): string => words(suffix).map(upperFirst).join('');
const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
const words = (text: string): readonly string[] => text.split('_').filter((word) => word !== '');
const leading = (text: string): string => /^_*/.exec(text)?.[0] ?? '';
export const toPascal = (text: string): string =>
  leading(text) + words(text).map(upperFirst).join('');
export const toCamel = (text: string): string =>
  leading(text) + lowerFirst(words(text).map(upperFirst).join(''));

export function namingOf(
  customization: SourceCustomization,
  fallback: NamingConvention | null,
): Naming {
  const convention =
    fallback === null ? 'hasura-default' : (customization.naming_convention ?? fallback);
  const affixType = affix(customization.type_names?.prefix, customization.type_names?.suffix);
  const roots = customization.root_fields;
  if (convention === 'hasura-default') {
    const affixRoot = affix(roots?.prefix, roots?.suffix);
    return {
      convention,
      type: (base, ...suffix) =>
        affixType(suffix.reduce((name, each) => `${name}_${each}`, base.text)),
      rawType: (base, suffix) => affixType(`${base.text}${suffix}`),
      shared: (name) => name,
      rootField: affixRoot,
      root: (prefix, base, suffix) => `${prefix}${base.text}${suffix}`,
      field: (name) => name,
      enumValue: (name) => name,
    };
  }
  return {
    convention,
    type: (base, ...suffix) =>
      affixUpper(
        (base.isCustom ? base.text : toPascal(base.text)) + suffix.map(suffixWord).join(''),
        customization.type_names?.prefix,
        customization.type_names?.suffix,
      ),
    rawType: (base, suffix) => affixType(`${base.text}${suffix}`),
    shared: toPascal,
    rootField: (name) => affixUpper(name, roots?.prefix, roots?.suffix),
    root: (prefix, base, suffix) => {
      if (prefix === '') return (base.isCustom ? base.text : toCamel(base.text)) + ending(suffix);
      const middle = base.isCustom ? upperFirst(base.text) : toPascal(base.text);
      return toCamel(prefix) + middle + ending(suffix);
    },
    field: toCamel,
    enumValue: (name) => name.toUpperCase(),
  };
}

/** Hasura takes the name of an aggregate function as one word: `cpuStddev_popFields`. */
const FUNCTION_WORD = /^(stddev|var)_(pop|samp)$/;
const suffixWord = (suffix: string): string =>
  FUNCTION_WORD.test(suffix) ? upperFirst(suffix) : toPascal(suffix);

const affix = (prefix = '', suffix = ''): ((name: string) => string) =>
  prefix === '' && suffix === '' ? (name) => name : (name) => `${prefix}${name}${suffix}`;
/** An affix stays as the user wrote it, but for the first letter of what follows. */
const affixUpper = (name: string, prefix = '', suffix = ''): string =>
  (prefix === '' ? name : prefix + upperFirst(name)) + upperFirst(suffix);
