import { defineQuery, proxyActivities, setHandler } from '@temporalio/workflow';
import type { MediaActivities } from './activities.ts';
import { MEDIA_PROCESS, type MediaState, type Upload } from './contract.ts';

export const stateQuery = defineQuery<MediaState>(MEDIA_PROCESS.state);

// No bound on attempts: the store or the database may be away.
const { takeUpload, makeVariants, removeOld } = proxyActivities<MediaActivities>({
  startToCloseTimeout: '2 minutes',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '1 minute' },
});

/** Looks at the bytes that came, keeps them or not, makes the smaller pictures, and removes what they replace. */
export async function mediaProcess(upload: Upload): Promise<MediaState> {
  let state: MediaState = { kind: 'inspecting' };
  setHandler(stateQuery, () => state);
  state = await takeUpload(upload);
  if (state.kind !== 'rejected') {
    await makeVariants(upload.mediaId);
    await removeOld(upload.mediaId);
  }
  return state;
}
