import { setTimeout as sleep } from 'node:timers/promises';
import { PostgreSqlContainer } from '@testcontainers/postgresql';
import { getContainerRuntimeClient } from 'testcontainers';

/** The image of docker-compose.yml. */
const IMAGE = 'postgis/postgis:15-3.5';

/** A container engine answers at once or is not there: a `docker` program on PATH proves nothing. */
const ENGINE_LIMIT_MS = 3000;

/** Postgres in a container; undefined where no container engine answers. */
export async function containerPostgres(): Promise<
  { url: string; stop: () => Promise<void> } | undefined
> {
  if (!(await hasContainerEngine())) return undefined;
  const container = await new PostgreSqlContainer(IMAGE)
    .withUsername('nordkapp')
    .withDatabase('nordkapp')
    .withCommand([
      'postgres',
      '-c',
      'fsync=off',
      '-c',
      'max_connections=300',
      '-c',
      'wal_level=logical',
    ])
    .start();
  return {
    url: container.getConnectionUri(),
    stop: async () => {
      await container.stop();
    },
  };
}

async function hasContainerEngine(): Promise<boolean> {
  const client = getContainerRuntimeClient().then(
    () => true,
    () => false,
  );
  return await Promise.race([client, sleep(ENGINE_LIMIT_MS, false, { ref: false })]);
}
