import { z } from 'zod';
import { event } from '../event.ts';
import { makeVariants } from '../media/variant.ts';
import type { Ports } from '../ports.ts';

const row = z.object({ id: z.int() });

/** `media_changed`: makes the variants of a picture that became READY. Removed media go by media_orphan_cleanup. */
export const mediaChanged = ({ database, store }: Ports) =>
  event('media_changed', database, row, async (change) => {
    if (change.new !== null) await makeVariants(database, store, change.new.id);
  });
