import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startPlatform, type TestPlatform } from '../support/platform.ts';
import { type Api, codeOf, join, type Person, stranger } from './person.ts';

/** The first story of the product, through public HTTP and WebSocket only. Its steps build on each other. */

/** A quarter of an hour in the product; here as long as a part may take to come back. */
const RESERVATION_SECONDS = 12;

let platform: TestPlatform;
let nina: Person;
let otto: Person;

beforeAll(async () => {
  platform = await startPlatform({
    env: { RESERVATION_MINUTES: String(RESERVATION_SECONDS / 60) },
  });
});
afterAll(async () => {
  await nina?.leave();
  await platform?.stop();
});

const soon = (condition: () => Promise<void> | void, seconds = 30): Promise<void> =>
  vi.waitFor(condition, { timeout: seconds * 1_000, interval: 200 });
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The id of a row that was made. */
function made(row: { readonly id: number } | null | undefined): number {
  expect(row).toBeTruthy();
  return row?.id ?? 0;
}

test('1. people sign up, and confirm the address that a mail came to', async () => {
  [nina, otto] = [await join(platform, 'nina'), await join(platform, 'otto')];
  await soon(async () => expect(await platform.mailTo(nina.email)).toHaveLength(1));
  const [mail] = await platform.mailTo(nina.email);
  expect(mail?.subject).toBe('nina, please confirm your account!');
  const token = /token=(\S+)/.exec(mail?.text ?? '')?.[1] ?? '';
  expect(await stranger(platform).confirmEmail({ token })).toEqual({ confirmEmail: { ok: true } });
  expect(await codeOf(stranger(platform).confirmEmail({ token }))).toBe('already-confirmed');
  expect(await nina.api.me()).toEqual({
    me: { accountId: nina.accountId, isVerified: true, account: { username: 'nina' } },
  });
});

let boardId = 0;
const lists: number[] = [];
const tasks: number[] = [];
/** The nth of what was made, which is there. */
const nth = (ids: readonly number[], n: number): number => ids[n] ?? 0;

/** The tasks of the board's lists, in order. */
const orderFor = async ({ api }: Person): Promise<(readonly number[])[]> =>
  ((await api.lists({ boardId })).board[0]?.taskLists ?? []).map((list) =>
    list.tasks.map(({ id }) => id),
  );

describe('2. a board', () => {
  test('is made, with lists and tasks in the order they were added', async () => {
    boardId = made((await nina.api.addBoard({ name: 'Home' })).insertBoardOne);
    for (const name of ['To do', 'Done'])
      lists.push(made((await nina.api.addList({ boardId, name })).insertTaskListOne));
    for (const title of ['Wash', 'Cook', 'Sweep', 'Paint'])
      tasks.push(made((await nina.api.addTask({ list: nth(lists, 0), title })).insertTaskOne));
    expect(await orderFor(nina)).toEqual([tasks, []]);
  });

  test('lets tasks move within a list and to another', async () => {
    const [wash = 0, cook = 0, sweep = 0, paint = 0] = tasks;
    const [todo = 0, done = 0] = lists;
    await nina.api.moveTask({ task: paint, list: todo, before: wash });
    await nina.api.moveTask({ task: wash, list: todo, after: sweep });
    await nina.api.moveTask({ task: cook, list: done });
    expect(await orderFor(nina)).toEqual([[paint, sweep, wash], [cook]]);
  });

  test('moved by many at once has no two equal ranks and all its tasks', async () => {
    const moves = Array.from({ length: 50 }, (_, i) =>
      nina.api.moveTask({ task: nth(tasks, i % 4), list: nth(lists, i % 2) }),
    );
    await Promise.all(moves);
    const { task } = await nina.api.everything();
    const places = new Set(task.map(({ taskListId, rank }) => `${taskListId} ${rank}`));
    expect([task.length, places.size]).toEqual([4, 4]);
  });
});

describe('3. another person', () => {
  const rename = (api: Api) => api.rename({ id: nth(tasks, 0), title: 'Mine' });

  test('sees nothing of it, and neither does a stranger', async () => {
    expect(await otto.api.everything()).toEqual({ board: [], task: [] });
    expect(await rename(otto.api)).toEqual({ updateTaskByPk: null });
    expect(
      await stranger(platform)
        .everything()
        .catch(() => undefined),
    ).not.toMatchObject({
      board: [expect.anything()],
    });
    expect((await stranger(platform).lists({ boardId })).board).toEqual([]);
  });

  test('sees what the permissions say once invited', async () => {
    const who = otto.accountId;
    expect(await codeOf(otto.api.invite({ boardId, who }))).toBe('permission-error');
    await nina.api.invite({ boardId, who });
    expect((await orderFor(otto)).flat().sort()).toEqual([...tasks].sort());
    expect(await rename(otto.api)).toEqual({ updateTaskByPk: null });
  });
});

const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toISOString();

/** Adds a task that is due in some seconds, with a reminder at that moment. */
async function remind(title: string, seconds: number): Promise<{ task: number; reminder: number }> {
  const added = await nina.api.addTask({ list: nth(lists, 0), title, dueAt: inSeconds(seconds) });
  const task = made(added.insertTaskOne);
  return { task, reminder: made((await nina.api.remind({ task })).insertReminderOne) };
}

const statusOf = async (id: number) => (await nina.api.reminder({ id })).reminderByPk?.status;
const mailsAbout = async (title: string): Promise<number> =>
  (await platform.mailTo(nina.email)).filter(({ subject }) => subject === `Reminder: ${title}`)
    .length;
const noticesOf = async (title: string): Promise<number> =>
  (await nina.api.notices({ subject: `Reminder: ${title}` })).notification.length;

