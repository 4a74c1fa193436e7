import type { Temporal } from '../../lib/temporal.ts';
import { ACCOUNT_ONBOARDING, onboardingWorkflowId } from '../../workflows/account/contract.ts';
import { follow } from '../follow.ts';

/** Makes sure that a workflow waits for the address of a new account to be confirmed. */
export const followAccount = (
  temporal: Temporal,
  accountId: number,
  createdAt: Date,
): Promise<void> =>
  follow(temporal, ACCOUNT_ONBOARDING, onboardingWorkflowId(accountId), {
    accountId,
    createdAt: createdAt.toISOString(),
  });
