/** Every workflow the worker can run: the entry of the bundle. */
export { taskReminder } from './reminder/workflow.ts';
