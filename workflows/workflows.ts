/** Every workflow the worker can run: the entry of the bundle. */
export { accountOnboarding } from './account/workflow.ts';
export { backupNightly } from './backup/workflow.ts';
export { checkoutSaga, invoicePayment } from './invoice/workflow.ts';
export { mediaProcess } from './media/workflow.ts';
export { refundPayment } from './payment/workflow.ts';
export { projectionRebuild } from './projection/workflow.ts';
export { rankRebalance } from './rank/workflow.ts';
export { taskReminder } from './reminder/workflow.ts';
export { ticketReservation } from './ticket/workflow.ts';
