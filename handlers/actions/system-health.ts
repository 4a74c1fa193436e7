import { z } from 'zod';
import { action } from '../action.ts';
import type { Health } from '../health.ts';
import { openLoadMeter } from '../system/load.ts';

/** `systemHealth`: the load of this machine and which parts of the platform answer. */
export const systemHealth = (health: Health) => {
  const measure = openLoadMeter();
  return action('systemHealth', z.object({}), async () => ({
    ...(await measure()),
    parts: await health.parts(),
  }));
};
