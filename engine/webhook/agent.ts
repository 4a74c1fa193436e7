/** Connections to other servers, kept open for the next call. */
import { Agent, buildConnector } from 'undici';
import { trustedContext } from './trusted-roots.ts';
import type { Environment } from './url-template.ts';

/** An answer larger than this is refused, so that one webhook cannot fill the engine's memory. */
const ANSWER_BYTES_MAX = 256 * 1024 * 1024;

export interface AgentOptions {
  /** To each host; null: as many as there are calls. */
  readonly connections: number | null;
  /** Certificates are not checked. */
  readonly trustsAnyone: boolean;
  readonly env: Environment;
}

export const openAgent = ({ connections, ...trust }: AgentOptions): Agent =>
  new Agent({
    connections,
    headersTimeout: 0, // the call's own deadline covers all of it
    bodyTimeout: 0,
    maxResponseSize: ANSWER_BYTES_MAX,
    connect: buildConnect(trust),
  });

type Trust = Pick<AgentOptions, 'trustsAnyone' | 'env'>;

function buildConnect({ trustsAnyone, env }: Trust): buildConnector.connector {
  const plain = buildConnector({});
  let secure: buildConnector.connector | undefined;
  return (options, callback) => {
    if (options.protocol !== 'https:') return plain(options, callback);
    try {
      secure ??= buildConnector(
        trustsAnyone ? { rejectUnauthorized: false } : { secureContext: trustedContext(env) },
      );
    } catch (error) {
      return callback(error instanceof Error ? error : new Error(String(error)), null);
    }
    secure(options, callback);
  };
}
