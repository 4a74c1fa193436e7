import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startPlatform, type TestPlatform } from '../support/platform.ts';
import { anonymous, join, type Person } from './person.ts';

/** The first story of the product, through public HTTP and WebSocket only. Its steps build on each other. */

let platform: TestPlatform;
let nina: Person;
let otto: Person;

beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(async () => {
  await nina?.leave();
  await otto?.leave();
  await platform?.stop();
});

const soon = (condition: () => Promise<void> | void, seconds = 30): Promise<void> =>
  vi.waitFor(condition, { timeout: seconds * 1_000, interval: 200 });

const code = ({ errors }: { errors?: readonly { extensions: { code: string } }[] }) =>
  errors?.[0]?.extensions.code;

test('1. people sign up, and confirm the address that a mail came to', async () => {
  [nina, otto] = [await join(platform, 'nina'), await join(platform, 'otto')];
  await soon(async () => expect(await platform.mailTo(nina.email)).toHaveLength(1));
  const [mail] = await platform.mailTo(nina.email);
  expect(mail?.subject).toBe('nina, please confirm your account!');
  const token = /token=(\S+)/.exec(mail?.text ?? '')?.[1];
  const confirm = `mutation ($token: String!) { confirmEmail(token: $token) { ok } }`;
  expect(await anonymous(platform).get(confirm, { token })).toEqual({ confirmEmail: { ok: true } });
  expect(code(await anonymous(platform).ask(confirm, { token }))).toBe('already-confirmed');
  expect(await nina.get('{ me { accountId isVerified account { username } } }')).toEqual({
    me: { accountId: nina.accountId, isVerified: true, account: { username: 'nina' } },
  });
});

let boardId: number;
const listIds: number[] = [];
const taskIds: number[] = [];

const LISTS = `query ($boardId: Int!) {
  board(where: {id: {_eq: $boardId}}) { name
    taskLists(orderBy: {rank: ASC}) { id tasks(orderBy: {rank: ASC}) { id title } } } }`;
interface Lists {
  board: { name: string; taskLists: { id: number; tasks: { id: number; title: string }[] }[] }[];
}
const tasksOf = async (person: Person): Promise<(readonly number[])[]> =>
  ((await person.get<Lists>(LISTS, { boardId })).board[0]?.taskLists ?? []).map(({ tasks }) =>
    tasks.map(({ id }) => id),
  );

describe('2. a board', () => {
  test('is made, with lists and tasks in the order they were added', async () => {
    const { insertBoardOne } = await nina.get<{ insertBoardOne: { id: number } }>(
      'mutation { insertBoardOne(object: {name: "Home"}) { id } }',
    );
    boardId = insertBoardOne.id;
    for (const name of ['To do', 'Done']) {
      const { insertTaskListOne } = await nina.get<{ insertTaskListOne: { id: number } }>(
        `mutation ($boardId: Int!, $name: String!) {
           insertTaskListOne(object: {boardId: $boardId, name: $name}) { id } }`,
        { boardId, name },
      );
      listIds.push(insertTaskListOne.id);
    }
    for (const title of ['Wash', 'Cook', 'Sweep', 'Paint']) {
      const { insertTaskOne } = await nina.get<{ insertTaskOne: { id: number } }>(
        `mutation ($list: Int!, $title: String!) { insertTaskOne(object: {taskListId: $list, title: $title}) { id } }`,
        { list: listIds[0], title },
      );
      taskIds.push(insertTaskOne.id);
    }
    expect(await tasksOf(nina)).toEqual([taskIds, []]);
  });

  const move = `mutation ($task: Int!, $list: Int!, $after: Int, $before: Int) {
    moveTask(taskId: $task, toListId: $list, afterId: $after, beforeId: $before) { rank task { id } } }`;

  test('lets tasks move within a list and to another', async () => {
    const [wash, cook, sweep, paint] = taskIds;
    await nina.get(move, { task: paint, list: listIds[0], before: wash });
    await nina.get(move, { task: wash, list: listIds[0], after: sweep });
    await nina.get(move, { task: cook, list: listIds[1] });
    expect(await tasksOf(nina)).toEqual([[paint, sweep, wash], [cook]]);
  });

  test('moved by many at once has no two equal ranks and all its tasks', async () => {
    const moves = Array.from({ length: 50 }, (_, i) =>
      nina.ask(move, { task: taskIds[i % 4], list: listIds[i % 2], before: null, after: null }),
    );
    const answers = await Promise.all(moves);
    expect(answers.filter(({ errors }) => errors !== undefined)).toEqual([]);
    const { task } = await nina.get<{ task: { taskListId: number; rank: string }[] }>(
      '{ task { taskListId rank } }',
    );
    expect(new Set(task.map(({ taskListId, rank }) => `${taskListId} ${rank}`)).size).toBe(4);
  });
});

