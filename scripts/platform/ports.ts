import type { PortName } from '../services/chain.ts';

/** The engine's port when none is given: where Hasura listens too. */
export const PORT_DEFAULT = 8080;

/** In the order in which they follow the engine's; docs/configuration.md has the same table. */
const ORDER: readonly PortName[] = [
  'engine',
  'handlers',
  'postgres',
  'temporal',
  'temporalPage',
  's3',
  'smtp',
  'mailPage',
  'worker',
  'kafka',
];

export const PORT_MAX = 65_535 - ORDER.length + 1;

/** The engine's port → everybody's. */
export const portsFrom = (first: number): Readonly<Record<PortName, number>> =>
  Object.fromEntries(ORDER.map((name, i) => [name, first + i])) as Record<PortName, number>;
