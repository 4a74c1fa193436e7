import { expect, test } from 'vitest';
import { ACCOUNT_ONBOARDING, onboardingWorkflowId } from '../../../workflows/account/contract.ts';
import { ask, join, mailsTo, queryWorkflow, soon, sql, statusOf } from './client.ts';

/** Work that goes on behind the API, as it shows there. */

test('an account is onboarded until its address is confirmed', async () => {
  const nina = await join('work.nina');
  const workflowId = onboardingWorkflowId(nina.accountId);
  await soon(async () =>
    expect(await queryWorkflow(workflowId, ACCOUNT_ONBOARDING.state)).toBe('waiting'),
  );
  await soon(async () => expect(await mailsTo(nina.email)).toHaveLength(1));
  const token = /token=(\S+)/.exec((await mailsTo(nina.email))[0]?.text ?? '')?.[1];
  await ask('mutation ($token: String!) { confirmEmail(token: $token) { ok } }', { token });
  await soon(async () => expect(await statusOf(workflowId)).toBe('COMPLETED'));
  expect(await queryWorkflow(workflowId, ACCOUNT_ONBOARDING.state)).toBe('confirmed');
});

test('a list whose ranks have grown long gets short ones, in the order it had', async () => {
  const otto = await join('work.otto');
  const { insertBoardOne: board } = await otto.ask<{ insertBoardOne: { id: number } }>(
    'mutation { insertBoardOne(object: { name: "Long" }) { id } }',
  );
  const { insertTaskListOne: list } = await otto.ask<{ insertTaskListOne: { id: number } }>(
    'mutation ($board: Int!) { insertTaskListOne(object: { boardId: $board, name: "L" }) { id } }',
    { board: board.id },
  );
  const tasks: number[] = [];
  for (const title of ['a', 'b', 'c'])
    tasks.push(
      (
        await otto.ask<{ insertTaskOne: { id: number } }>(
          'mutation ($list: Int!, $title: String!) { insertTaskOne(object: { taskListId: $list, title: $title }) { id } }',
          { list: list.id, title },
        )
      ).insertTaskOne.id,
    );
  const [a, b, c] = tasks;
  // As after two hundred moves into one gap.
  await sql('UPDATE task SET rank = (SELECT rank FROM task WHERE id = $1) || $3 WHERE id = $2', [
    a,
    b,
    '0'.repeat(32).concat('1'),
  ]);
  await otto.ask(
    'mutation ($c: Int!, $list: Int!, $a: Int!) { moveTask(taskId: $c, toListId: $list, afterId: $a) { rank } }',
    { c, list: list.id, a },
  );
  const query =
    'query ($list: Int!) { task(where: { taskListId: { _eq: $list } }, orderBy: { rank: ASC }) { id rank } }';
  await soon(async () => {
    const { task } = await otto.ask<{ task: { id: number; rank: string }[] }>(query, {
      list: list.id,
    });
    expect(task.map(({ id }) => id)).toEqual([a, c, b]);
    expect(Math.max(...task.map(({ rank }) => rank.length))).toBeLessThan(4);
  });
});

test('a read model is built anew from the outbox, at an administrator’s word', async () => {
  const [root, edith] = [await join('work.root', 'SUPERADMIN'), await join('work.edith', 'EDITOR')];
  const { insertProductOne } = await edith.ask<{
    insertProductOne: { id: number; productId: string };
  }>(
    `mutation { insertProductOne(object: { name: "Rebuilt", description: "r", priceMinor: 700 }) { id productId } }`,
    {},
    'editor',
  );
  await edith.ask(
    'mutation ($id: Int!) { publishProduct(productId: $id) { publishedAt } }',
    { id: insertProductOne.id },
    'editor',
  );
  const rebuild = 'mutation { rebuildProjection(name: PRODUCT_VIEW) }';
  expect(await edith.refusal(rebuild, {}, 'editor')).toBe('validation-failed');
  const { rebuildProjection: id } = await root.ask<{ rebuildProjection: string }>(
    rebuild,
    {},
    'superadmin',
  );
  await soon(async () => {
    const { rebuildProjection } = await root.ask<{
      rebuildProjection: { output: { name: string } | null };
    }>(
      'query ($id: uuid!) { rebuildProjection(id: $id) { output { name rowCount } errors } }',
      { id },
      'superadmin',
    );
    expect(rebuildProjection.output?.name).toBe('product_view');
  });
  expect(
    await ask('query ($id: uuid!) { productViewByPk(productId: $id) { name priceMinor } }', {
      id: insertProductOne.productId,
    }),
  ).toEqual({ productViewByPk: { name: 'Rebuilt', priceMinor: 700 } });
});
