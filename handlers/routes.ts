import type { RequestHandler } from 'express';
import type { ActionHandler, ActionName } from './action.ts';
import { addToCart } from './actions/add-to-cart.ts';
import { cancelInvoice } from './actions/cancel-invoice.ts';
import { cancelReservation } from './actions/cancel-reservation.ts';
import { changeEmail } from './actions/change-email.ts';
import { changePassword } from './actions/change-password.ts';
import { checkoutCart } from './actions/checkout-cart.ts';
import { completeUpload } from './actions/complete-upload.ts';
import { confirmEmail } from './actions/confirm-email.ts';
import { confirmReservation } from './actions/confirm-reservation.ts';
import { convertPrice } from './actions/convert-price.ts';
import { createRoom } from './actions/create-room.ts';
import { createTicketSeries } from './actions/create-ticket-series.ts';
import { createUpload } from './actions/create-upload.ts';
import { discardDeadLetter } from './actions/discard-dead-letter.ts';
import { exportAccountData } from './actions/export-account-data.ts';
import { heartbeat } from './actions/heartbeat.ts';
import { importCatalog } from './actions/import-catalog.ts';
import { joinRoom } from './actions/join-room.ts';
import { killSession } from './actions/kill-session.ts';
import { listAuditLog } from './actions/list-audit-log.ts';
import { listDeadLetter } from './actions/list-dead-letter.ts';
import { listSession } from './actions/list-session.ts';
import { me } from './actions/me.ts';
import { mediaUrl } from './actions/media-url.ts';
import { moveTask } from './actions/move-task.ts';
import { moveTaskList } from './actions/move-task-list.ts';
import { priceCart } from './actions/price-cart.ts';
import { publishEvent } from './actions/publish-event.ts';
import { publishProduct } from './actions/publish-product.ts';
import { pushPublicKey } from './actions/push-public-key.ts';
import { rankCreator } from './actions/rank-creator.ts';
import { rebuildProjection } from './actions/rebuild-projection.ts';
import { refreshToken } from './actions/refresh-token.ts';
import { refundInvoice } from './actions/refund-invoice.ts';
import { reindexSearch } from './actions/reindex-search.ts';
import { replayDeadLetter } from './actions/replay-dead-letter.ts';
import { requestPasswordReset } from './actions/request-password-reset.ts';
import { resendVerification } from './actions/resend-verification.ts';
import { reserveTicket } from './actions/reserve-ticket.ts';
import { resetPassword } from './actions/reset-password.ts';
import { searchCatalog } from './actions/search-catalog.ts';
import { setAccountRole } from './actions/set-account-role.ts';
import { signIn } from './actions/sign-in.ts';
import { signOut } from './actions/sign-out.ts';
import { signUp } from './actions/sign-up.ts';
import { startPayment } from './actions/start-payment.ts';
import { systemHealth } from './actions/system-health.ts';
import { auditPartition } from './cron/audit-partition.ts';
import { eventLogCleanup } from './cron/event-log-cleanup.ts';
import { expireReservation } from './cron/expire-reservation.ts';
import { mediaOrphanCleanup } from './cron/media-orphan-cleanup.ts';
import { overdueInvoice } from './cron/overdue-invoice.ts';
import { refreshCurrencyRate } from './cron/refresh-currency-rate.ts';
import { sweepAccount } from './cron/sweep-account.ts';
import { sweepNotification } from './cron/sweep-notification.ts';
import { sweepPayment } from './cron/sweep-payment.ts';
import { sweepReminder } from './cron/sweep-reminder.ts';
import type { EventHandler, EventName } from './event.ts';
import { accountCreated } from './events/account-created.ts';
import { enumChanged } from './events/enum-changed.ts';
import { eventPublished } from './events/event-published.ts';
import { mediaChanged } from './events/media-changed.ts';
import { messageCreated } from './events/message-created.ts';
import { notificationCreated } from './events/notification-created.ts';
import { paymentChanged } from './events/payment-changed.ts';
import { productPublished } from './events/product-published.ts';
import { reminderChanged } from './events/reminder-changed.ts';
import { reservationCreated } from './events/reservation-created.ts';
import type { Health } from './health.ts';
import type { Ports } from './ports.ts';

/** Every webhook under the name that hasura/metadata knows it by: one that is missing does not compile. */
export const actions = (
  ports: Ports,
  health: Health,
): { readonly [Name in ActionName]: ActionHandler<Name> } => ({
  addToCart: addToCart(ports),
  cancelInvoice: cancelInvoice(ports),
  cancelReservation: cancelReservation(ports),
  changeEmail: changeEmail(ports),
  changePassword: changePassword(ports),
  checkoutCart: checkoutCart(ports),
  completeUpload: completeUpload(ports),
  confirmEmail: confirmEmail(ports),
  confirmReservation: confirmReservation(ports),
  convertPrice: convertPrice(ports),
  createRoom: createRoom(ports),
  createTicketSeries: createTicketSeries(ports),
  createUpload: createUpload(ports),
  discardDeadLetter: discardDeadLetter(ports),
  exportAccountData: exportAccountData(ports),
  heartbeat: heartbeat(ports),
  importCatalog: importCatalog(ports),
  joinRoom: joinRoom(ports),
  killSession: killSession(ports),
  listAuditLog: listAuditLog(ports),
  listDeadLetter: listDeadLetter(ports),
  listSession: listSession(ports),
  me: me(ports),
  mediaUrl: mediaUrl(ports),
  moveTask: moveTask(ports),
  moveTaskList: moveTaskList(ports),
  priceCart: priceCart(ports),
  publishEvent: publishEvent(ports),
  publishProduct: publishProduct(ports),
  pushPublicKey: pushPublicKey(ports),
  rankCreator: rankCreator(),
  rebuildProjection: rebuildProjection(ports),
  refreshToken: refreshToken(ports),
  refundInvoice: refundInvoice(ports),
  reindexSearch: reindexSearch(ports),
  replayDeadLetter: replayDeadLetter(ports),
  requestPasswordReset: requestPasswordReset(ports),
  resendVerification: resendVerification(ports),
  reserveTicket: reserveTicket(ports),
  resetPassword: resetPassword(ports),
  searchCatalog: searchCatalog(ports),
  setAccountRole: setAccountRole(ports),
  signIn: signIn(ports),
  signOut: signOut(ports),
  signUp: signUp(ports),
  startPayment: startPayment(ports),
  systemHealth: systemHealth(health),
});

export const events = (ports: Ports): { readonly [Name in EventName]: EventHandler<Name> } => ({
  account_created: accountCreated(ports),
  enum_changed: enumChanged(ports),
  event_published: eventPublished(ports),
  media_changed: mediaChanged(ports),
  message_created: messageCreated(ports),
  notification_created: notificationCreated(ports),
  payment_changed: paymentChanged(ports),
  product_published: productPublished(ports),
  reminder_changed: reminderChanged(ports),
  reservation_created: reservationCreated(ports),
});

export const crons = (ports: Ports): Readonly<Record<string, RequestHandler>> => ({
  audit_partition: auditPartition(ports),
  event_log_cleanup: eventLogCleanup(ports),
  expire_reservation: expireReservation(ports),
  media_orphan_cleanup: mediaOrphanCleanup(ports),
  overdue_invoice: overdueInvoice(ports),
  refresh_currency_rate: refreshCurrencyRate(ports),
  sweep_account: sweepAccount(ports),
  sweep_notification: sweepNotification(ports),
  sweep_payment: sweepPayment(ports),
  sweep_reminder: sweepReminder(ports),
});
