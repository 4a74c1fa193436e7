import { parseJson, stringifyJson } from '../base/json.ts';

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
  /** JSON that was text already, and is passed on as it is. */
  | { readonly kind: 'json-text'; readonly text: string }
  | { readonly kind: 'form'; readonly text: string }
  | { readonly kind: 'none' };

export function bodyToText(body: WebhookBody): string | null {
  switch (body.kind) {
    case 'json':
      return stringifyJson(body.value);
    case 'json-text':
    case 'form':
      return body.text;
    case 'none':
      return null;
  }
}

/** JSON of a body; null where it has none. */
export function bodyToValue(body: WebhookBody): unknown {
  switch (body.kind) {
    case 'json':
      return body.value;
    case 'json-text':
      return parseJson(body.text);
    case 'form':
      return body.text;
    case 'none':
      return null;
  }
}
