import { z } from 'zod';
import {
  PROJECTION_REBUILD,
  type ProjectionName,
  type Rebuild,
  rebuildWorkflowId,
} from '../../workflows/projection/contract.ts';
import { action } from '../action.ts';
import { outcomeOf } from '../follow.ts';
import type { Ports } from '../ports.ts';
import { ActionError } from '../refusal.ts';

/** How long the engine waits for this asynchronous action, less some. The rebuild goes on without it. */
const REBUILD_WAIT_MS = 590_000;

const NAMES = { PRODUCT_VIEW: 'product_view' } as const satisfies Record<string, ProjectionName>;

const input = z.object({ name: z.enum(['PRODUCT_VIEW']) });

/** `rebuildProjection`: has a workflow build a read model anew from the outbox; it can be paused there. */
export const rebuildProjection = ({ temporal }: Ports) =>
  action('rebuildProjection', input, async ({ name }) => {
    const rebuild: Rebuild = { name: NAMES[name] };
    const rowCount = await outcomeOf<number>(
      temporal,
      PROJECTION_REBUILD,
      rebuildWorkflowId(rebuild.name),
      rebuild,
      REBUILD_WAIT_MS,
    );
    if (rowCount === undefined)
      throw new ActionError('still-running', 'the rebuild takes longer, and goes on');
    return { name: rebuild.name, rowCount };
  });
