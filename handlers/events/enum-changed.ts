import { z } from 'zod';
import { event } from '../event.ts';
import type { Ports } from '../ports.ts';

const METADATA_TIMEOUT_MS = 30_000;
const row = z.object({ value: z.string() });

/** `enum_changed`: has the engine read the enum tables again, so that a new value can be used without a restart. */
export const enumChanged = ({ database, rules }: Ports) =>
  event('enum_changed', database, row, async () => {
    const { engineUrl, adminSecret } = rules;
    // Without the admin secret handlers have no say in the engine: somebody reloads the metadata by hand.
    if (engineUrl === undefined || adminSecret === undefined) return;
    const response = await fetch(`${engineUrl}/v1/metadata`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-hasura-admin-secret': adminSecret },
      body: JSON.stringify({ type: 'reload_metadata', args: { reload_sources: true } }),
      signal: AbortSignal.timeout(METADATA_TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`the engine answers ${response.status}`);
  });
