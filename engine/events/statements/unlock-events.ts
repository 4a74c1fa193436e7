/** Gives back the events $1 that are still under the locks $2, so that others may deliver them: at shutdown. */
export const UNLOCK_EVENTS = `
UPDATE hdb_catalog.event_log SET locked = NULL
WHERE id = ANY ($1::text[]) AND locked = ANY ($2::timestamptz[])`;

/** Gives back every event: only while no instance delivers. */
export const UNLOCK_ALL_EVENTS = `
UPDATE hdb_catalog.event_log SET locked = NULL
WHERE locked IS NOT NULL AND delivered = 'f' AND error = 'f' AND archived = 'f'`;
