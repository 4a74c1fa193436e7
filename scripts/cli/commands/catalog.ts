import { z } from 'zod';
import { type Command, id, service, text, whole } from '../command.ts';

const creator = service('creator');
const product = service('product');
const price = service('price');

const creatorData = z.object({
  creators: z.array(z.object({ id: text, email: z.string() })),
  products: z.array(z.object({ id: text, creatorId: text, createTime: text })),
});

interface Rank {
  readonly rank: number;
  readonly email: string;
  readonly productCount: number;
  readonly mostRecentCreateTime: string | null;
}

/** The words of the seed. */
const topText = (result: unknown): string =>
  [
    'The top creators are:',
    ...(result as readonly Rank[]).map(
      ({ rank, email, productCount, mostRecentCreateTime }) =>
        `${rank}: ${email} (products: ${productCount}, most recent creation: ${mostRecentCreateTime ?? 'none'})`,
    ),
    '',
  ].join('\n');

export const CATALOG: readonly Command[] = [
  creator(
    'top',
    'ranks the creators of the data on stdin by activity',
    { ...creatorData.shape, limit: id.optional() },
    async (sdk, { limit, ...data }) =>
      (await sdk.creatorTop({ data, limit: limit ?? null })).rankCreator,
    topText,
  ),
  product(
    'search',
    'finds products by any part of their name or description, a page at a time',
    { text: z.string(), page: id.default(1), size: id.default(10) },
    async (sdk, input) => (await sdk.productSearch(input)).searchCatalog,
  ),
  price(
    'convert',
    'converts minor units of one currency to another',
    { amount: whole, from: text, to: text },
    async (sdk, input) => (await sdk.priceConvert(input)).convertPrice,
  ),
];
