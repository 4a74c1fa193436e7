import type { Database } from '../lib/database.ts';
import type { Temporal } from '../lib/temporal.ts';
import type { Links } from './accounts/link.ts';
import type { TokenMaker } from './accounts/token.ts';
import type { Mailer } from './mailer/mailer.ts';
import type { MediaStore } from './media/store.ts';

/** What handlers may reach of the world. main.ts opens them; tests bring their own. */
export interface Ports {
  readonly database: Database;
  /** Connections of their own for deliveries, so that a slow mail server holds up no action. */
  readonly deliveryDatabase: Database;
  readonly temporal: Temporal;
  readonly mailer: Mailer;
  readonly store: MediaStore;
  readonly tokens: TokenMaker;
  readonly links: Links;
}
