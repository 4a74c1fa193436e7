import type { RequestHandler } from 'express';
import { changeEmail } from './actions/change-email.ts';
import { changePassword } from './actions/change-password.ts';
import { completeUpload } from './actions/complete-upload.ts';
import { confirmEmail } from './actions/confirm-email.ts';
import { createUpload } from './actions/create-upload.ts';
import { killSession } from './actions/kill-session.ts';
import { listSession } from './actions/list-session.ts';
import { me } from './actions/me.ts';
import { mediaUrl } from './actions/media-url.ts';
import { moveTask } from './actions/move-task.ts';
import { moveTaskList } from './actions/move-task-list.ts';
import { refreshToken } from './actions/refresh-token.ts';
import { requestPasswordReset } from './actions/request-password-reset.ts';
import { resendVerification } from './actions/resend-verification.ts';
import { resetPassword } from './actions/reset-password.ts';
import { setAccountRole } from './actions/set-account-role.ts';
import { signIn } from './actions/sign-in.ts';
import { signOut } from './actions/sign-out.ts';
import { signUp } from './actions/sign-up.ts';
import { sweepReminder } from './cron/sweep-reminder.ts';
import { accountCreated } from './events/account-created.ts';
import { notificationCreated } from './events/notification-created.ts';
import { reminderChanged } from './events/reminder-changed.ts';
import type { Ports } from './ports.ts';

/** A webhook under the name that hasura/metadata knows it by. */
type Routes = Readonly<Record<string, RequestHandler>>;

export const actions = (ports: Ports): Routes => ({
  changeEmail: changeEmail(ports),
  changePassword: changePassword(ports),
  completeUpload: completeUpload(ports),
  confirmEmail: confirmEmail(ports),
  createUpload: createUpload(ports),
  killSession: killSession(ports),
  listSession: listSession(ports),
  me: me(ports),
  mediaUrl: mediaUrl(ports),
  moveTask: moveTask(ports),
  moveTaskList: moveTaskList(ports),
  refreshToken: refreshToken(ports),
  requestPasswordReset: requestPasswordReset(ports),
  resendVerification: resendVerification(ports),
  resetPassword: resetPassword(ports),
  setAccountRole: setAccountRole(ports),
  signIn: signIn(ports),
  signOut: signOut(ports),
  signUp: signUp(ports),
});

export const events = (ports: Ports): Routes => ({
  account_created: accountCreated(ports),
  notification_created: notificationCreated(ports),
  reminder_changed: reminderChanged(ports),
});

export const crons = (ports: Ports): Routes => ({
  sweep_reminder: sweepReminder(ports),
});
