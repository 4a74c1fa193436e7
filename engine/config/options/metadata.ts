import { option, toggle } from '../option.ts';
import { number, optional } from '../value.ts';

/** Metadata and its changes. */

export const metadataOptions = {
  schemaSyncPollMs: option(
    'schema-sync-poll-interval',
    number(1000),
    'milliseconds between looks for metadata changed by another instance; 0 never looks',
  ),
  maintenanceMode: toggle('enable-maintenance-mode', false, 'refuse changes of metadata'),
  metadataDefaults: option('metadata-defaults', optional, 'defaults of metadata, as JSON', {
    ignored: 'it concerns data connectors only',
  }),
};
