import { isNumber } from '../base/json-number.ts';
import { isObject } from './shape.ts';

/** What is wrong with a GeoJSON geometry, in Hasura's words; null where nothing is. Text is left to PostGIS. */
export function geometryProblem(value: unknown): string | null {
  if (typeof value === 'string') return null;
  if (!isObject(value)) return 'expected a GeoJSON object';
  const { type, coordinates, geometries } = value;
  if (type === undefined) return "key 'type' not found";
  if (type === 'GeometryCollection')
    return Array.isArray(geometries)
      ? firstProblem(geometries, geometryProblem)
      : "key 'geometries' not found";
  const check = typeof type === 'string' ? SHAPES[type] : undefined;
  if (check === undefined) return `unexpected geometry type: ${String(type)}`;
  return coordinates === undefined ? "key 'coordinates' not found" : check(coordinates);
}

type Problem = (value: unknown) => string | null;

const listOf =
  (problem: Problem): Problem =>
  (value) =>
    Array.isArray(value) ? firstProblem(value, problem) : 'expected a list of coordinates';

function firstProblem(values: readonly unknown[], problem: Problem): string | null {
  for (const value of values) {
    const found = problem(value);
    if (found !== null) return found;
  }
  return null;
}

const position: Problem = (value) => {
  if (!Array.isArray(value) || !value.every(isNumber)) return 'expected a list of numbers';
  return value.length < 2 ? 'A Position needs at least 2 elements' : null;
};
const positions = listOf(position);
const lineString: Problem = (value) =>
  positions(value) ??
  (Array.isArray(value) && value.length < 2 ? 'A LineString needs at least 2 Positions' : null);
const linearRing: Problem = (value) => {
  const problem = positions(value);
  if (problem !== null || !Array.isArray(value)) return problem;
  if (value.length < 4) return 'A LinearRing needs at least 4 Positions';
  return JSON.stringify(value[0]) === JSON.stringify(value.at(-1))
    ? null
    : 'the first and last locations have to be equal for a LinearRing';
};
const polygon = listOf(linearRing);

const SHAPES: Readonly<Record<string, Problem>> = {
  Point: position,
  MultiPoint: positions,
  LineString: lineString,
  MultiLineString: listOf(lineString),
  Polygon: polygon,
  MultiPolygon: listOf(polygon),
};
