/** `validate_input` of permissions: a webhook is shown the input before anything is written, and may refuse it. */
import { z } from 'zod';
import { EngineError, unreachable } from '../base/error.ts';
import { parseJson, stringifyJson } from '../base/json.ts';
import { HASURA_VERSION } from '../base/version.ts';
import type { InputHook, InputValidation, JsonTemplate } from '../ir/validation.ts';
import { forwardedHeaders, mergeHeaders, resolveHeaders } from '../webhook/headers.ts';
import type { Header, WebhookRequest } from '../webhook/request.ts';
import { type WebhookAnswer, WebhookFailure } from '../webhook/send.ts';
import { renderUrlTemplate } from '../webhook/url-template.ts';
import type { ActionRuntime } from './action-webhook.ts';
import { type Bindings, clientHeaders, valueAt } from './bind.ts';
import { sendInTime } from './time-limit.ts';

/** One after the other, in the order of the fields: the first refusal ends it. */
export async function validateInputs(
  validations: readonly InputValidation[],
  bindings: Bindings,
  runtime: ActionRuntime | undefined,
): Promise<void> {
  if (!runtime) throw new EngineError('unexpected', 'nothing here calls webhooks');
  for (const { hook, input } of validations) {
    const rows = input.map((template) => fill(template, bindings.variables));
    const request = buildRequest(hook, rows, bindings, runtime);
    const answer = await send(hook, request, bindings, runtime);
    requireConsent(answer);
  }
}

function fill(template: JsonTemplate, variables: Bindings['variables']): unknown {
  switch (template.kind) {
    case 'value':
      return template.value;
    case 'variable':
      return valueAt(variables, template.path);
    case 'list':
      return template.of.map((member) => fill(member, variables));
    case 'object':
      return Object.fromEntries(
        [...template.fields].map(([name, value]) => [name, fill(value, variables)]),
      );
    default:
      return unreachable(template);
  }
}

function buildRequest(
  hook: InputHook,
  input: readonly unknown[],
  { session, request }: Bindings,
  { env, prefersConfiguredHeaders }: ActionRuntime,
): WebhookRequest {
  const configured = resolveHeaders(hook.headers, env);
  const defaults: readonly Header[] = [
    ['Content-Type', 'application/json'],
    ['User-Agent', `hasura-graphql-engine/${HASURA_VERSION}`],
  ];
  const client = hook.forwardClientHeaders ? forwardedHeaders(clientHeaders(request)) : [];
  return {
    method: 'POST',
    url: renderUrlTemplate(hook.url, env),
    headers: prefersConfiguredHeaders
      ? mergeHeaders(defaults, client, configured)
      : mergeHeaders(configured, defaults, client),
    body: {
      kind: 'json',
      value: {
        version: 1,
        role: session.role,
        session_variables: Object.fromEntries(session.variables),
        data: { input },
      },
    },
  };
}

async function send(
  hook: InputHook,
  request: WebhookRequest,
  { timeLimitSeconds, request: client }: Bindings,
  { sender, log }: ActionRuntime,
): Promise<WebhookAnswer> {
  try {
    const limits = { timeoutMs: hook.timeoutSeconds * 1000 };
    const answer = await sendInTime(sender, request, limits, timeLimitSeconds);
    if (log.isEnabled('validate-input-log', 'info'))
      log.write('validate-input-log', 'info', {
        url: hook.url,
        request_id: client?.requestId,
        status: answer.status,
        request_size: request.body.kind === 'json' ? stringifyJson(request.body.value).length : 0,
        response_size: answer.body.length,
      });
    return answer;
  } catch (error) {
    if (!(error instanceof WebhookFailure)) throw error;
    throw new EngineError(
      'unexpected',
      'http exception when calling webhook for input validation',
      [],
      500,
      { internal: { type: 'http_exception', message: error.message } },
    );
  }
}

const refusal = z.object({ message: z.string() });

function requireConsent({ status, body }: WebhookAnswer): void {
  if (status >= 200 && status < 300) return;
  if (status !== 400)
    throw new EngineError(
      'unexpected',
      `expecting 200 or 400 status code from the input validation webhook, but found ${status}`,
      [],
      500,
      { internal: { status, body } },
    );
  const told = refusal.safeParse(readJson(body));
  if (!told.success)
    throw new EngineError(
      'unexpected',
      'received an invalid response from the input validation webhook: key "message" not found',
      [],
      500,
      { internal: { status, body } },
    );
  throw new EngineError('validation-failed', told.data.message);
}

function readJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
