/** Remote schemas of metadata, and what they say of themselves → those that can be honoured; the others are complained of. */
import type { RemoteCatalog } from '../../catalog/remote-model.ts';
import type { Metadata, RemoteSchemaMetadata } from '../../metadata/model.ts';
import { printRemoteSchema } from '../../metadata/print.ts';
import { type Complaints, complainOfParents, orComplain } from '../inconsistency.ts';
import { fingerprint, type InheritedRoles } from '../inherited-role.ts';
import { checkTypes } from './check-types.ts';
import { namesOf } from './names.ts';
import { viewOfPermission } from './permission.ts';
import type { RemoteView, TrackedRemote } from './tracked.ts';

export interface RemoteOptions {
  /** Whether permissions are looked at; otherwise every role sees the whole. */
  readonly arePermitted: boolean;
  readonly inherited: InheritedRoles;
}

export function trackRemotes(
  metadata: Metadata,
  catalogs: ReadonlyMap<string, RemoteCatalog>,
  options: RemoteOptions,
  complaints: Complaints,
): ReadonlyMap<string, TrackedRemote> {
  const tracked = metadata.remote_schemas.flatMap((remote) => {
    const catalog = catalogs.get(remote.name);
    if (catalog === undefined) return []; // who could not fetch it tells why
    const object = { kind: 'remote_schema', name: remote.name } as const;
    const names = orComplain(complaints, object, printRemoteSchema(remote), '', () => {
      checkTypes(catalog);
      return namesOf(catalog, remote.definition.customization);
    });
    if (names === null) return [];
    const { name, definition } = remote;
    const whole: RemoteView = { catalog, presets: new Map() };
    const permissions = options.arePermitted
      ? permissionsOf(remote, catalog, metadata, options.inherited, complaints)
      : null;
    return [{ name, definition, names, whole, permissions }];
  });
  return new Map(tracked.map((remote) => [remote.name, remote]));
}

/** By role; an inherited role sees what its parents see, where they agree. */
function permissionsOf(
  remote: RemoteSchemaMetadata,
  catalog: RemoteCatalog,
  { inherited_roles }: Metadata,
  inherited: InheritedRoles,
  complaints: Complaints,
): ReadonlyMap<string, RemoteView> {
  const own = new Map<string, RemoteView>();
  for (const permission of remote.permissions) {
    const { role, definition } = permission;
    const object = { kind: 'remote_schema_permission', remote: remote.name, role } as const;
    const context = `in remote schema ${JSON.stringify(remote.name)}: in permission for role ${JSON.stringify(role)}: `;
    const view = orComplain(complaints, object, { role, definition }, context, () =>
      viewOfPermission(definition.schema, catalog),
    );
    if (view !== null) own.set(role, view);
  }
  const all = new Map(own);
  for (const { role_name: role } of inherited_roles) {
    const views = parentsOf(role, own, inherited, []);
    const [view] = views;
    if (own.has(role) || view === undefined) continue;
    if (views.every((other) => fingerprint(other) === fingerprint(view))) all.set(role, view);
    else
      complainOfParents(complaints, role, {
        text: `remote schema: '${remote.name}'`,
        entity: { remote_schema: remote.name },
      });
  }
  return all;
}

function parentsOf(
  role: string,
  own: ReadonlyMap<string, RemoteView>,
  inherited: InheritedRoles,
  seen: readonly string[],
): readonly RemoteView[] {
  if (seen.includes(role)) return [];
  return (inherited.get(role) ?? []).flatMap((parent) => {
    const view = own.get(parent);
    return view ? [view] : parentsOf(parent, own, inherited, [...seen, role]);
  });
}
