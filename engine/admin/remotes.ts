import { EngineError } from '../base/error.ts';
import { INTROSPECTION, readIntrospection } from '../catalog/remote-introspection.ts';
import type { RemoteCatalog } from '../catalog/remote-model.ts';
import { post } from '../execute/remote-schema.ts';
import type { Metadata, RemoteSchemaMetadata } from '../metadata/model.ts';
import { openSender, type Sender } from '../webhook/send.ts';
import { isAllowed } from '../webhook/tls-allowlist.ts';
import type { Environment } from '../webhook/url-template.ts';

/** What remote schemas say of themselves, kept in memory from one change of rules to the next. */

export type RemoteState =
  | {
      readonly kind: 'open';
      readonly catalog: RemoteCatalog;
      /** Its introspection as it came. */
      readonly text: string;
    }
  | { readonly kind: 'failed'; readonly error: EngineError };

interface Kept {
  /** Equal for definitions that ask the same server the same way. */
  readonly key: string;
  readonly state: RemoteState;
}

export class Remotes {
  readonly #env: Environment;
  #kept: ReadonlyMap<string, Kept> = new Map();
  #candidate: ReadonlyMap<string, Kept> = new Map();

  constructor(env: Environment) {
    this.#env = env;
  }

  /**
   * The state of every remote schema of `metadata`. One is asked again where `isStale` says so and where its definition
   * changed; also a failure is kept until then, since a server that is away should not slow down every change of rules.
   */
  async load(
    metadata: Metadata,
    isStale: (remote: string, state: RemoteState) => boolean,
  ): Promise<ReadonlyMap<string, RemoteState>> {
    // The hosts to be trusted are those of this metadata, which is perhaps not in force yet.
    const hosts = metadata.network.tls_allowlist;
    const sender = openSender({
      connections: CONNECTIONS,
      trustsAnyCertificate: (url) => isAllowed(url, hosts),
    });
    const loaded = await Promise.all(
      metadata.remote_schemas.map(async (remote): Promise<[string, Kept]> => {
        const { name } = remote;
        const key = keyOf(remote);
        const known = this.#kept.get(name);
        if (known?.key === key && !isStale(name, known.state)) return [name, known];
        return [name, { key, state: await this.#fetch(remote, sender) }];
      }),
    ).finally(() => sender.close());
    this.#candidate = new Map(loaded);
    return new Map(loaded.map(([name, { state }]) => [name, state]));
  }

  /** What was loaded last becomes what is kept. */
  commit(): void {
    this.#kept = this.#candidate;
  }

  async #fetch(remote: RemoteSchemaMetadata, sender: Sender): Promise<RemoteState> {
    try {
      const { text } = await post(remote, INTROSPECTION, ADMIN, { sender, env: this.#env });
      return { kind: 'open', catalog: readIntrospection(text), text };
    } catch (error) {
      if (error instanceof EngineError) return { kind: 'failed', error };
      throw error;
    }
  }
}

/** To each host, while remote schemas are asked what they are. */
const CONNECTIONS = 4;

/** The engine itself asks: as the administrator. */
const ADMIN = { client: [], session: [['x-hasura-role', 'admin']] } as const;

/** A customization is applied to what was fetched, and nothing is asked for anew. */
const keyOf = ({ definition: { customization: _, ...rest } }: RemoteSchemaMetadata): string =>
  JSON.stringify(rest);
