/** Keeps the locks $2 of the events $1, whose deliveries take long; those that somebody else took over are left alone. */
export const RENEW_LOCKS = `
UPDATE hdb_catalog.event_log SET locked = now()
WHERE id = ANY ($1::text[]) AND locked = ANY ($2::timestamptz[])
RETURNING id, locked`;
