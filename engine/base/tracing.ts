/** Stretches of work that belong together, for whoever wants to see where the time goes. The engine's parts know no more of it. */

export type Attributes = Readonly<Record<string, string | number | boolean>>;

export interface Span {
  /** What is known only when the work is under way. */
  set(attributes: Attributes): void;
  rename(name: string): void;
}

/** Headers that say to which trace something belongs: of a request that came, or of one that is sent. */
export type TraceHeaders = readonly (readonly [name: string, value: string])[];

export interface SpanAbout {
  readonly name: string;
  /** `server`: asked by others; `client`: we ask; `consumer`: what was noted earlier is done. */
  readonly kind: 'server' | 'client' | 'consumer' | 'internal';
  readonly attributes?: Attributes;
  /** Where the work was asked for outside of this process. */
  readonly parent?: TraceHeaders;
}

export interface Tracer {
  /** False: spans cost nothing, for nobody makes them. */
  readonly isOn: boolean;
  /**
   * Runs `work` inside of a span, which ends with it; an error that escapes is noted. A `client` span outside of any other
   * is left out: what the engine asks by itself all the time would bury what was asked of it.
   */
  span<T>(about: SpanAbout, work: (span: Span) => Promise<T>): Promise<T>;
  /** For a request that is made inside of the span at hand. */
  headers(): TraceHeaders;
}

export const NO_TRACER: Tracer = {
  isOn: false,
  span: (_, work) => work({ set: () => undefined, rename: () => undefined }),
  headers: () => [],
};
