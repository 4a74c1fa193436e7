import type { Join } from '../ir/select.ts';
import type { JoinKey, RoleJoin } from '../schema/model.ts';
import type { Planning, Selection } from './selection.ts';

/** A join with its key: each part by the name that the join knows it by. */
export interface PlannedJoin {
  readonly key: readonly { readonly name: string; readonly from: JoinKey }[];
  readonly join: Join;
}

/** Handed down to whoever plans rows or objects, because what is joined are rows and objects again. */
export type JoinPlanner = (join: RoleJoin, selection: Selection, planning: Planning) => PlannedJoin;
