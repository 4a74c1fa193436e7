import { EngineError } from '../base/error.ts';
import { type DbFunction, keyOf } from '../catalog/model.ts';
import type { FunctionMetadata } from '../metadata/model.ts';
import { because, onlyFunction } from './computed-field.ts';
import { type Complaints, orComplain } from './inconsistency.ts';
import { baseName, isGraphqlName, qualified } from './naming.ts';
import type { TrackedFunction, TrackedSource } from './tracked.ts';

/** Functions that stand among the root fields. */
export function trackFunctions(
  source: TrackedSource,
  complaints: Complaints,
): readonly TrackedFunction[] {
  return source.metadata.functions.flatMap((metadata) => {
    const object = { kind: 'function', source: source.name, function: metadata.function } as const;
    const label = qualified(metadata.function);
    const found = orComplain(
      complaints,
      object,
      metadata.function,
      `in function "${label}": `,
      () => resolve(source, metadata),
    );
    // Not the function's own defect: the original finds it when it looks at what needs what.
    const isThere =
      found !== null &&
      orComplain(complaints, object, metadata.function, '', () => requireTracked(source, found));
    return isThere ? [found] : [];
  });
}

function requireTracked({ tables }: TrackedSource, { returns }: TrackedFunction): true {
  if (tables.has(keyOf(returns))) return true;
  throw new EngineError('not-exists', `table "${qualified(returns)}" is not tracked`);
}

/** What no configuration can change, but for the name. */
function reasonsOf(fn: DbFunction, customName: string | undefined): string[] {
  const reasons: string[] = [];
  if (customName === undefined && !isGraphqlName(fn.name.name))
    reasons.push('function name is not a legal GraphQL identifier');
  if (fn.isVariadic) reasons.push('function with "VARIADIC" parameters are not supported');
  if (fn.returns.kind !== 'composite')
    reasons.push('the function does not return a "COMPOSITE" type');
  else if (fn.returnsTable === null) reasons.push('the function does not return a table');
  const unnamable = fn.args.flatMap(({ name }) => (name && !isGraphqlName(name) ? [name] : []));
  if (unnamable.length > 0)
    reasons.push(
      `the function arguments ${unnamable.join(',')} are not in compliance with GraphQL spec`,
    );
  return reasons;
}

function resolve(source: TrackedSource, metadata: FunctionMetadata): TrackedFunction {
  const label = qualified(metadata.function);
  const fn = onlyFunction(
    source.catalog.functions.get(keyOf(metadata.function)),
    metadata.function,
  );
  const {
    session_argument: session,
    exposed_as: exposedAs,
    custom_name: custom,
  } = metadata.configuration;
  const reasons = reasonsOf(fn, custom);
  const sessionArgument =
    session === undefined ? null : fn.args.findIndex(({ name }) => name === session);
  if (session !== undefined) {
    const argument = fn.args[sessionArgument ?? -1];
    if (argument === undefined)
      reasons.push(`given session argument "${session}" not the input argument of the function`);
    else if (argument.type.name !== 'json')
      reasons.push(`given session argument "${session}" is not of type json`);
  }
  if (exposedAs === 'mutation' && fn.volatility !== 'volatile')
    reasons.push(
      'the function was requested to be exposed as a mutation, but is not marked VOLATILE. Maybe the function was given the wrong volatility when it was defined?',
    );
  const returns = fn.returnsTable;
  if (reasons.length > 0 || returns === null)
    throw new EngineError(
      'not-supported',
      `the function "${label}" cannot be tracked ${because(reasons)}`,
    );
  return {
    metadata,
    name: metadata.function,
    base: baseName(metadata.function, custom),
    function: fn,
    sessionArgument,
    returns,
    isMutation: exposedAs === undefined ? fn.volatility === 'volatile' : exposedAs === 'mutation',
    roles: new Set(metadata.permissions.map(({ role }) => role)),
  };
}
