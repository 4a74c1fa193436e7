/** Transforms as metadata spells them. */

/** Header names and templates of their values. */
export interface HeaderTransform {
  readonly add_headers?: Readonly<Record<string, string>> | null | undefined;
  readonly remove_headers?: readonly string[] | null | undefined;
}

export interface BodyTransform {
  readonly action: 'remove' | 'transform' | 'x_www_form_urlencoded';
  readonly template?: string | null | undefined;
  readonly form_template?: Readonly<Record<string, string>> | null | undefined;
}

export interface RequestTransform {
  readonly version?: 1 | 2 | undefined;
  readonly template_engine?: string | null | undefined;
  readonly method?: string | null | undefined;
  readonly url?: string | null | undefined;
  /** Version 1 knows only a template. */
  readonly body?: string | BodyTransform | null | undefined;
  /** Version 1 only. */
  readonly content_type?: string | null | undefined;
  /** Keys and values are templates; or one template of the whole query string. */
  readonly query_params?: string | Readonly<Record<string, string | null>> | null | undefined;
  readonly request_headers?: HeaderTransform | null | undefined;
}

export interface ResponseTransform {
  readonly version?: 1 | 2 | undefined;
  readonly template_engine?: string | null | undefined;
  readonly body?: string | BodyTransform | null | undefined;
}
