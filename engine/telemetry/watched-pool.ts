/** A pool whose statements are seen: as spans of the operation that asks, and as times. */
import type { Tracer } from '../base/tracing.ts';
import type { Pool, Session } from '../pg/pool.ts';

export interface PoolWatch {
  readonly source: string;
  readonly tracer: Tracer;
  readonly onTime: (seconds: number) => void;
}

export function watchPool(pool: Pool, watch: PoolWatch): Pool {
  const { host, port, database } = pool.address;
  const common = {
    'db.system.name': 'postgresql',
    'db.namespace': database,
    'server.address': host,
    'server.port': port,
    'hasura.source': watch.source,
  };
  const see = <T>(name: string, text: string | null, work: () => Promise<T>): Promise<T> => {
    const attributes = text === null ? common : { ...common, 'db.query.text': text };
    const run = () => watch.tracer.span({ name, kind: 'client', attributes }, work);
    return timed(run, watch.onTime);
  };
  const seeSession = (session: Session): Session => ({
    query: (text, ...rest) =>
      watch.tracer.span(
        { name: 'Postgres', kind: 'client', attributes: { ...common, 'db.query.text': text } },
        () => session.query(text, ...rest),
      ),
    simple: (text) => session.simple(text),
  });
  return {
    address: pool.address,
    isolation: pool.isolation,
    read: (text, ...rest) => see('Postgres', text, () => pool.read(text, ...rest)),
    shortWrite: (text, ...rest) => see('Postgres', text, () => pool.shortWrite(text, ...rest)),
    write: (text, ...rest) => see('Postgres', text, () => pool.write(text, ...rest)),
    simple: (text) => see('Postgres', text, () => pool.simple(text)),
    transaction: (work, options) =>
      see('Postgres transaction', null, () =>
        pool.transaction((tx) => work(seeSession(tx)), options),
      ),
    session: (work) =>
      see('Postgres session', null, () => pool.session((s) => work(seeSession(s)))),
    stats: () => pool.stats(),
    close: () => pool.close(),
  };
}

async function timed<T>(work: () => Promise<T>, onTime: (seconds: number) => void): Promise<T> {
  const start = performance.now();
  try {
    return await work();
  } finally {
    onTime((performance.now() - start) / 1000);
  }
}