describe('3. another person', () => {
  const rename = `mutation ($id: Int!) { updateTaskByPk(pkColumns: {id: $id}, _set: {title: "Mine"}) { id } }`;

  test('sees nothing of it, and neither does a stranger', async () => {
    expect(await otto.get('{ board { id } task { id } }')).toEqual({ board: [], task: [] });
    expect(await otto.get(rename, { id: taskIds[0] })).toEqual({ updateTaskByPk: null });
    expect(await anonymous(platform).get('{ board { id } }')).toEqual({ board: [] });
  });

  test('sees what the permissions say once invited', async () => {
    const invite = `mutation ($boardId: Int!, $who: Int!) {
      insertBoardMemberOne(object: {boardId: $boardId, accountId: $who, role: VIEWER}) { role } }`;
    expect((await otto.ask(invite, { boardId, who: otto.accountId })).errors).toBeDefined();
    await nina.get(invite, { boardId, who: otto.accountId });
    expect((await tasksOf(otto)).flat().sort()).toEqual([...taskIds].sort());
    expect(await otto.get(rename, { id: taskIds[0] })).toEqual({ updateTaskByPk: null });
  });
});

const setDue = (id: number | undefined, at: Date | null) =>
  nina.get(
    'mutation ($id: Int!, $at: timestamptz) { updateTaskByPk(pkColumns: {id: $id}, _set: {dueAt: $at}) { id } }',
    { id, at: at?.toISOString() ?? null },
  );
const inSeconds = (seconds: number): Date => new Date(Date.now() + seconds * 1_000);

/** Adds a task that is due in some seconds, with a reminder at that moment. */
async function remind(title: string, seconds: number): Promise<{ task: number; reminder: number }> {
  const { insertTaskOne } = await nina.get<{
    insertTaskOne: { id: number; reminders: { id: number }[] };
  }>(
    `mutation ($list: Int!, $title: String!, $at: timestamptz!) {
       insertTaskOne(object: {taskListId: $list, title: $title, dueAt: $at, dueHasTime: true}) { id } }`,
    { list: listIds[0], title, at: inSeconds(seconds).toISOString() },
  );
  const { insertReminderOne } = await nina.get<{ insertReminderOne: { id: number } }>(
    `mutation ($task: Int!) { insertReminderOne(object: {taskId: $task, offsetKind: AT_TIME}) { id } }`,
    { task: insertTaskOne.id },
  );
  return { task: insertTaskOne.id, reminder: insertReminderOne.id };
}

const statusOf = async (reminder: number): Promise<string | undefined> =>
  (
    await nina.get<{ reminderByPk: { status: string } | null }>(
      'query ($id: Int!) { reminderByPk(id: $id) { status } }',
      { id: reminder },
    )
  ).reminderByPk?.status;
const mailsAbout = async (title: string): Promise<number> =>
  (await platform.mailTo(nina.email)).filter(({ subject }) => subject === `Reminder: ${title}`)
    .length;
const noticesOf = async (title: string): Promise<number> =>
  (
    await nina.get<{ notification: unknown[] }>(
      `query ($subject: String!) { notification(where: {subject: {_eq: $subject}, channel: {_eq: IN_APP}}) { id } }`,
      { subject: `Reminder: ${title}` },
    )
  ).notification.length;

describe('4. a reminder', () => {
  test('comes by mail, and is pushed to whoever watches', async () => {
    interface Notices {
      notification: { subject: string; status: string }[];
    }
    const watch = nina.watch<Notices>(
      `subscription { notification(where: {channel: {_eq: IN_APP}}, orderBy: {id: DESC}) { subject status } }`,
    );
    await soon(() => expect(watch.values).toHaveLength(1));
    const { reminder } = await remind('Water the plants', 4);
    await soon(() =>
      expect(watch.values.at(-1)?.notification).toContainEqual({
        subject: 'Reminder: Water the plants',
        status: 'SENT',
      }),
    );
    await soon(async () => expect(await mailsAbout('Water the plants')).toBe(1));
    expect(await statusOf(reminder)).toBe('SENT');
    watch.stop();
  });
});

describe('5. the workflow follows', () => {
  test('a due date that is moved', async () => {
    const { task, reminder } = await remind('Moved', 3_600);
    await setDue(task, inSeconds(3));
    await soon(async () => expect(await statusOf(reminder)).toBe('SENT'));
    await soon(async () => expect(await mailsAbout('Moved')).toBe(1));
  });

  test('a due date that is removed, a task that is done, a reminder that is cancelled', async () => {
    const removed = await remind('Removed', 6);
    await setDue(removed.task, null);
    const done = await remind('Done', 6);
    await nina.get(
      'mutation ($id: Int!) { updateTaskByPk(pkColumns: {id: $id}, _set: {completedAt: "now()"}) { id } }',
      { id: done.task },
    );
    const cancelled = await remind('Cancelled', 6);
    await nina.get(
      'mutation ($id: Int!) { updateReminderByPk(pkColumns: {id: $id}, _set: {status: CANCELLED}) { id } }',
      { id: cancelled.reminder },
    );
    // One that goes on, set last: when it is sent, the others would have been.
    const kept = await remind('Kept', 7);
    await soon(async () => expect(await statusOf(kept.reminder)).toBe('SENT'));
    for (const { reminder } of [removed, done, cancelled])
      expect(await statusOf(reminder)).toBe('CANCELLED');
    for (const title of ['Removed', 'Done', 'Cancelled']) expect(await noticesOf(title)).toBe(0);
  });
});

