import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporal } from '@temporalio/proto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import {
  bundleWorkflowCode,
  DefaultLogger,
  Runtime,
  Worker,
  type WorkflowBundle,
} from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHECKOUT_SAGA, checkoutWorkflowId } from '../../workflows/invoice/contract.ts';
import { TASK_QUEUE } from '../../workflows/queue.ts';
import { reminderWorkflowId, TASK_REMINDER } from '../../workflows/reminder/contract.ts';
import { reservationWorkflowId, TICKET_RESERVATION } from '../../workflows/ticket/contract.ts';
import { findTestServer } from '../support/temporal-test-server.ts';

const HISTORIES = fileURLToPath(new URL('./history/', import.meta.url));
const { History } = temporal.api.history.v1;
/** RECORD_HISTORIES=1 writes the histories that the replay test reads: after a change that is meant to break them. */
const isRecording = Boolean(process.env['RECORD_HISTORIES']);

const server = await findTestServer();
if ('missing' in server)
  console.warn(`\nSKIPPED: workflows with time skipping: ${server.missing}\n`);

/** What the activities were asked, and the instant of the test server's clock. */
type Call = readonly [minute: number, activity: string, ...args: unknown[]];

let bundle: WorkflowBundle;
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  bundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../../workflows/workflows.ts', import.meta.url)),
    logger: new DefaultLogger('ERROR'),
  });
});

