-- Extensions, the schemas beside public, and the helpers that every later migration uses.
CREATE EXTENSION IF NOT EXISTS citext;      -- e-mail addresses and user names compare without case
CREATE EXTENSION IF NOT EXISTS btree_gist;  -- no two promos of a product overlap (EXCLUDE with = and &&)
CREATE EXTENSION IF NOT EXISTS pg_trgm;     -- search by any part of a word

CREATE SCHEMA auth;        -- secrets; the engine never tracks it
CREATE SCHEMA ops;         -- plumbing: outbox, inbox, dead letters, audit, and the functions behind triggers
CREATE SCHEMA projection;  -- read models, rebuilt from events

-- ------------------------------------------------------------------ who is asking

-- The engine runs set_config('hasura.user', '<session as json>', true) in every mutation's transaction, as
-- Hasura does. SQL that acts for an account without the engine calls ops.act_as first.
CREATE FUNCTION ops.session_variable(name text) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT nullif(nullif(current_setting('hasura.user', true), '')::jsonb ->> name, '')
$$;

CREATE FUNCTION ops.session_account_id() RETURNS integer
LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN v ~ '^[0-9]{1,9}$' THEN v::integer END
  FROM (SELECT ops.session_variable('x-hasura-user-id')) AS s (v)
$$;

-- From here to the end of the transaction the stamps and the audit name this account. NULL changes nothing.
CREATE FUNCTION ops.act_as(p_account_id integer) RETURNS void
LANGUAGE sql AS $$
  SELECT set_config(
    'hasura.user',
    (coalesce(nullif(current_setting('hasura.user', true), '')::jsonb, '{}')
      || jsonb_build_object('x-hasura-user-id', p_account_id::text))::text,
    true)
  WHERE p_account_id IS NOT NULL
$$;

-- ------------------------------------------------------------------ trigger functions of many tables

-- The head columns of every entity. A client never sends them; account 1 is the system.
CREATE FUNCTION ops.stamp() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  actor integer := coalesce(ops.session_account_id(), 1);
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.created_by := coalesce(NEW.created_by, actor);
    NEW.created_at := coalesce(NEW.created_at, now());
    NEW.updated_by := coalesce(NEW.updated_by, NEW.created_by);
  ELSE
    NEW.id := OLD.id;
    NEW.created_by := OLD.created_by;
    NEW.created_at := OLD.created_at;
    NEW.updated_by := actor;
  END IF;
  NEW.updated_at := now();
  RETURN NEW;
END
$$;

-- A client sets or clears deleted_at by an ordinary update; who and when come from here.
CREATE FUNCTION ops.soft_delete() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  actor integer := coalesce(ops.session_account_id(), 1);
BEGIN
  IF NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS NULL THEN
    NEW.deleted_at := now();
    NEW.deleted_by := actor;
    NEW.restored_at := NULL;
    NEW.restored_by := NULL;
  ELSIF NEW.deleted_at IS NULL AND OLD.deleted_at IS NOT NULL THEN
    NEW.deleted_by := NULL;
    NEW.restored_at := now();
    NEW.restored_by := actor;
  ELSE
    NEW.deleted_at := OLD.deleted_at;
    NEW.deleted_by := OLD.deleted_by;
    NEW.restored_at := OLD.restored_at;
    NEW.restored_by := OLD.restored_by;
  END IF;
  RETURN NEW;
END
$$;

-- The same for tables that keep only deleted_at: the moment is ours, not the client's.
CREATE FUNCTION ops.deleted_now() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  NEW.deleted_at := CASE
    WHEN NEW.deleted_at IS NULL THEN NULL
    ELSE coalesce(OLD.deleted_at, now())
  END;
  RETURN NEW;
END
$$;

CREATE FUNCTION ops.bump_version() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  NEW.version := OLD.version + 1;
  RETURN NEW;
END
$$;

-- A state machine: its arguments are the steps that exist, written 'FROM>TO'. Every other step is refused,
-- whoever writes, so that a crashed worker or a second handler cannot make a wrong state.
CREATE FUNCTION ops.status_step() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status <> OLD.status AND NOT (OLD.status || '>' || NEW.status) = ANY (TG_ARGV) THEN
    RAISE EXCEPTION '% cannot go from % to %', TG_TABLE_NAME, OLD.status, NEW.status
      USING ERRCODE = 'check_violation', DETAIL = 'status-step';
  END IF;
  RETURN NEW;
END
$$;

-- ------------------------------------------------------------------ search

-- What a user types is text to find, not a pattern: % and _ mean themselves.
CREATE FUNCTION ops.like_pattern(search text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT '%' || replace(replace(replace(search, '\', '\\'), '%', '\%'), '_', '\_') || '%'
$$;

-- ------------------------------------------------------------------ ranks

-- A rank is a fraction written in base 62 without its "0.", in the order of bytes: between any two there is
-- room for another, so a move writes one row. A rank never ends in 0, else nothing would fit before it.
CREATE FUNCTION ops.rank_digit(digit integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT substr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', digit + 1, 1)
$$;

CREATE FUNCTION ops.rank_value(digit text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN digit = '' THEN 0
    ELSE strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', digit) - 1
  END
$$;

-- The shortest rank halfway between two. NULL stands for the open end; below = NULL is the very beginning.
CREATE FUNCTION ops.rank_middle(below text, above text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  low text := coalesce(below, '');
  high text := above;
  prefix text := '';
  low_digit integer;
  high_digit integer;
BEGIN
  IF low >= high COLLATE "C" THEN
    RAISE EXCEPTION 'no rank lies between % and %', below, above USING ERRCODE = 'data_exception';
  END IF;
  LOOP
    low_digit := ops.rank_value(left(low, 1));
    high_digit := CASE WHEN high IS NULL THEN 62 ELSE ops.rank_value(left(high, 1)) END;
    IF high_digit - low_digit > 1 THEN
      RETURN prefix || ops.rank_digit((low_digit + high_digit) / 2);
    ELSIF high_digit > low_digit THEN
      -- Neighbouring digits: either the upper one alone is already below `above`, or the place after decides.
      IF length(high) > 1 THEN
        RETURN prefix || left(high, 1);
      END IF;
      high := NULL;
    ELSE
      high := substr(high, 2);
    END IF;
    prefix := prefix || ops.rank_digit(low_digit);
    low := substr(low, 2);
  END LOOP;
END
$$;

-- The rank behind the last one. A plain middle would grow by a character every six appends; counting up in
-- steps of 62^3 in the first six digits keeps 100 000 appends within three characters.
CREATE FUNCTION ops.rank_after(last text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  value bigint := 0;
  rank text := '';
BEGIN
  IF last IS NULL THEN
    RETURN 'V'; -- the middle of all
  END IF;
  FOR i IN 1..6 LOOP
    value := value * 62 + ops.rank_value(substr(last, i, 1));
  END LOOP;
  value := value + 62 ^ 3;
  IF value >= 62::bigint ^ 6 THEN
    RETURN ops.rank_middle(last, NULL);
  END IF;
  FOR i IN 1..6 LOOP
    rank := ops.rank_digit((value % 62)::integer) || rank;
    value := value / 62;
  END LOOP;
  RETURN rtrim(rank, '0');
END
$$;
