/** Operations, counted and traced. */
import { secondsSince } from '../base/clock.ts';
import type { Tracer } from '../base/tracing.ts';
import type { OperationAbout, OperationObserver } from '../graphql/observer.ts';
import type { Metrics } from './metrics.ts';

export function watchOperations(tracer: Tracer, metrics: () => Metrics | null): OperationObserver {
  return {
    async operation(work) {
      const start = performance.now();
      let about: OperationAbout = {};
      const tell = (more: OperationAbout): void => {
        about = { ...about, ...more };
      };
      try {
        return await tracer.span({ name: 'operation', kind: 'internal' }, async (span) => {
          try {
            return await work(tell);
          } finally {
            const { kind = 'unknown', name } = about;
            span.rename(name ? `${kind} ${name}` : kind);
            span.set({
              'graphql.operation.type': kind,
              ...(name ? { 'graphql.operation.name': name } : {}),
            });
          }
        });
      } catch (error) {
        tell({ isFailed: true });
        throw error;
      } finally {
        const { kind = 'unknown', isFailed = false } = about;
        metrics()?.operationEnded(kind, isFailed ? 'failed' : 'success', secondsSince(start));
      }
    },
  };
}
