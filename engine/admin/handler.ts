import type { Session } from '../session/model.ts';
import type { Admin } from './apply.ts';

/** What answers one type of request of the metadata API. */

export interface ApiRequest {
  readonly type: string;
  readonly args: unknown;
  readonly version: number;
  readonly resourceVersion: number | undefined;
}

export interface Api {
  readonly admin: Admin;
  /** /v1/metadata tells mistakes of the arguments at `$.args…`, the older routes from the arguments on. */
  readonly tellsArgs: boolean;
  /** What other parts answer: events, remote schemas, RQL. By the name without its backend. */
  readonly handlers: ReadonlyMap<string, Handler>;
}
export type Handler = (request: ApiRequest, session: Session, api: Api) => Promise<unknown>;

/** JSON that Postgres made, passed on as it is. */
export class JsonText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export const SUCCESS = { message: 'success' } as const;
