import type { z } from 'zod';
import { boolean } from './value.ts';

/** An option of the executable: its flag, its variables, how its text is read, its default. */
export interface OptionDef<T extends z.ZodType = z.ZodType> {
  readonly flag: string;
  readonly short?: string;
  /** The first is the name of today, the rest are older ones. */
  readonly env: readonly string[];
  readonly value: T;
  readonly help: string;
  readonly isSwitch?: boolean;
  /** The flag, written bare, says no to what the variable says yes to. */
  readonly isInverseFlag?: boolean;
  /** Set where the option is accepted and does nothing, with the reason that the warning gives. */
  readonly ignored?: string;
}

type More = Partial<Pick<OptionDef, 'short' | 'env' | 'isInverseFlag' | 'ignored'>>;

export const PREFIX = 'HASURA_GRAPHQL_';

/** `server-port` is HASURA_GRAPHQL_SERVER_PORT, unless `env` says otherwise. */
export const option = <T extends z.ZodType>(
  flag: string,
  value: T,
  help: string,
  more: More = {},
): OptionDef<T> => ({ flag, env: [variable(flag)], value, help, ...more });

/** An option that may be written bare: `--enable-console`. */
export const toggle = (
  flag: string,
  fallback: boolean,
  help: string,
  more: More = {},
): OptionDef<ReturnType<typeof boolean>> => ({
  ...option(flag, boolean(fallback), help, more),
  isSwitch: true,
});

/** `max-total-header-length` → `HASURA_GRAPHQL_MAX_TOTAL_HEADER_LENGTH`. */
export const variable = (flag: string): string => PREFIX + flag.toUpperCase().replaceAll('-', '_');
