import { stringifyJson } from '../base/json.ts';

/** What is sent to a webhook. */
export interface WebhookRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly Header[];
  readonly body: WebhookBody;
}
export type Header = readonly [name: string, value: string];
export type WebhookBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'form'; readonly text: string }
  | { readonly kind: 'none' };

export function bodyToText(body: WebhookBody): string | null {
  switch (body.kind) {
    case 'json':
      return stringifyJson(body.value);
    case 'form':
      return body.text;
    case 'none':
      return null;
  }
}
