import { z } from 'zod';
import { action } from '../action.ts';
import { rankCreators } from '../catalog/rank.ts';

const COUNT_MAX = 100_000;
const id = z.string().min(1, 'is missing').max(100, 'is too long');

export const rankInput = z.object({
  creators: z.array(z.object({ id, email: z.string().max(254, 'is too long') })).max(COUNT_MAX),
  products: z
    .array(z.object({ id, creatorId: id, createTime: z.iso.datetime({ offset: true }) }))
    .max(COUNT_MAX),
});

const input = z.object({
  data: rankInput,
  limit: z.int().positive().max(1_000).nullish(),
});

/** `rankCreator`: the most active creators of the posted data. Leaves no row behind. */
export const rankCreator = () =>
  action('rankCreator', input, async ({ data, limit }) =>
    rankCreators(data.creators, data.products, limit ?? 3),
  );