test('4. a reminder comes by mail, and is pushed to whoever watches', async () => {
  const watch = nina.watchNotices();
  await soon(() => expect(watch.shown).toEqual([[]]));
  const { reminder } = await remind('Water the plants', 4);
  await soon(() =>
    expect(watch.shown.at(-1)).toEqual([{ subject: 'Reminder: Water the plants', status: 'SENT' }]),
  );
  await soon(async () => expect(await mailsAbout('Water the plants')).toBe(1));
  expect(await statusOf(reminder)).toBe('SENT');
  watch.stop();
});

describe('5. the workflow follows', () => {
  test('a due date that is moved', async () => {
    const { task, reminder } = await remind('Moved', 3_600);
    await nina.api.setDue({ id: task, at: inSeconds(3) });
    await soon(async () => expect(await statusOf(reminder)).toBe('SENT'));
    await soon(async () => expect(await mailsAbout('Moved')).toBe(1));
  });

  test('a due date that is removed, a task that is done, a reminder that is cancelled', async () => {
    const [removed, done, cancelled] = [
      await remind('Removed', 6),
      await remind('Done', 6),
      await remind('Cancelled', 6),
    ];
    await nina.api.setDue({ id: removed.task, at: null });
    await nina.api.finish({ id: done.task, at: inSeconds(0) });
    await nina.api.cancelReminder({ id: cancelled.reminder });
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
      await sleep(1_000); // it is away for a moment: a supervisor is not quicker
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
    const { reminder } = await remind('Patience', 1);
    await sleep(2_000); // past its time, so that only the server is missing
    expect(await statusOf(reminder)).toBe('SCHEDULED'); // and all else goes on: this was answered
    await platform.restart('temporal');
    await soon(async () => expect(await mailsAbout('Patience')).toBe(1), 90);
    expect(await noticesOf('Patience')).toBe(1);
  });
});

describe('7. a reservation ends in time, once', () => {
  const ENDED = { reservation: [{ status: 'EXPIRED' }], eventTicketSummary: [{ qty: 10 }] };

  beforeAll(async () => {
    const client = new pg.Client({ connectionString: platform.databaseUrl });
    await client.connect();
    await client.query(`
      INSERT INTO event (id, slug, name, place, scheduled_at, published_at)
      VALUES (1, 'story', 'Story', 'Here', '2030-01-01', now());
      INSERT INTO ticket_offer (id, event_id, ticket_type, selling_option, price_minor, currency_code)
      VALUES (1, 1, 'STANDARD', 'NONE', 3000, 'EUR');
      SELECT create_ticket_series(1, 'A', 10, NULL)`);
    await client.end();
  });

  test.each(['worker', 'temporal'] as const)('over a crash of %s', async (part) => {
    const { publicId } = (await nina.api.reserve({ key: randomUUID() })).reserveTicket;
    expect(await nina.api.reservation({ id: publicId })).toEqual({
      reservation: [{ status: 'PENDING' }],
      eventTicketSummary: [{ qty: 8 }],
    });
    const mails = async (): Promise<number> =>
      (await platform.mailTo(nina.email)).filter(({ subject }) =>
        subject.startsWith('Your reservation ends'),
      ).length;
    const before = await mails();
    await soon(async () => expect(await mails()).toBe(before + 1)); // its workflow is at it
    await platform.kill(part);
    await sleep(1_000);
    await platform.restart(part);
    await soon(async () => expect(await nina.api.reservation({ id: publicId })).toEqual(ENDED), 90);
    expect(await mails()).toBe(before + 1);
  });
});

describe('8. an image on a task', () => {
  const PNG = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );

  async function upload(bytes: Buffer, size = bytes.length): Promise<{ id: number; put: number }> {
    const { mediaId, uploadUrl, formFields } = (await nina.api.createUpload({ size })).createUpload;
    const form = new FormData();
    for (const [name, value] of Object.entries(formFields as Record<string, string>))
      form.append(name, value);
    form.append('file', new Blob([new Uint8Array(bytes)], { type: 'image/png' }), 'plan.png');
    const { status } = await fetch(uploadUrl, { method: 'POST', body: form });
    return { id: mediaId, put: status };
  }

  test('is uploaded, linked, and downloaded by who may see the board', async () => {
    const { id, put } = await upload(PNG);
    expect(put).toBe(204);
    expect(await nina.api.completeUpload({ id })).toEqual({
      completeUpload: { status: 'READY', contentType: 'image/png' },
    });
    expect(await codeOf(otto.api.mediaUrl({ id }))).toBe('not-found');
    await nina.api.linkMedia({ task: nth(tasks, 0), media: id });
    const { url } = (await otto.api.mediaUrl({ id })).mediaUrl;
    const image = await fetch(url);
    expect(image.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await image.arrayBuffer()).equals(PNG)).toBe(true);
    expect((await fetch(url.replace(/Signature=\w{4}/, 'Signature=0000'))).status).toBe(403);
    expect(await codeOf(stranger(platform).mediaUrl({ id }))).toBe('not-found');
  });

  test('that lies about its type is rejected', async () => {
    const { id } = await upload(Buffer.concat([Buffer.from('MZ'), Buffer.alloc(300)]));
    const { completeUpload } = await nina.api.completeUpload({ id });
    expect(completeUpload.status).toBe('REJECTED');
    expect(await codeOf(nina.api.mediaUrl({ id }))).toBe('not-found');
  });

  test('that is larger than said never gets in', async () => {
    const { id, put } = await upload(Buffer.alloc(5_000), 100);
    expect(put).toBe(400);
    expect(await codeOf(nina.api.completeUpload({ id }))).toBe('not-uploaded');
  });
});
