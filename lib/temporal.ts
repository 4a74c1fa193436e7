import { Client, Connection, isGrpcServiceError, ServiceError } from '@temporalio/client';

/** How long a caller waits for Temporal. A handler must answer within ten seconds, present or absent. */
const CALL_TIMEOUT_MS = 3_000;

/** No Temporal server answers. What was asked for has to be asked again later. */
export class TemporalAbsent extends Error {}

export interface Temporal {
  /** Runs `call` against the server, within CALL_TIMEOUT_MS. Throws TemporalAbsent when none answers. */
  use<T>(call: (client: Client) => Promise<T>): Promise<T>;
  /** The same for what may take its time: undefined when it takes longer than `ms`. */
  within<T>(ms: number, call: (client: Client) => Promise<T>): Promise<T | undefined>;
  close(): Promise<void>;
}

/** Connects at the first call and again after every loss, so that programs start and run without a server. */
export function openTemporal(address: string, namespace: string): Temporal {
  const connection = Connection.lazy({ address, connectTimeout: CALL_TIMEOUT_MS });
  const client = new Client({ connection, namespace });
  return {
    async use(call) {
      try {
        return await connection.withDeadline(Date.now() + CALL_TIMEOUT_MS, () => call(client));
      } catch (error) {
        throw isAbsence(error) ? new TemporalAbsent(`no Temporal server at ${address}`) : error;
      }
    },
    async within(ms, call) {
      try {
        return await connection.withDeadline(Date.now() + ms, () => call(client));
      } catch (error) {
        if (isAbsence(error)) return undefined;
        throw error;
      }
    },
    close: () => connection.close(),
  };
}

/** gRPC's DEADLINE_EXCEEDED and UNAVAILABLE; also the connection's own words when the first dial fails. */
function isAbsence(error: unknown): boolean {
  const cause = error instanceof ServiceError ? error.cause : error;
  if (isGrpcServiceError(cause)) return cause.code === 4 || cause.code === 14;
  return error instanceof Error && /Failed to connect before the deadline/i.test(error.message);
}
