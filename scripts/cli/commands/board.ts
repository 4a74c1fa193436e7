import { z } from 'zod';
import { type Command, id, service, text, word } from '../command.ts';

const board = service('board');
const task = service('task');
const moment = z.iso
  .datetime({ offset: true, error: 'must look like 2030-01-01T12:00:00+01:00' })
  .meta({ hint: 'time' });
const OFFSETS = [
  'NONE',
  'AT_TIME',
  'MINUTE_5',
  'MINUTE_10',
  'MINUTE_15',
  'HOUR_1',
  'HOUR_2',
  'DAY_1',
  'DAY_2',
] as const;

export const BOARD: readonly Command[] = [
  board('list', 'lists your boards', {}, async (sdk) => (await sdk.boardList()).board),
  board(
    'create',
    'makes a board that is yours',
    { name: text },
    async (sdk, input) => (await sdk.boardCreate(input)).insertBoardOne,
  ),
  board(
    'add-list',
    'adds a list to a board',
    { board: id, name: text },
    async (sdk, input) => (await sdk.boardAddList(input)).insertTaskListOne,
  ),
  task(
    'list',
    'lists the tasks of a board, in order',
    { board: id },
    async (sdk, input) => (await sdk.taskList(input)).task,
  ),
  task(
    'add',
    'adds a task at the end of a list',
    { list: id, title: text, due: moment.optional() },
    async (sdk, { list, title, due }) =>
      (await sdk.taskAdd({ list, title, due: due ?? null })).insertTaskOne,
  ),
  task(
    'move',
    'puts a task behind one, before one, or at the end of a list',
    { task: id, list: id, after: id.optional(), before: id.optional() },
    async (sdk, { after, before, ...input }) =>
      (await sdk.taskMove({ ...input, after: after ?? null, before: before ?? null })).moveTask,
  ),
  task(
    'done',
    'marks a task as done',
    { task: id },
    async (sdk, input) =>
      (await sdk.taskDone({ ...input, at: new Date().toISOString() })).updateTaskByPk,
  ),
  task(
    'remind',
    'reminds you of a task before it is due: at-time, minute-15, hour-1, day-1 …',
    { task: id, before: word(OFFSETS) },
    async (sdk, input) => (await sdk.taskRemind(input)).insertReminderOne,
  ),
];
