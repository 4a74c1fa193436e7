/** Every workflow the worker can run: the entry of the bundle. */
export { checkoutSaga } from './invoice/workflow.ts';
export { taskReminder } from './reminder/workflow.ts';
export { ticketReservation } from './ticket/workflow.ts';
