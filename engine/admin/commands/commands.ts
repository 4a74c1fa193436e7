import type { Handler } from '../handler.ts';
import { remoteSchemaCommands } from './remote-schema.ts';
import { sourceInfoCommands } from './source-info.ts';
import { stateCommands } from './state.ts';
import { testWebhookTransform } from './test-transform.ts';
import { trackManyCommands } from './track-many.ts';
import { unsupportedCommands } from './unsupported.ts';
import { wholeCommands } from './whole.ts';

/** Commands that do more, or less, than edit metadata; by the name without its backend. */
export const adminCommands: ReadonlyMap<string, Handler> = new Map([
  ...wholeCommands,
  ...stateCommands,
  ...sourceInfoCommands,
  ...remoteSchemaCommands,
  ...trackManyCommands,
  ...unsupportedCommands,
  ['test_webhook_transform', testWebhookTransform],
]);
