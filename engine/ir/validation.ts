/** Input that a webhook is shown before anything is written, and may refuse. */
export interface InputValidation {
  readonly hook: InputHook;
  /** What it is shown: the rows of an insert, or the arguments of an update or a deletion. */
  readonly input: readonly JsonTemplate[];
}

/** `validate_input` of a permission. Its URL and its headers may name variables of the environment. */
export interface InputHook {
  readonly url: string;
  readonly timeoutSeconds: number;
  readonly forwardClientHeaders: boolean;
  readonly headers: readonly {
    readonly name: string;
    readonly value?: string;
    readonly value_from_env?: string;
  }[];
}

/** JSON with holes for variables of the request, so that one plan serves all values. */
export type JsonTemplate =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'variable'; readonly path: readonly (string | number)[] }
  | { readonly kind: 'list'; readonly of: readonly JsonTemplate[] }
  | { readonly kind: 'object'; readonly fields: ReadonlyMap<string, JsonTemplate> };
