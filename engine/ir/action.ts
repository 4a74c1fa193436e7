import type { TypeRef } from '../catalog/remote-model.ts';
import type { Shape } from './remote.ts';
import type { Join } from './select.ts';

/** What is asked of an action's answer. */
export interface ActionOutput {
  /** What its webhook must answer with. */
  readonly type: TypeRef;
  /** Fields of the answer that must be there: those of its objects that may not be null. */
  readonly required: readonly string[];
  /** The answer is passed on unseen: a scalar that is not GraphQL's own. */
  readonly isOpaque: boolean;
  /** Null: the answer is a leaf. */
  readonly shape: Shape<Join> | null;
}
