import { z } from 'zod';
import { confirmAddress } from '../accounts/confirm.ts';
import { linkToken } from '../accounts/field.ts';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';

const input = z.object({ token: linkToken });

/** `confirmEmail`: the link of the confirmation mail was opened. It works once. */
export const confirmEmail = (ports: Ports) =>
  action('confirmEmail', input, async ({ token }) => {
    await confirmAddress(ports, token);
    return { ok: true };
  });
