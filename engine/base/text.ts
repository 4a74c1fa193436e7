/** `a`, `a and b`, `a, b, and c`. */
export function englishList(items: readonly string[], joiner: 'and' | 'or'): string {
  if (items.length < 3) return items.join(` ${joiner} `);
  return `${items.slice(0, -1).join(', ')}, ${joiner} ${items.at(-1)}`;
}
