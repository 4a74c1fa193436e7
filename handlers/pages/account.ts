import express, { type Response, type Router } from 'express';
import { z } from 'zod';
import { confirmAddress } from '../accounts/confirm.ts';
import { linkToken, newPassword } from '../accounts/field.ts';
import { setPasswordByLink } from '../accounts/reset.ts';
import { refusalOf } from '../constraint.ts';
import type { Ports } from '../ports.ts';
import { invalid } from '../refusal.ts';
import { type Html, html, page } from './html.ts';

const FORM_SIZE_MAX = '10kb';

/** A password is judged later: one that is refused must not lose the link that it came by. */
const given = z.object({ token: linkToken, password: z.string().default('') });
type Given = z.output<typeof given>;

/** A page behind a mailed link: what it asks for, and what is done with the answer. */
interface LinkPage {
  readonly path: string;
  readonly title: string;
  readonly fields: Html;
  /** Does it, and says what has been done. */
  use(given: Given): Promise<string>;
}

const HOME = html`<h1>nordkapp</h1>
<p>Links in mails lead here as long as PUBLIC_URL names no front end. Whoever has signed in by a provider comes back here as
well, with the tokens behind the # of the address.</p>`;

/**
 * The pages that mailed links lead to, where the product has no front end of its own. GET only shows, for mail
 * programs open links to look at them; POST does it, once.
 */
export function buildAccountPages(ports: Pick<Ports, 'database' | 'temporal' | 'logger'>): Router {
  const router = express.Router();
  router.get('/', (_request, response) => send(response, 200, 'nordkapp', HOME));
  for (const link of pagesOf(ports)) {
    const { path, title } = link;
    router.get(path, (request, response) => {
      const { success, data } = given.safeParse(request.query);
      if (success) send(response, 200, title, ask(link, data.token));
      else send(response, 400, title, html`<h1>${title}</h1><p>This link is not complete.</p>`);
    });
    const form = express.urlencoded({ extended: false, limit: FORM_SIZE_MAX });
    router.post(path, form, async (request, response) => {
      const { success, data } = given.safeParse(request.body);
      if (!success) return void response.redirect(303, path);
      try {
        const done = await link.use(data);
        send(response, 200, title, html`<h1>${title}</h1><p>${done}</p>`);
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal === undefined) throw error;
        send(response, 400, title, html`${ask(link, data.token)}<p>${refusal.message}</p>`);
      }
    });
  }
  return router;
}

const pagesOf = (ports: Pick<Ports, 'database' | 'temporal' | 'logger'>): readonly LinkPage[] => [
  {
    path: '/confirm',
    title: 'Confirm your address',
    fields: html``,
    async use({ token }) {
      await confirmAddress(ports, token);
      return 'Your address is confirmed.';
    },
  },
  {
    path: '/reset-password',
    title: 'Set a new password',
    fields: html`<p><label>New password: <input type="password" name="password" autocomplete="new-password" required></label></p>`,
    async use({ token, password }) {
      const { success, data, error } = newPassword.safeParse(password);
      if (!success) throw invalid({ password: error.issues[0]?.message ?? 'is wrong' });
      await setPasswordByLink(ports.database, token, data);
      return 'Your password is set, and every session has ended. Sign in with it.';
    },
  },
];

const ask = ({ title, fields }: LinkPage, token: string): Html =>
  html`<h1>${title}</h1><form method="post"><input type="hidden" name="token" value="${token}">${fields}<p><button>${title}</button></p></form>`;

/** The address holds a secret: it goes into no cache, and to no other site. */
function send(response: Response, status: number, title: string, body: Html): void {
  response.status(status).set({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  response.type('html').send(page(title, body));
}
