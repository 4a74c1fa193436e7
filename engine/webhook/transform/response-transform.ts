/** A response transform of metadata → a function from what a webhook answered to what is taken for its answer. */
import { bodyToValue, type WebhookRequest } from '../request.ts';
import type { ResponseTransform } from './model.ts';
import { readBody, requestValues } from './request-transform.ts';
import { Attempts, buildScope } from './template.ts';

export interface AnsweredRequest {
  /** As it was before the request transform. */
  readonly request: WebhookRequest;
  readonly sessionVariables: Readonly<Record<string, string>>;
  readonly status: number;
  /** JSON of the webhook. */
  readonly body: unknown;
}
export type TransformResponse = (answered: AnsweredRequest) => unknown;

/** Throws a TransformError when the template cannot be read. */
export function buildResponseTransform(transform: ResponseTransform): TransformResponse {
  const attempts = new Attempts();
  const change = attempts.try(() => readBody(transform.body));
  attempts.finish();
  if (!change) return ({ body }) => body;

  return ({ request, sessionVariables, status, body }) => {
    const values = {
      $body: body,
      $request: requestValues(request, sessionVariables),
      $session_variables: sessionVariables,
      $response: { status },
    };
    const running = new Attempts();
    const changed = running.try(() =>
      change({ kind: 'json', value: body }, buildScope(values, sessionVariables)),
    );
    running.finish();
    return changed ? bodyToValue(changed) : null;
  };
}
