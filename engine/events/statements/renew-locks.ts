/** Keeps the locks of the events $1, whose deliveries take long. */
export const RENEW_LOCKS = `
UPDATE hdb_catalog.event_log SET locked = now()
WHERE id = ANY ($1::text[]) AND locked IS NOT NULL`;
