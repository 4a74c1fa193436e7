import { z } from 'zod';
import { email, linkToken, newPassword } from '../accounts/field.ts';
import { setPasswordByLink } from '../accounts/reset.ts';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';

const input = z.object({ email, code: linkToken, newPassword });

/** `resetPassword`: sets a new password by the link of the mail. It works once, and ends every session. */
export const resetPassword = ({ database }: Ports) =>
  action('resetPassword', input, async ({ email: address, code, newPassword: password }) => {
    await setPasswordByLink(database, code, password, address);
    return { ok: true };
  });
