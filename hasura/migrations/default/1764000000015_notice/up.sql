-- What people are told, in the languages we speak. Every writer tells by ops.notify: handlers, workflows, functions here.
CREATE TABLE ops.notice_template (
  name text NOT NULL,
  language text NOT NULL CHECK (language ~ '^[a-z]{2}$'),
  subject text NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (name, language)
);

-- Values take the place of their names in braces. A value is not looked into again, so it cannot name another; a name
-- without a value stays: a {link} is put in when the mail is sent, and is in no table.
CREATE FUNCTION ops.fill(p_text text, p_values jsonb) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT string_agg(
    CASE WHEN place % 2 = 1 THEN part ELSE coalesce(p_values ->> part, '{' || part || '}') END, '' ORDER BY place)
  FROM unnest(regexp_split_to_array(p_text, '[{}]')) WITH ORDINALITY AS t (part, place)
$$;

-- Tells an account something once a channel, in its language (English where we do not speak it). True when it was new.
CREATE FUNCTION ops.notify(
  p_account_id integer,
  p_template text,
  p_channels text[],
  p_dedupe_key text,
  p_values jsonb DEFAULT '{}'
) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  template ops.notice_template;
  told integer;
BEGIN
  SELECT t.* INTO template FROM ops.notice_template t JOIN account a ON a.id = p_account_id
  WHERE t.name = p_template AND t.language IN (left(a.locale, 2), 'en')
  ORDER BY t.language = 'en' LIMIT 1;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no notice "%" for account %', p_template, p_account_id USING ERRCODE = 'data_exception';
  END IF;
  INSERT INTO notification (created_by, updated_by, account_id, channel, dedupe_key, subject, body)
  SELECT 1, 1, p_account_id, c.channel, p_dedupe_key,
         ops.fill(template.subject, p_values), ops.fill(template.body, p_values)
  FROM unnest(p_channels) AS c (channel)
  ON CONFLICT (account_id, channel, dedupe_key) DO NOTHING;
  GET DIAGNOSTICS told = ROW_COUNT;
  RETURN told > 0;
END
$$;

-- A moment as an account reads its clock.
CREATE FUNCTION ops.local_time(p_at timestamptz, p_time_zone text) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT to_char(p_at AT TIME ZONE p_time_zone, 'YYYY-MM-DD HH24:MI') || ' (' || p_time_zone || ')'
$$;

INSERT INTO ops.notice_template (name, language, subject, body) VALUES
('confirm-email', 'en', '{username}, please confirm your account!',
 E'Welcome to nordkapp, {username}.\n\nConfirm your address here:\n{link}\n\nIf you did not sign up, ignore this mail.\n'),
('confirm-email', 'de', '{username}, bitte bestätige dein Konto!',
 E'Willkommen bei nordkapp, {username}.\n\nBestätige deine Adresse hier:\n{link}\n\nHast du dich nicht angemeldet, so beachte diese Mail nicht.\n'),
('confirm-email', 'es', '{username}, ¡confirma tu cuenta!',
 E'Te damos la bienvenida a nordkapp, {username}.\n\nConfirma tu dirección aquí:\n{link}\n\nSi no te has registrado, ignora este correo.\n'),
('confirm-email', 'pl', '{username}, potwierdź swoje konto!',
 E'Witaj w nordkapp, {username}.\n\nPotwierdź swój adres tutaj:\n{link}\n\nJeśli to nie Ty, zignoruj tę wiadomość.\n'),

('reset-password', 'en', 'Reset your password',
 E'Hello {username},\n\nset a new password within 45 minutes here:\n{link}\n\nIf you did not ask for this, nothing has changed.\n'),
('reset-password', 'de', 'Passwort zurücksetzen',
 E'Hallo {username},\n\nsetze hier innerhalb von 45 Minuten ein neues Passwort:\n{link}\n\nHast du nicht darum gebeten, so hat sich nichts geändert.\n'),
('reset-password', 'es', 'Restablece tu contraseña',
 E'Hola, {username}:\n\nElige una contraseña nueva en 45 minutos aquí:\n{link}\n\nSi no lo has pedido, nada ha cambiado.\n'),
('reset-password', 'pl', 'Zresetuj hasło',
 E'Cześć, {username}!\n\nUstaw nowe hasło w ciągu 45 minut tutaj:\n{link}\n\nJeśli to nie Ty, nic się nie zmieniło.\n'),

('reminder', 'en', 'Reminder: {title}', '"{title}" is due {when}.'),
('reminder', 'de', 'Erinnerung: {title}', '„{title}“ ist fällig: {when}.'),
('reminder', 'es', 'Recordatorio: {title}', '«{title}» vence el {when}.'),
('reminder', 'pl', 'Przypomnienie: {title}', 'Termin zadania „{title}”: {when}.'),

('reservation-expiring', 'en', 'Your reservation ends in {minutes} minutes', '{qty} tickets for {event} are held for you until {until}.'),
('reservation-expiring', 'de', 'Deine Reservierung endet in {minutes} Minuten', '{qty} Karten für {event} sind für dich zurückgelegt bis {until}.'),
('reservation-expiring', 'es', 'Tu reserva termina en {minutes} minutos', '{qty} entradas para {event} están reservadas para ti hasta {until}.'),
('reservation-expiring', 'pl', 'Twoja rezerwacja kończy się za {minutes} minuty', 'Bilety na {event} (liczba: {qty}) są zarezerwowane dla Ciebie do {until}.'),

('payment-confirmed', 'en', 'Paid: {what}', 'We have received your payment for {what}.'),
('payment-confirmed', 'de', 'Bezahlt: {what}', 'Wir haben deine Zahlung erhalten: {what}.'),
('payment-confirmed', 'es', 'Pagado: {what}', 'Hemos recibido tu pago: {what}.'),
('payment-confirmed', 'pl', 'Opłacono: {what}', 'Otrzymaliśmy Twoją płatność: {what}.'),

('payment-refunded', 'en', 'Your money is on its way back', 'We sent back what you paid for {what}. {reason}'),
('payment-refunded', 'de', 'Dein Geld ist auf dem Weg zurück', 'Wir haben deine Zahlung für {what} erstattet. {reason}'),
('payment-refunded', 'es', 'Tu dinero está en camino de vuelta', 'Hemos devuelto lo que pagaste por {what}. {reason}'),
('payment-refunded', 'pl', 'Twoje pieniądze wracają', 'Zwróciliśmy płatność za {what}. {reason}'),

('new-event', 'en', 'New event: {event}', '{event}, {place}, {when}'),
('new-event', 'de', 'Neue Veranstaltung: {event}', '{event}, {place}, {when}'),
('new-event', 'es', 'Nuevo evento: {event}', '{event}, {place}, {when}'),
('new-event', 'pl', 'Nowe wydarzenie: {event}', '{event}, {place}, {when}'),

('new-product', 'en', 'New: {product}', '{description}'),
('new-product', 'de', 'Neu: {product}', '{description}'),
('new-product', 'es', 'Nuevo: {product}', '{description}'),
('new-product', 'pl', 'Nowość: {product}', '{description}');
