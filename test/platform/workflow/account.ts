import { describe, expect, test } from 'vitest';
import { ACCOUNT_ONBOARDING, onboardingWorkflowId } from '../../../workflows/account/contract.ts';
import type { Bench, Started } from './bench.ts';

const DAY_MINUTES = 24 * 60;

export const accountTests = (bench: () => Bench): unknown =>
  describe('accountOnboarding', () => {
    let accountId = 0;
    const signUp = async (...answers: unknown[]): Promise<Started> => {
      accountId = bench().next();
      const onboarding = { accountId, createdAt: await bench().inMinutes(0) };
      const workflowId = onboardingWorkflowId(accountId);
      return bench().start(ACCOUNT_ONBOARDING, workflowId, onboarding, ...answers);
    };

    test('reminds after a day, and closes after a week', async () => {
      const handle = await signUp('waiting', 'waiting', 'closed');
      expect(await handle.query(ACCOUNT_ONBOARDING.state)).toBe('waiting');
      expect(await handle.closed('account-closed')).toBe('closed');
      expect(bench().calls).toEqual([
        [DAY_MINUTES, 'remindConfirmation', accountId],
        [7 * DAY_MINUTES, 'closeUnconfirmed', accountId],
        [7 * DAY_MINUTES, 'closeUnconfirmed', accountId], // the database's clock was behind
      ]);
    });

    test('ends when the address is confirmed', async () => {
      const handle = await signUp('waiting');
      await bench().env.sleep('30 hours');
      await handle.signal(ACCOUNT_ONBOARDING.confirmed);
      expect(await handle.closed('account-confirmed')).toBe('confirmed');
      expect(bench().calls).toEqual([[DAY_MINUTES, 'remindConfirmation', accountId]]);
    });

    test('ends after a day when it was confirmed without a word', async () => {
      const handle = await signUp('confirmed');
      expect(await handle.result()).toBe('confirmed');
      expect(bench().calls).toHaveLength(1);
    });
  });
