import { TASK_QUEUE } from '../queue.ts';

/** All that a caller of the workflow may know of it. Handlers import this file and no other of the folder. */
export interface Onboarding {
  readonly accountId: number;
  /** ISO instant from which the days are counted. */
  readonly createdAt: string;
}

/** 'gone': deleted, or closed by an administrator. */
export type OnboardingState = 'waiting' | 'confirmed' | 'closed' | 'gone';

/** When somebody who has not confirmed the address is asked again, and when the account is closed. */
export const REMIND_HOURS = 24;
export const CLOSE_DAYS = 7;

export const ACCOUNT_ONBOARDING = {
  type: 'accountOnboarding',
  taskQueue: TASK_QUEUE,
  confirmed: 'confirmed',
  state: 'state',
} as const;

export const onboardingWorkflowId = (accountId: number): string => `account:${accountId}`;
