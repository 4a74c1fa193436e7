import { MailRefused } from './mailer.ts';

const HTTP_TIMEOUT_MS = 5_000;

/** Posts a mail to a provider. A 4xx is its last word on the mail, but for 429, which asks to come again. */
export async function postMail(
  provider: string,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers,
    body,
    signal: AbortSignal.timeout(HTTP_TIMEOUT_MS),
  });
  if (response.ok) return;
  const said = `${provider} answers ${response.status}: ${(await response.text()).slice(0, 500)}`;
  const isFinal =
    response.status >= 400 &&
    response.status < 500 &&
    ![401, 403, 408, 429].includes(response.status);
  throw isFinal ? new MailRefused(said) : new Error(said);
}
