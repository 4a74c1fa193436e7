import type { RemoteCatalog, RemoteInputValue } from '../../catalog/remote-model.ts';
import type { RemoteTarget, RemoteValue } from '../../ir/remote.ts';
import type { RemoteNames } from './names.ts';

/** A remote schema that answered and fits together, before any role looks at it. */
export interface TrackedRemote extends RemoteTarget {
  readonly names: RemoteNames;
  readonly whole: RemoteView;
  /** By role, inherited roles too. Null where they are switched off, and every role sees the whole. */
  readonly permissions: ReadonlyMap<string, RemoteView> | null;
}

/** What may be seen of a remote schema. */
export interface RemoteView {
  readonly catalog: RemoteCatalog;
  /** Arguments and fields of input objects that are not shown, but always sent. */
  readonly presets: ReadonlyMap<RemoteInputValue, RemoteValue>;
}
