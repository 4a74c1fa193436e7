import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { ROOT } from '../../../scripts/platform/programs.ts';
import { ask, join, type Person, sql } from './client.ts';

const rest = async (
  method: string,
  url: string,
  { person, body, role }: { person?: Person; body?: object; role?: string } = {},
): Promise<{ status: number; body: Record<string, unknown> }> => {
  const reply = await fetch(`${inject('platform').engineUrl}/api/rest/v1/${url}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(person && { authorization: `Bearer ${person.token}`, 'x-hasura-role': role ?? 'user' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
};

describe('a product', () => {
  test('is made, read, changed and deleted by REST; a price may be 0', async () => {
    const edith = await join('cat.edith', 'EDITOR');
    const as = { person: edith, role: 'editor' };
    const object = { sku: 'REST-1', name: 'By REST', description: 'd', priceMinor: 100 };
    const made = await rest('POST', 'products', { ...as, body: { object } });
    expect(made.status).toBe(200);
    const { productId } = made.body['insertProductOne'] as { productId: string };
    const changed = await rest('PUT', `products/${productId}`, {
      ...as,
      body: { object: { priceMinor: 0 } },
    });
    expect(changed.body).toMatchObject({ updateProduct: { returning: [{ priceMinor: 0 }] } });
    expect((await rest('GET', `products/${productId}`, as)).body).toMatchObject({
      product: [{ name: 'By REST', priceMinor: 0 }],
    });
    expect((await rest('GET', `products/${productId}`)).body).toEqual({ product: [] }); // a draft
    const all = await rest('GET', 'products?size=1');
    expect(all).toMatchObject({ status: 200, body: { searchProduct: expect.any(Array) } });
    await rest('DELETE', `products/${productId}`, as);
    expect(await sql('SELECT deleted_by FROM product WHERE product_id = $1', [productId])).toEqual([
      { deleted_by: edith.accountId },
    ]);
  });

  test('has a page to share as soon as it is published', async () => {
    const ed = await join('cat.edvin', 'EDITOR');
    const { insertProductOne } = await ed.ask<{
      insertProductOne: { id: number; productId: string };
    }>(
      `mutation ($object: ProductInsertInput!) { insertProductOne(object: $object) { id productId } }`,
      { object: { name: 'A <b>bold</b> one', description: 'd', priceMinor: 1_050 } },
      'editor',
    );
    const { id, productId } = insertProductOne;
    const share = (of: string) => fetch(`${inject('platform').handlersUrl}/p/${of}`);
    expect((await share(productId)).status).toBe(404);
    expect((await share('no-id')).status).toBe(404);
    await ed.ask(
      'mutation ($id: Int!) { publishProduct(productId: $id) { publishedAt } }',
      { id },
      'editor',
    );
    const page = await (await share(productId)).text();
    expect(page).toContain('A &#60;b&#62;bold&#60;/b&#62; one');
    expect(page).toContain('10.50 EUR');
  });
});

test('REST names the reason of a refusal as GraphQL does', async () => {
  const reply = await fetch(`${inject('platform').engineUrl}/api/rest/signIn`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'nobody@example.test', password: 'a wrong password' }),
  });
  expect([reply.status, await reply.json()]).toEqual([
    400,
    { error: 'e-mail or password is wrong', path: '$', code: 'invalid-credentials' },
  ]);
});

test('a search is read page by page', async () => {
  const edna = await join('cat.edna', 'EDITOR');
  const objects = Array.from({ length: 25 }, (_, i) => ({
    name: `Paged ${i + 1}`,
    description: '100% wool_len',
    priceMinor: 1,
  }));
  const { insertProduct } = await edna.ask<{ insertProduct: { returning: { id: number }[] } }>(
    'mutation ($objects: [ProductInsertInput!]!) { insertProduct(objects: $objects) { returning { id } } }',
    { objects },
    'editor',
  );
  for (const { id } of insertProduct.returning)
    await edna.ask(
      'mutation ($id: Int!) { publishProduct(productId: $id) { publishedAt } }',
      { id },
      'editor',
    );
  const pages = [];
  for (const page of [1, 2, 3]) {
    const { body } = await rest(
      'GET',
      `catalog?search=${encodeURIComponent('% WOOL_')}&page=${page}`,
    );
    const found = body['searchCatalog'] as { products: { name: string }[] };
    pages.push({ ...found, products: found.products.map(({ name }) => name) });
  }
  const names = objects.map(({ name }) => name);
  const about = { totalCount: 25, totalPages: 3, size: 10 };
  expect(pages).toEqual([
    { ...about, page: 1, hasMore: true, products: names.slice(0, 10) },
    { ...about, page: 2, hasMore: true, products: names.slice(10, 20) },
    { ...about, page: 3, hasMore: false, products: names.slice(20) },
  ]);
  expect(await ask('{ searchCatalog(search: "no such thing") { totalPages hasMore } }')).toEqual({
    searchCatalog: { totalPages: 0, hasMore: false },
  });
});

describe('the form of the seed', () => {
  const url = (): string => `${inject('platform').handlersUrl}/demo/creator`;
  const post = async (body: FormData | string): Promise<readonly [number, string]> => {
    const reply = await fetch(url(), { method: 'POST', body });
    return [reply.status, await reply.text()];
  };
  const formWith = (name: string, content: string): FormData => {
    const form = new FormData();
    form.append(name, new Blob([content], { type: 'application/json' }), 'example1.json');
    return form;
  };

  test('ranks the creators of a file', async () => {
    expect(await (await fetch(url())).text()).toContain('enctype="multipart/form-data"');
    const example = readFileSync(path.join(ROOT, 'data/example1.json'), 'utf8');
    const [status, page] = await post(formWith('file', example));
    expect(status).toBe(200);
    expect(page).toContain(
      '<li value="1">cilla@fjord.test (products: 15, most recent creation: 2023-03-31T15:50:59.500610+02:00)</li>',
    );
  });

  test.each([
    ['no form', 'x', 'multipart/form-data'],
    ['no file', formWith('other', '{}'), 'the field &#34;file&#34; is missing'],
    ['another file', formWith('file', '[1]'), 'does not hold creators'],
  ])('refuses %s', async (_what, body, why) => {
    const [status, page] = await post(body);
    expect(status).toBe(400);
    expect(page).toContain(why);
  });
});
