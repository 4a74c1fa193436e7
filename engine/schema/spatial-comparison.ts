/** What columns of PostGIS can be compared by. */
import type { Operators } from './comparison-operator.ts';
import type { InputFieldDef, TypeRef } from './model.ts';
import { inputField, inputObject } from './registry.ts';
import type { TrackedSource } from './tracked.ts';
import { nonNull } from './type-ref.ts';
import type { Builder } from './view.ts';

export function spatialOperators(
  kind: 'geometry' | 'geography' | 'raster',
  { op, value }: Operators,
  source: TrackedSource,
  builder: Builder,
): readonly InputFieldDef[] {
  if (kind === 'raster')
    return [
      op('_st_intersects_rast', value),
      op('_st_intersects_nband_geom', bandInput('nband_geom', source, builder)),
      op('_st_intersects_geom_nband', bandInput('geom_nband', source, builder)),
    ];
  const within = withinInput(kind, source, builder);
  if (kind === 'geography')
    return [
      op('_st_intersects', value, 'does the column spatially intersect the given geography value'),
      op(
        '_st_d_within',
        within,
        'is the column within a given distance from the given geography value',
      ),
    ];
  return [
    ...GEOMETRY.map(([name, text]) => op(name, value, text)),
    op(
      '_st_d_within',
      within,
      'is the column within a given distance from the given geometry value',
    ),
    op(
      '_st_3d_d_within',
      within,
      'is the column within a given 3D distance from the given geometry value',
    ),
  ];
}

const GEOMETRY = [
  ['_st_contains', 'does the column contain the given geometry value'],
  ['_st_crosses', 'does the column cross the given geometry value'],
  ['_st_equals', 'is the column equal to given geometry value (directionality is ignored)'],
  ['_st_intersects', 'does the column spatially intersect the given geometry value'],
  ['_st_3d_intersects', 'does the column spatially intersect the given geometry value in 3D'],
  [
    '_st_overlaps',
    "does the column 'spatially overlap' (intersect but not completely contain) the given geometry value",
  ],
  ['_st_touches', 'does the column have atleast one point in common with the given geometry value'],
  ['_st_within', 'is the column contained in the given geometry value'],
] as const;

const PLAIN = { kind: 'plain' } as const;

function withinInput(
  kind: 'geometry' | 'geography',
  { naming }: TrackedSource,
  { types }: Builder,
): TypeRef {
  const name = naming.shared(
    kind === 'geography' ? 'st_d_within_geography_input' : 'st_d_within_input',
  );
  return types.use(name, 'input', () =>
    inputObject(name, null, [
      inputField('distance', nonNull(types.scalar('Float')), PLAIN),
      inputField('from', nonNull(types.scalar(kind)), PLAIN),
      ...(kind === 'geography'
        ? [inputField('use_spheroid', types.scalar('Boolean'), PLAIN, { defaultValue: 'true' })]
        : []),
    ]),
  );
}

function bandInput(
  order: 'nband_geom' | 'geom_nband',
  { naming }: TrackedSource,
  { types }: Builder,
): TypeRef {
  const name = naming.shared(`st_intersects_${order}_input`);
  const number = types.scalar('Int');
  return types.use(name, 'input', () =>
    inputObject(name, null, [
      inputField('geommin', nonNull(types.scalar('geometry')), PLAIN),
      inputField('nband', order === 'nband_geom' ? nonNull(number) : number, PLAIN),
    ]),
  );
}
