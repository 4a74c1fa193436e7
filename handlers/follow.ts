import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Temporal } from '../lib/temporal.ts';

/** A workflow as its contract names it. */
interface Contract {
  readonly type: string;
  readonly taskQueue: string;
}

/** Makes sure that a workflow was started under this id. Saying it again changes nothing, also when it has ended. */
export async function follow(
  temporal: Temporal,
  { type, taskQueue }: Contract,
  workflowId: string,
  arg: unknown,
): Promise<void> {
  try {
    await temporal.use((client) =>
      client.workflow.start(type, {
        workflowId,
        taskQueue,
        args: [arg],
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
      }),
    );
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/** Starts a workflow, or joins the one that runs under its id; undefined when it does not end in time. */
export async function outcomeOf<Outcome>(
  temporal: Temporal,
  { type, taskQueue }: Contract,
  workflowId: string,
  arg: unknown,
  waitMs: number,
): Promise<Outcome | undefined> {
  await temporal.use((client) =>
    client.workflow.start(type, {
      workflowId,
      taskQueue,
      args: [arg],
      workflowIdConflictPolicy: 'USE_EXISTING',
    }),
  );
  return await temporal.within(
    waitMs,
    (client) => client.workflow.result(workflowId) as Promise<Outcome>,
  );
}
