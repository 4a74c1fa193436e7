/** The mails we send, in the languages we speak. `{link}` is put in when the mail is sent, all else before. */
const TEMPLATES = {
  'confirm-email': {
    en: [
      '{username}, please confirm your account!',
      'Welcome to nordkapp, {username}.\n\nConfirm your address here:\n{link}\n\nIf you did not sign up, ignore this mail.\n',
    ],
    de: [
      '{username}, bitte bestätige dein Konto!',
      'Willkommen bei nordkapp, {username}.\n\nBestätige deine Adresse hier:\n{link}\n\nHast du dich nicht angemeldet, so beachte diese Mail nicht.\n',
    ],
    es: [
      '{username}, ¡confirma tu cuenta!',
      'Te damos la bienvenida a nordkapp, {username}.\n\nConfirma tu dirección aquí:\n{link}\n\nSi no te has registrado, ignora este correo.\n',
    ],
    pl: [
      '{username}, potwierdź swoje konto!',
      'Witaj w nordkapp, {username}.\n\nPotwierdź swój adres tutaj:\n{link}\n\nJeśli to nie Ty, zignoruj tę wiadomość.\n',
    ],
  },
  'reset-password': {
    en: [
      'Reset your password',
      'Hello {username},\n\nset a new password within 45 minutes here:\n{link}\n\nIf you did not ask for this, nothing has changed.\n',
    ],
    de: [
      'Passwort zurücksetzen',
      'Hallo {username},\n\nsetze hier innerhalb von 45 Minuten ein neues Passwort:\n{link}\n\nHast du nicht darum gebeten, so hat sich nichts geändert.\n',
    ],
    es: [
      'Restablece tu contraseña',
      'Hola, {username}:\n\nElige una contraseña nueva en 45 minutos aquí:\n{link}\n\nSi no lo has pedido, nada ha cambiado.\n',
    ],
    pl: [
      'Zresetuj hasło',
      'Cześć, {username}!\n\nUstaw nowe hasło w ciągu 45 minut tutaj:\n{link}\n\nJeśli to nie Ty, nic się nie zmieniło.\n',
    ],
  },
} as const;

export type TemplateName = keyof typeof TEMPLATES;

/** A mail in the language of `locale`, English where we do not speak it. */
export function render(
  name: TemplateName,
  locale: string,
  values: Readonly<Record<string, string>>,
): { readonly subject: string; readonly body: string } {
  const languages = TEMPLATES[name];
  const language = locale.slice(0, 2);
  const [subject, body] = isSpoken(language) ? languages[language] : languages.en;
  return { subject: fill(subject, values), body: fill(body, values) };
}

const isSpoken = (language: string): language is keyof (typeof TEMPLATES)[TemplateName] =>
  language in TEMPLATES['confirm-email'];

/** Puts values in the place of their names. A value is not looked into again, so it cannot name another. */
export const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (hole, name: string) => values[name] ?? hole);
