import {
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { ProjectionActivities } from './activities.ts';
import {
  PROJECTION_REBUILD,
  type Progress,
  type Rebuild,
  type RebuildProgress,
} from './contract.ts';

export const pauseSignal = defineSignal(PROJECTION_REBUILD.pause);
export const resumeSignal = defineSignal(PROJECTION_REBUILD.resume);
export const progressQuery = defineQuery<RebuildProgress>(PROJECTION_REBUILD.progress);

const { beginRebuild, applyEvents, finishRebuild } = proxyActivities<ProjectionActivities>({
  startToCloseTimeout: '5 minutes',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});

/**
 * Builds a read model anew from its events in a shadow beside it, a batch at a time, and then takes its place. Readers
 * see the old one until the swap. Answers how many rows there are.
 */
export async function projectionRebuild({ name, from }: Rebuild): Promise<number> {
  let isPaused = false;
  let progress: Progress = from ?? { afterId: 0, applied: 0, total: 0 };
  setHandler(pauseSignal, () => {
    isPaused = true;
  });
  setHandler(resumeSignal, () => {
    isPaused = false;
  });
  setHandler(progressQuery, () => ({ ...progress, isPaused }));

  if (from === undefined) progress = { ...progress, total: await beginRebuild(name) };
  for (;;) {
    await condition(() => !isPaused);
    const batch = await applyEvents(name, progress.afterId);
    if (batch.applied === 0) break;
    progress = { ...progress, afterId: batch.afterId, applied: progress.applied + batch.applied };
    if (workflowInfo().continueAsNewSuggested)
      await continueAsNew<typeof projectionRebuild>({ name, from: progress });
  }
  return await finishRebuild(name, progress.afterId);
}
