import express, { type Router } from 'express';
import { rankInput } from '../actions/rank-creator.ts';
import { rankCreators } from '../catalog/rank.ts';
import { formBytes, formOf } from './form.ts';
import { html, page } from './html.ts';

const FORM_SIZE_MAX = '10mb';
const TOP_COUNT = 3;

const FORM = html`<h1>Top creators</h1>
<form method="post" enctype="multipart/form-data">
<p><label>Creators and products, as JSON: <input type="file" name="file" accept="application/json"></label></p>
<p><button>Rank</button></p></form>`;

/** `/demo/creator`: the form of the seed. Ranks the creators of a file, and keeps nothing of it. */
export function buildDemo(): Router {
  const router = express.Router();
  router.get('/demo/creator', (_request, response) => {
    response.type('html').send(page('Top creators', FORM));
  });
  router.post('/demo/creator', formBytes(FORM_SIZE_MAX), async (request, response) => {
    const refuse = (why: string): void =>
      void response
        .status(400)
        .type('html')
        .send(page('Top creators', html`${FORM}<p>${why}</p>`));
    const form = await formOf(request);
    if (form === undefined) return refuse('the form has to be sent as multipart/form-data');
    const file = form.get('file');
    if (!(file instanceof File)) return refuse('the field "file" is missing');
    const data = parse(await file.text());
    if (data === undefined) return refuse('the file does not hold creators and products');
    const top = rankCreators(data.creators, data.products, TOP_COUNT).map(
      ({ rank, email, productCount, mostRecentCreateTime }) =>
        html`<li value="${rank}">${email} (products: ${productCount}, most recent creation: ${mostRecentCreateTime ?? 'none'})</li>`,
    );
    response.type('html').send(page('Top creators', html`${FORM}<ol>${top}</ol>`));
  });
  return router;
}

function parse(json: string) {
  try {
    return rankInput.parse(JSON.parse(json));
  } catch {
    return undefined;
  }
}
