-- Accounts whose address nobody confirms: they are reminded once, and closed after a week. The link opens them again.
INSERT INTO ops.notice_template (name, language, subject, body) VALUES
('confirm-reminder', 'en', '{username}, your account waits to be confirmed',
 E'Hello {username},\n\nplease confirm your address here:\n{link}\n\nAn account that nobody confirms is closed after a week.\n'),
('confirm-reminder', 'de', '{username}, dein Konto wartet auf Bestätigung',
 E'Hallo {username},\n\nbitte bestätige deine Adresse hier:\n{link}\n\nEin Konto, das niemand bestätigt, wird nach einer Woche geschlossen.\n'),
('confirm-reminder', 'es', '{username}, tu cuenta espera confirmación',
 E'Hola, {username}:\n\nConfirma tu dirección aquí:\n{link}\n\nUna cuenta que nadie confirma se cierra al cabo de una semana.\n'),
('confirm-reminder', 'pl', '{username}, Twoje konto czeka na potwierdzenie',
 E'Cześć, {username}!\n\nPotwierdź swój adres tutaj:\n{link}\n\nKonto, którego nikt nie potwierdzi, zostanie zamknięte po tygodniu.\n');

-- Set while an account is inactive for want of a confirmation, and for no other reason.
ALTER TABLE auth.account_secret ADD COLUMN closed_unconfirmed_at timestamptz;

-- Closes an account that nobody has confirmed for p_after. True when it is closed for that, now or since before.
CREATE FUNCTION ops.close_unconfirmed(p_account_id integer, p_after interval) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE account SET is_active = false
  WHERE id = p_account_id AND verified_at IS NULL AND is_active AND deleted_at IS NULL
    AND created_at <= clock_timestamp() - p_after;
  IF FOUND THEN
    UPDATE auth.account_secret SET closed_unconfirmed_at = now() WHERE account_id = p_account_id;
  END IF;
  RETURN EXISTS (
    SELECT 1 FROM auth.account_secret s WHERE s.account_id = p_account_id AND s.closed_unconfirmed_at IS NOT NULL);
END
$$;

-- The address is confirmed: an account that was closed for want of that is open again.
CREATE FUNCTION ops.account_confirmed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE auth.account_secret SET closed_unconfirmed_at = NULL
  WHERE account_id = NEW.id AND closed_unconfirmed_at IS NOT NULL;
  IF FOUND THEN
    NEW.is_active := true;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER b_confirmed BEFORE UPDATE OF verified_at ON account
  FOR EACH ROW WHEN (OLD.verified_at IS NULL AND NEW.verified_at IS NOT NULL) EXECUTE FUNCTION ops.account_confirmed();

-- Who an administrator activates or deactivates is no case of a missing confirmation any more.
CREATE FUNCTION ops.account_decided() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE auth.account_secret SET closed_unconfirmed_at = NULL
  WHERE account_id = NEW.id AND closed_unconfirmed_at IS NOT NULL;
  RETURN NULL;
END
$$;
CREATE TRIGGER account_decided AFTER UPDATE OF is_active ON account
  FOR EACH ROW WHEN (ops.session_variable('x-hasura-role') = 'superadmin') EXECUTE FUNCTION ops.account_decided();
