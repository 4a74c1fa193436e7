/** Headers in the order and with the case in which they came: a webhook is shown the client's own spelling. */
export type RawHeaders = readonly (readonly [name: string, value: string])[];

/** The first value of a header, whatever its case. */
export function headerOf(headers: RawHeaders, name: string): string | undefined {
  return headers.find(([key]) => key.length === name.length && key.toLowerCase() === name)?.[1];
}

/** node:http's `rawHeaders`, a flat list, as pairs. */
export function pairHeaders(flat: readonly string[]): RawHeaders {
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) pairs.push([flat[i] ?? '', flat[i + 1] ?? '']);
  return pairs;
}

/** The value of one cookie of the Cookie header. */
export function cookieOf(headers: RawHeaders, name: string): string | undefined {
  for (const [key, value] of headers) {
    if (key.toLowerCase() !== 'cookie') continue;
    for (const part of value.split(';')) {
      const equals = part.indexOf('=');
      if (equals > 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim();
    }
  }
  return undefined;
}
