/** One queue for all workflows: one worker program runs them all, in as many replicas as are wanted. */
export const TASK_QUEUE = 'nordkapp';
