import { TASK_QUEUE } from '../queue.ts';

/** All that a caller of the workflow may know of it. Handlers import this file and no other of the folder. */
export interface Upload {
  readonly mediaId: number;
  /** Counts the changes of the media's row: another upload is another workflow. */
  readonly version: number;
  /** Whose upload it is: the row is changed in this account's name. */
  readonly accountId: number;
}

export type MediaState =
  | { readonly kind: 'inspecting' }
  /** Nothing new has come; things stand as they stood. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'rejected'; readonly reason: string };

export const MEDIA_PROCESS = {
  type: 'mediaProcess',
  taskQueue: TASK_QUEUE,
  state: 'state',
} as const;

export const mediaWorkflowId = ({ mediaId, version }: Upload): string =>
  `media:${mediaId}:${version}`;

/** Where uploads of a media arrive, and where what was made of them lasts. */
export const incomingPrefix = (mediaId: number): string => `incoming/${mediaId}/`;
export const mediaPrefix = (mediaId: number): string => `media/${mediaId}/`;
export const variantPrefix = (mediaId: number): string => `variant/${mediaId}/`;

/** An entry of media.variant. `of` is the object it was made from: of another one it is out of date. */
export interface Variant {
  readonly size: number;
  readonly objectKey: string;
  readonly of: string;
}
