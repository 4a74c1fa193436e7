/** The time that `api_limits` gives an operation, where the engine itself must keep it: Postgres keeps its own part. */
import { EngineError } from '../base/error.ts';
import type { WebhookRequest } from '../webhook/request.ts';
import {
  type Sender,
  type SendOptions,
  type WebhookAnswer,
  WebhookFailure,
} from '../webhook/send.ts';

export const TIME_LIMIT_EXCEEDED = 'the operation exceeded its time limit';

/** Throws a WebhookFailure where the time was up that the webhook itself is given. */
export async function sendInTime(
  sender: Sender,
  request: WebhookRequest,
  { timeoutMs, signal }: SendOptions,
  limitSeconds: number | null = null,
): Promise<WebhookAnswer> {
  const limitMs = limitSeconds === null ? Number.POSITIVE_INFINITY : limitSeconds * 1000;
  try {
    return await sender.send(request, { timeoutMs: Math.min(timeoutMs, limitMs), signal });
  } catch (error) {
    const isLate = error instanceof WebhookFailure && error.kind === 'timeout';
    if (!isLate || timeoutMs <= limitMs) throw error;
    throw new EngineError('api-limit-exceeded', TIME_LIMIT_EXCEEDED);
  }
}