describe.skipIf('missing' in server)('on a server that skips time', () => {
  let env: TestWorkflowEnvironment;
  let worker: Worker;
  let running: Promise<void>;
  let calls: Call[] = [];
  let begun = 0;
  /** What an activity answers; the last answer goes on. */
  let answers: unknown[] = [];

  beforeAll(async () => {
    if ('missing' in server) return;
    env = await TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path: server.file } },
    });
    const noted =
      (name: string) =>
      async (...args: unknown[]) => {
        calls.push([Math.round(((await env.currentTimeMs()) - begun) / 6_000) / 10, name, ...args]);
        return answers.length > 1 ? answers.shift() : answers[0];
      };
    const names = ['markSent', 'tellExpiring', 'expire', 'closeOverdue'];
    worker = await Worker.create({
      connection: env.nativeConnection,
      taskQueue: TASK_QUEUE,
      workflowBundle: bundle,
      activities: Object.fromEntries(names.map((name) => [name, noted(name)])),
    });
    running = worker.run();
  });
  afterAll(async () => {
    worker?.shutdown();
    await running;
    await env?.teardown();
  });

  let count = 0;
  async function start(type: string, workflowId: string, arg: object, ...given: unknown[]) {
    calls = [];
    answers = given;
    const handle = await env.client.workflow.start(type, {
      workflowId,
      taskQueue: TASK_QUEUE,
      args: [arg],
    });
    return Object.assign(handle, {
      async closed(name: string) {
        const result = await handle.result();
        const history = await handle.fetchHistory();
        if (isRecording) writeFileSync(`${HISTORIES}${name}.bin`, History.encode(history).finish());
        return result;
      },
    });
  }
  const minutes = async (n: number): Promise<string> => {
    begun = await env.currentTimeMs();
    return new Date(begun + n * 60_000).toISOString();
  };

  describe('taskReminder', () => {
    const remind = async (afterMinutes: number, ...given: unknown[]) => {
      const reminderId = ++count;
      const plan = { reminderId, remindAt: await minutes(afterMinutes), generation: 1 };
      return start(TASK_REMINDER.type, reminderWorkflowId(reminderId), plan, ...given);
    };

    test('sends when it is due, and waits to be read', async () => {
      const handle = await remind(30, true);
      expect(await handle.query(TASK_REMINDER.state)).toBe('waiting');
      await env.sleep('31 minutes');
      expect(await handle.query(TASK_REMINDER.state)).toBe('sent');
      await handle.signal(TASK_REMINDER.read);
      expect(await handle.closed('reminder-read')).toBe('read');
      expect(calls).toEqual([[30, 'markSent', count, 1]]);
    });

    test('follows a later date, and never goes back to an older one', async () => {
      const handle = await remind(30, true);
      await handle.signal(TASK_REMINDER.reschedule, {
        remindAt: new Date(begun + 60 * 60_000).toISOString(),
        generation: 3,
      });
      await handle.signal(TASK_REMINDER.reschedule, {
        remindAt: new Date(begun + 5 * 60_000).toISOString(),
        generation: 2,
      });
      expect(await handle.closed('reminder-rescheduled')).toBe('sent');
      expect(calls).toEqual([[60, 'markSent', count, 3]]);
    });

    test('follows an earlier date', async () => {
      const handle = await remind(600, true);
      await env.sleep('1 minute');
      await handle.signal(TASK_REMINDER.reschedule, {
        remindAt: new Date(begun + 5 * 60_000).toISOString(),
        generation: 2,
      });
      expect(await handle.result()).toBe('sent');
      expect(calls).toEqual([[5, 'markSent', count, 2]]);
    });

    test('sends nothing after it is cancelled', async () => {
      const handle = await remind(30, true);
      await handle.signal(TASK_REMINDER.cancel);
      expect(await handle.closed('reminder-cancelled')).toBe('cancelled');
      expect(calls).toEqual([]);
    });

    test('ends quietly when the database knows a newer plan', async () => {
      const handle = await remind(30, false);
      expect(await handle.closed('reminder-superseded')).toBe('superseded');
      expect(calls).toHaveLength(1);
    });
  });

  describe('ticketReservation', () => {
    const reserve = async (...given: unknown[]) => {
      const publicId = `r${++count}`;
      const reservation = { publicId, expiresAt: await minutes(15) };
      return start(TICKET_RESERVATION.type, reservationWorkflowId(publicId), reservation, ...given);
    };

    test('tells three minutes before, and ends after exactly fifteen', async () => {
      const handle = await reserve('expired');
      expect(await handle.query<number, []>(TICKET_RESERVATION.remaining)).toBeLessThanOrEqual(
        900_000,
      );
      expect(await handle.closed('reservation-expired')).toBe('expired');
      expect(calls).toEqual([
        [12, 'tellExpiring', `r${count}`],
        [15, 'expire', `r${count}`],
      ]);
    });

    test('confirmed in the fifteenth minute is not ended', async () => {
      const handle = await reserve('expired');
      await env.sleep(899_000);
      await handle.signal(TICKET_RESERVATION.confirm);
      expect(await handle.closed('reservation-confirmed')).toBe('confirmed');
      expect(calls.map(([, name]) => name)).toEqual(['tellExpiring']);
    });

    test('believes the database, also when its clock is behind', async () => {
      const handle = await reserve(
        'unused answer of tellExpiring',
        'pending',
        'pending',
        'confirmed',
      );
      expect(await handle.result()).toBe('confirmed');
      expect(calls.map(([, name]) => name)).toEqual(['tellExpiring', 'expire', 'expire', 'expire']);
    });
  });

  describe('checkoutSaga', () => {
    const checkOut = async (...given: unknown[]) => {
      const invoiceId = ++count;
      const checkout = { invoiceId, deadlineAt: await minutes(24 * 60) };
      return start(CHECKOUT_SAGA.type, checkoutWorkflowId(invoiceId), checkout, ...given);
    };

    test('gives the stock back at the deadline', async () => {
      const handle = await checkOut('overdue');
      expect(await handle.closed('checkout-overdue')).toBe('overdue');
      expect(calls).toEqual([[24 * 60, 'closeOverdue', count]]);
    });

    test('ends when it hears that the invoice is closed', async () => {
      const handle = await checkOut('paid');
      await env.sleep('1 hour');
      await handle.signal(CHECKOUT_SAGA.closed);
      expect(await handle.closed('checkout-paid')).toBe('paid');
      expect(calls).toEqual([[60, 'closeOverdue', count]]);
    });
  });
});

// Workflows that wait over a deployment go on with the new code: it must take the same steps as the old one did.
test.each(readdirSync(HISTORIES))('the code of today replays %s', async (file) => {
  const history = History.decode(readFileSync(path.join(HISTORIES, file)));
  await Worker.runReplayHistory({ workflowBundle: bundle, replayName: file }, history);
});
