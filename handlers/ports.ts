import type { Database } from '../lib/database.ts';
import type { Gateway } from '../lib/gateway.ts';
import type { Logger } from '../lib/logger.ts';
import type { Store } from '../lib/store.ts';
import type { Temporal } from '../lib/temporal.ts';
import type { Links } from './accounts/link.ts';
import type { TokenMaker } from './accounts/token.ts';
import type { Mailer } from './mailer/mailer.ts';
import type { Pusher } from './push/push.ts';
import type { RateSource } from './rates/source.ts';

/** What handlers may reach of the world. open.ts opens them from the configuration; tests bring their own. */
export interface Ports {
  readonly database: Database;
  /** Connections of their own for deliveries, so that a slow mail server holds up no action. */
  readonly deliveryDatabase: Database;
  readonly temporal: Temporal;
  readonly mailer: Mailer;
  readonly pusher: Pusher;
  readonly store: Store;
  /** What people take home of their data; kept for a week. */
  readonly exports: Store;
  readonly gateway: Gateway;
  readonly rateSource: RateSource | undefined;
  readonly tokens: TokenMaker;
  readonly links: Links;
  readonly logger: Logger;
  readonly rules: Rules;
}

/** What the configuration decides, beside who is reached. */
export interface Rules {
  /** Where these handlers are reached from outside: callbacks go there. */
  readonly handlersUrl: string;
  readonly handlersSecret: string;
  readonly reservationMinutes: number;
  readonly isPaymentRequired: boolean;
  readonly engineUrl: string | undefined;
  readonly adminSecret: string | undefined;
}
