interface Creator {
  readonly id: string;
  readonly email: string;
}

interface Product {
  readonly creatorId: string;
  /** ISO instant, in any zone. */
  readonly createTime: string;
}

export interface Rank {
  readonly rank: number;
  readonly creatorId: string;
  readonly email: string;
  readonly productCount: number;
  readonly mostRecentCreateTime: string | null;
}

/** Creators by their number of products, then by the newest one, then by id, so that the order is one and stable. */
export function rankCreators(
  creators: readonly Creator[],
  products: readonly Product[],
  limit: number,
): readonly Rank[] {
  const stats = new Map(
    creators.map(({ id, email }) => [
      id,
      { email, count: 0, newest: undefined as string | undefined },
    ]),
  );
  for (const { creatorId, createTime } of products) {
    // A product whose creator nobody named still counts, for a creator without an address.
    const stat = stats.get(creatorId) ?? { email: '', count: 0, newest: undefined };
    stat.count += 1;
    if (stat.newest === undefined || Date.parse(createTime) > Date.parse(stat.newest))
      stat.newest = createTime;
    stats.set(creatorId, stat);
  }
  const instant = (time: string | undefined): number =>
    time === undefined ? -1 : Date.parse(time);
  return [...stats]
    .sort(
      ([a, x], [b, y]) =>
        y.count - x.count || instant(y.newest) - instant(x.newest) || (a < b ? -1 : 1),
    )
    .slice(0, limit)
    .map(([creatorId, { email, count, newest }], i) => ({
      rank: i + 1,
      creatorId,
      email,
      productCount: count,
      mostRecentCreateTime: newest ?? null,
    }));
}
