import { WorkflowNotFoundError } from '@temporalio/client';
import type { Logger } from '../lib/logger.ts';
import type { Temporal } from '../lib/temporal.ts';

/**
 * Tells a workflow what the database says already. A courtesy: without it the workflow wakes at the end of its
 * time, asks the database, and ends as well. So nobody waits for it, and its failure fails nothing.
 */
export function tell(
  temporal: Temporal,
  logger: Logger,
  workflowId: string,
  signal: string,
  ...args: readonly unknown[]
): void {
  temporal
    .use((client) => client.workflow.getHandle(workflowId).signal(signal, ...args))
    .catch((error: unknown) => {
      if (!(error instanceof WorkflowNotFoundError))
        logger.warn({ err: error, workflowId }, 'not told');
    });
}
