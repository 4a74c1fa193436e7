import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { getSdk } from './generated/api.ts';

type Sdk = ReturnType<typeof getSdk>;

/** One command: its flags (or the same as JSON on stdin), and what it asks. */
export interface Command {
  readonly service: string;
  readonly name: string;
  readonly summary: string;
  readonly flags: z.ZodObject;
  run(sdk: Sdk, input: unknown): Promise<unknown>;
  /** How it speaks to people when no format is asked for. */
  readonly text?: (result: unknown) => string;
}

function command<Shape extends z.ZodRawShape>(
  service: string,
  name: string,
  summary: string,
  shape: Shape,
  ask: (sdk: Sdk, input: z.output<z.ZodObject<Shape>>) => Promise<unknown>,
  text?: Command['text'],
): Command {
  const flags = z.strictObject(shape);
  return {
    service,
    name,
    summary,
    flags,
    run: (sdk, input) => ask(sdk, flags.parse(input) as z.output<z.ZodObject<Shape>>),
    ...(text && { text }),
  };
}

const text = z.string().min(1);
const id = z.coerce.number().int().positive();

const creatorData = z.object({
  creators: z.array(z.object({ id: text, email: z.string() })),
  products: z.array(z.object({ id: text, creatorId: text, createTime: text })),
});

interface Rank {
  readonly rank: number;
  readonly email: string;
  readonly productCount: number;
  readonly mostRecentCreateTime: string | null;
}

/** The words of the seed. */
const topText = (result: unknown): string =>
  [
    'The top creators are:',
    ...(result as readonly Rank[]).map(
      ({ rank, email, productCount, mostRecentCreateTime }) =>
        `${rank}: ${email} (products: ${productCount}, most recent creation: ${mostRecentCreateTime ?? 'none'})`,
    ),
    '',
  ].join('\n');

export const COMMANDS: readonly Command[] = [
  command(
    'account',
    'sign-up',
    'makes an account',
    { username: text, email: text, password: text },
    async (sdk, input) => (await sdk.accountSignUp(input)).signUp,
  ),
  command(
    'account',
    'sign-in',
    'gets tokens; the access token goes into NORDKAPP_TOKEN',
    { email: text, password: text },
    async (sdk, input) => (await sdk.accountSignIn(input)).signIn,
  ),
  command('account', 'me', 'tells who you are', {}, async (sdk) => (await sdk.accountMe()).me),
  command(
    'account',
    'sessions',
    'lists where you are signed in',
    {},
    async (sdk) => (await sdk.accountSessions()).listSession,
  ),
  command('board', 'list', 'lists your boards', {}, async (sdk) => (await sdk.boardList()).board),
  command(
    'task',
    'list',
    'lists the tasks of a board, in order',
    { board: id },
    async (sdk, input) => (await sdk.taskList(input)).task,
  ),
  command(
    'task',
    'move',
    'puts a task behind one, before one, or at the end of a list',
    { task: id, list: id, after: id.optional(), before: id.optional() },
    async (sdk, { task, list, after, before }) =>
      (await sdk.taskMove({ task, list, after: after ?? null, before: before ?? null })).moveTask,
  ),
  command(
    'creator',
    'top',
    'ranks the creators of the data on stdin by activity',
    { ...creatorData.shape, limit: id.optional() },
    async (sdk, { limit, ...data }) =>
      (await sdk.creatorTop({ data, limit: limit ?? null })).rankCreator,
    topText,
  ),
  command('event', 'list', 'lists events', {}, async (sdk) => (await sdk.eventList()).event),
  command(
    'ticket',
    'summary',
    'tells what is on sale for an event, in every currency',
    { event: text },
    async (sdk, input) => (await sdk.ticketSummary(input)).eventTicketSummary,
  ),
  command(
    'ticket',
    'reserve',
    'holds tickets for 15 minutes',
    {
      event: text,
      type: text
        .transform((type) => type.toUpperCase().replaceAll('-', '_'))
        .pipe(z.enum(['STANDARD', 'GOLDEN_CIRCLE', 'COUPLES', 'PREEMPTIVE'])),
      qty: id,
      key: z.uuid().default(() => randomUUID()),
    },
    async (sdk, input) => (await sdk.ticketReserve(input)).reserveTicket,
  ),
  command(
    'ticket',
    'confirm',
    'buys what is held',
    { id: text },
    async (sdk, input) => (await sdk.ticketConfirm(input)).confirmReservation,
  ),
  command(
    'ticket',
    'cancel',
    'gives back what is held',
    { id: text },
    async (sdk, input) => (await sdk.ticketCancel(input)).cancelReservation,
  ),
  command(
    'price',
    'convert',
    'converts minor units of one currency to another',
    { amount: z.coerce.number().int(), from: text, to: text },
    async (sdk, input) => (await sdk.priceConvert(input)).convertPrice,
  ),
];
