/** One row of a multiplexed query, by where its texts come from: what explaining a subscription tells of it. */
import { type Bindings, type Bound, valueAt } from '../execute/bind.ts';
import { encodeValue } from '../pg/encode.ts';
import type { LivePlan } from './live-plan.ts';

type Texts = Readonly<Record<string, string | null>>;

export interface CohortVariables {
  /** Those that the statement reads, and no others: subscribers who differ in the rest share a cohort. */
  readonly session: Texts;
  /** Of variables of the operation that stand where one value belongs. */
  readonly query: Texts;
  /** What else is a parameter: literals, lists, and values inside of variables. */
  readonly synthetic: readonly (string | null)[];
  readonly cursor: Texts;
}

export function cohortVariables(
  { params }: LivePlan,
  texts: Bound,
  { session: asking, variables }: Bindings,
): CohortVariables {
  const session: Record<string, string | null> = {};
  const query: Record<string, string | null> = {};
  const synthetic: (string | null)[] = [];
  const cursor: Record<string, string | null> = {};
  for (const [i, param] of params.entries()) {
    const text = texts[i] ?? null;
    switch (param.from) {
      case 'session':
        Object.assign(session, Object.fromEntries(asking.variables));
        break;
      case 'session-variable':
        session[param.name] = text;
        break;
      case 'cursor':
        cursor[param.column] = text;
        break;
      case 'variable': {
        const [name, ...inside] = param.path;
        if (param.as === 'array') synthetic.push(listText(valueAt(variables, param.path)) ?? text);
        else if (inside.length > 0) synthetic.push(text);
        else query[String(name)] = text;
        break;
      }
      default:
        synthetic.push(text);
    }
  }
  return { session, query, synthetic, cursor };
}

/** Every member in quotes, as the original writes lists. */
const listText = (value: unknown): string | null =>
  Array.isArray(value)
    ? encodeValue(
        value.map((member) => encodeValue(member, 'scalar')),
        'array',
      )
    : null;
