import {
  condition,
  defineQuery,
  defineSignal,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import { isOverBefore } from '../until.ts';
import type { AccountActivities } from './activities.ts';
import {
  ACCOUNT_ONBOARDING,
  CLOSE_DAYS,
  type Onboarding,
  type OnboardingState,
  REMIND_HOURS,
} from './contract.ts';

export const confirmedSignal = defineSignal(ACCOUNT_ONBOARDING.confirmed);
export const stateQuery = defineQuery<OnboardingState>(ACCOUNT_ONBOARDING.state);

const HOUR_MS = 3_600_000;

const { remindConfirmation, closeUnconfirmed } = proxyActivities<AccountActivities>({
  startToCloseTimeout: '20 seconds',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '5 minutes' },
});

/**
 * Follows a new account until its address is confirmed: asks once more after a day, and closes it after a week. The
 * database decides how things stand; the signal only says that there is nothing to wait for any more.
 */
export async function accountOnboarding(onboarding: Onboarding): Promise<OnboardingState> {
  const { accountId } = onboarding;
  const createdAt = Date.parse(onboarding.createdAt);
  let state: OnboardingState = 'waiting';
  setHandler(confirmedSignal, () => {
    if (state === 'waiting') state = 'confirmed';
  });
  setHandler(stateQuery, () => state);
  const current = (): OnboardingState => state; // signals change it behind the compiler's back
  const isOver = (): boolean => current() !== 'waiting';

  if (!(await isOverBefore(createdAt + REMIND_HOURS * HOUR_MS, isOver)))
    state = await remindConfirmation(accountId);
  while (!(await isOverBefore(createdAt + CLOSE_DAYS * 24 * HOUR_MS, isOver))) {
    // 'waiting' when the database's clock is a moment behind ours: it is asked again.
    state = await closeUnconfirmed(accountId);
    if (current() === 'waiting') await condition(isOver, '1 second');
  }
  return current();
}
