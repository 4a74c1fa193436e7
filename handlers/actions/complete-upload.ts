import { z } from 'zod';
import { action } from '../action.ts';
import { finishUpload } from '../media/upload.ts';
import type { Ports } from '../ports.ts';
import { accountOf } from '../session.ts';

const input = z.object({ mediaId: z.int().positive() });

/**
 * `completeUpload`: has a workflow look at the bytes that came, and tells what became of them: READY, REJECTED, or PENDING
 * where that takes longer than a caller waits. Asked again, it tells how things stand.
 */
export const completeUpload = (ports: Ports) =>
  action('completeUpload', input, ({ mediaId }, session) =>
    finishUpload(ports, accountOf(session), mediaId),
  );