describe('6. a reminder survives a crash', () => {
  test.each(['engine', 'handlers', 'worker', 'temporal', 'postgres'] as const)(
    'of %s, and comes exactly once',
    async (part) => {
      const title = `After the crash of ${part}`;
      await remind(title, 8);
      await platform.kill(part);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await platform.restart(part);
      await soon(async () => expect(await mailsAbout(title)).toBe(1), 60);
      // A second one that is set and sent afterwards: whatever was late has come by then.
      await remind(`${title}, later`, 2);
      await soon(async () => expect(await mailsAbout(`${title}, later`)).toBe(1), 60);
      expect([await mailsAbout(title), await noticesOf(title)]).toEqual([1, 1]);
    },
  );

  test('without any Temporal server it waits in the event log', async () => {
    await platform.kill('temporal');
    await remind('Patience', 1);
    await remind('More patience', 3_600);
    expect(await noticesOf('Patience')).toBe(0); // and all else goes on: this very request was answered
    await platform.restart('temporal');
    await soon(async () => expect(await mailsAbout('Patience')).toBe(1), 90);
    expect(await noticesOf('Patience')).toBe(1);
  });
});

describe('7. an image on a task', () => {
  const PNG = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );

  interface Upload {
    mediaId: number;
    uploadUrl: string;
    formFields: Record<string, string>;
  }
  async function upload(
    bytes: Buffer,
    sizeByte = bytes.length,
  ): Promise<{ mediaId: number; put: number }> {
    const { createUpload } = await nina.get<{ createUpload: Upload }>(
      `mutation ($size: Int!) { createUpload(fileName: "plan.png", contentType: "image/png", sizeByte: $size) {
         mediaId uploadUrl formFields } }`,
      { size: sizeByte },
    );
    const form = new FormData();
    for (const [name, value] of Object.entries(createUpload.formFields)) form.append(name, value);
    form.append('file', new Blob([new Uint8Array(bytes)], { type: 'image/png' }), 'plan.png');
    const { status } = await fetch(createUpload.uploadUrl, { method: 'POST', body: form });
    return { mediaId: createUpload.mediaId, put: status };
  }
  const complete = (person: Person, mediaId: number) =>
    person.ask<{ completeUpload: { status: string } }>(
      'mutation ($id: Int!) { completeUpload(mediaId: $id) { status contentType } }',
      { id: mediaId },
    );
  const urlOf = (person: Person, mediaId: number) =>
    person.ask<{ mediaUrl: { url: string } }>(
      'query ($id: Int!) { mediaUrl(mediaId: $id) { url } }',
      {
        id: mediaId,
      },
    );

  test('is uploaded, linked, and downloaded by who may see the board', async () => {
    const { mediaId, put } = await upload(PNG);
    expect(put).toBe(204);
    expect((await complete(nina, mediaId)).data).toEqual({
      completeUpload: { status: 'READY', contentType: 'image/png' },
    });
    expect(code(await urlOf(otto, mediaId))).toBe('not-found');
    await nina.get(
      'mutation ($task: Int!, $media: Int!) { insertTaskMediaOne(object: {taskId: $task, mediaId: $media}) { taskId } }',
      { task: taskIds[0], media: mediaId },
    );
    const url = (await urlOf(otto, mediaId)).data?.mediaUrl.url ?? '';
    const image = await fetch(url);
    expect(image.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await image.arrayBuffer()).equals(PNG)).toBe(true);
    expect((await fetch(url.replace(/Signature=\w/, 'Signature=0'))).status).toBe(403);
    expect(code(await urlOf(anonymous(platform), mediaId))).toBe('not-found');
  });

  test('that lies about its type is rejected', async () => {
    const { mediaId } = await upload(Buffer.concat([Buffer.from('MZ'), Buffer.alloc(300)]));
    expect((await complete(nina, mediaId)).data).toMatchObject({
      completeUpload: { status: 'REJECTED' },
    });
    expect(code(await urlOf(nina, mediaId))).toBe('not-found');
  });

  test('that is larger than said never gets in', async () => {
    const { mediaId, put } = await upload(Buffer.alloc(5_000), 100);
    expect(put).toBe(400);
    expect(code(await complete(nina, mediaId))).toBe('not-uploaded');
  });
});
