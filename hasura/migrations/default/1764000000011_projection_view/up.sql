-- The read model of products, and the views.

-- Built from product events in whatever order they come: an older version changes nothing, and a tombstone stays, so that
-- an old update that comes after the delete cannot bring the product back (a restore is a newer version, and can).
CREATE TABLE projection.product_view (
  product_id uuid PRIMARY KEY,
  version integer NOT NULL,
  name text NOT NULL,
  description text NOT NULL,
  price_minor bigint NOT NULL,
  currency_code text NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  published_at timestamptz,
  is_deleted boolean NOT NULL DEFAULT false
);

-- One event into a table of the shape of product_view (a rebuild fills a shadow first). True when it moved the row.
CREATE FUNCTION projection.apply_product(p_event jsonb, p_into regclass DEFAULT 'projection.product_view') RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  moved boolean;
BEGIN
  EXECUTE format(
    'INSERT INTO %s AS v (product_id, version, name, description, price_minor, currency_code, created_at, updated_at, published_at, is_deleted)
     SELECT e.product_id, e.version, e.name, e.description, e.price_minor, e.currency_code,
            e.created_at, e.updated_at, e.published_at, e.deleted_at IS NOT NULL
     FROM jsonb_to_record($1) AS e (
       product_id uuid, version integer, name text, description text, price_minor bigint, currency_code text,
       created_at timestamptz, updated_at timestamptz, published_at timestamptz, deleted_at timestamptz)
     ON CONFLICT (product_id) DO UPDATE SET
       version = excluded.version, name = excluded.name, description = excluded.description,
       price_minor = excluded.price_minor, currency_code = excluded.currency_code,
       updated_at = excluded.updated_at, published_at = excluded.published_at,
       is_deleted = excluded.is_deleted
     WHERE excluded.version > v.version
     RETURNING true', p_into)
    INTO moved USING p_event;
  RETURN coalesce(moved, false);
END
$$;

-- What everyone signed in may see of everyone.
CREATE VIEW account_profile AS
  SELECT a.id AS account_id, a.slug, a.username, a.given_name, a.family_name, m.id AS member_id
  FROM account a LEFT JOIN member m ON m.account_id = a.id
  WHERE a.is_active AND a.deleted_at IS NULL;

-- What is on sale, and for how much in every quoted currency: amount / rate(its own currency) × rate(the other). Without
-- rates the base price still shows.
CREATE VIEW event_ticket_summary AS
  SELECT
    e.id AS event_id,
    e.slug AS event_slug,
    o.ticket_type,
    o.capacity - o.reserved_count - o.sold_count AS qty,
    (o.price_minor / power(10::numeric, c.exponent))::numeric(18, 2) AS price,
    o.currency_code,
    (
      SELECT jsonb_object_agg(
        q.code,
        round(o.price_minor / power(10::numeric, c.exponent) / coalesce(base.rate, 1) * coalesce(quote.rate, 1), 3))
      FROM currency q
      LEFT JOIN LATERAL (
        SELECT r.rate FROM currency_rate r
        WHERE r.base_code = 'EUR' AND r.quote_code = q.code ORDER BY r.as_of DESC LIMIT 1
      ) AS quote ON true
      LEFT JOIN LATERAL (
        SELECT r.rate FROM currency_rate r
        WHERE r.base_code = 'EUR' AND r.quote_code = o.currency_code ORDER BY r.as_of DESC LIMIT 1
      ) AS base ON true
      WHERE q.is_quoted
        AND (q.code = 'EUR' OR quote.rate IS NOT NULL)
        AND (o.currency_code = 'EUR' OR base.rate IS NOT NULL)
    ) AS prices
  FROM ticket_offer o
  JOIN event e ON e.id = o.event_id
  JOIN currency c ON c.code = o.currency_code
  WHERE e.deleted_at IS NULL AND e.published_at IS NOT NULL;

-- Most products first, then the most recent; the id makes the order stable.
CREATE VIEW creator_activity AS
  SELECT
    row_number() OVER (ORDER BY count(p.id) DESC, max(p.created_at) DESC NULLS LAST, c.id) AS rank,
    c.id AS creator_id,
    c.external_id,
    c.email,
    count(p.id)::integer AS product_count,
    max(p.created_at) AS most_recent_create_time
  FROM creator c
  LEFT JOIN product p ON p.creator_id = c.id AND p.deleted_at IS NULL
  WHERE c.deleted_at IS NULL
  GROUP BY c.id;
