import { TASK_QUEUE } from '../queue.ts';

/** All that a caller of the workflow may know of it. Handlers import this file and no other of the folder. */
export type ProjectionName = 'product_view';

/** Where a rebuild stands. A run that has gone on for long goes on in a new one, from here. */
export interface Rebuild {
  readonly name: ProjectionName;
  readonly from?: Progress;
}

export interface Progress {
  /** The last event of the outbox that is in. */
  readonly afterId: number;
  readonly applied: number;
  readonly total: number;
}

export interface RebuildProgress extends Progress {
  readonly isPaused: boolean;
}

export const PROJECTION_REBUILD = {
  type: 'projectionRebuild',
  taskQueue: TASK_QUEUE,
  pause: 'pause',
  resume: 'resume',
  progress: 'progress',
} as const;

export const rebuildWorkflowId = (name: ProjectionName): string => `projection:${name}`;
