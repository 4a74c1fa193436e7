/** Who watches operations: for metrics and traces. */

export interface OperationAbout {
  readonly kind?: 'query' | 'mutation' | 'subscription';
  readonly name?: string | null;
  /** It ended with errors, though nothing was thrown. */
  readonly isFailed?: boolean;
}
/** Says of the operation at hand what is known by then. */
export type Tell = (about: OperationAbout) => void;

export interface OperationObserver {
  operation<T>(work: (tell: Tell) => Promise<T>): Promise<T>;
}

const NOBODY: Tell = () => undefined;

/** Runs the work of one operation, watched if there is somebody. */
export const observed = <T>(
  observer: OperationObserver | null | undefined,
  work: (tell: Tell) => Promise<T>,
): Promise<T> => (observer ? observer.operation(work) : work(NOBODY));
