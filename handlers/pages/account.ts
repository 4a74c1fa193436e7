import express, { type Response, type Router } from 'express';
import { z } from 'zod';
import { confirmAddress } from '../accounts/confirm.ts';
import { linkToken, newPassword } from '../accounts/field.ts';
import { setPasswordByLink } from '../accounts/reset.ts';
import { refusalOf } from '../constraint.ts';
import type { Ports } from '../ports.ts';
import { invalid } from '../refusal.ts';
import type { Language } from '../words/language.ts';
import { say } from '../words/say.ts';
import { type Html, html, page } from './html.ts';
import { languageOf, WORDS, type Words } from './words.ts';

const FORM_SIZE_MAX = '10kb';

/** A password is judged later: one that is refused must not lose the link that it came by. */
const given = z.object({ token: linkToken, password: z.string().default('') });
type Given = z.output<typeof given>;

/** A page behind a mailed link: what it asks for, and what is done with the answer. */
interface LinkPage {
  readonly path: string;
  title(words: Words): string;
  fields(words: Words): Html;
  /** Does it, and says what has been done. */
  use(given: Given, words: Words): Promise<string>;
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
    router.get(link.path, async (request, response) => {
      const { success, data } = given.safeParse(request.query);
      const language = success ? await languageOf(ports.database, data.token) : 'en';
      const title = link.title(WORDS[language]);
      if (success) send(response, 200, title, ask(link, language, data.token), language);
      else send(response, 400, title, html`<h1>${title}</h1><p>${WORDS.en.incomplete}</p>`);
    });
    const form = express.urlencoded({ extended: false, limit: FORM_SIZE_MAX });
    router.post(link.path, form, async (request, response) => {
      const { success, data } = given.safeParse(request.body);
      if (!success) return void response.redirect(303, link.path);
      const language = await languageOf(ports.database, data.token);
      const words = WORDS[language];
      const title = link.title(words);
      try {
        const done = await link.use(data, words);
        send(response, 200, title, html`<h1>${title}</h1><p>${done}</p>`, language);
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal === undefined) throw error;
        const why =
          (refusal.code === 'validation-failed' && words.passwordRule) || say(refusal, language);
        const again = html`${ask(link, language, data.token)}<p>${why}</p>`;
        send(response, 400, title, again, language);
      }
    });
  }
  return router;
}

const pagesOf = (ports: Pick<Ports, 'database' | 'temporal' | 'logger'>): readonly LinkPage[] => [
  {
    path: '/confirm',
    title: ({ confirm }) => confirm,
    fields: () => html``,
    async use({ token }, { confirmed }) {
      await confirmAddress(ports, token);
      return confirmed;
    },
  },
  {
    path: '/reset-password',
    title: ({ reset }) => reset,
    fields: ({ password }) =>
      html`<p><label>${password}: <input type="password" name="password" autocomplete="new-password" required></label></p>`,
    async use({ token, password }, { passwordSet }) {
      const { success, data, error } = newPassword.safeParse(password);
      if (!success) throw invalid({ password: error.issues[0]?.message ?? 'is wrong' });
      await setPasswordByLink(ports.database, token, data);
      return passwordSet;
    },
  },
];

function ask(link: LinkPage, language: Language, token: string): Html {
  const words = WORDS[language];
  const title = link.title(words);
  return html`<h1>${title}</h1><form method="post"><input type="hidden" name="token" value="${token}">${link.fields(words)}<p><button>${title}</button></p></form>`;
}

/** The address holds a secret: it goes into no cache, and to no other site. */
function send(
  response: Response,
  status: number,
  title: string,
  body: Html,
  language: Language = 'en',
): void {
  response.status(status).set({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  response.type('html').send(page(title, body, language));
}
