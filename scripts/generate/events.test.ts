import { expect, test } from 'vitest';
import { printEvents } from './events.ts';

const table = (name: string, ...handlers: readonly string[]) => ({
  table: { schema: 'public', name },
  event_triggers: handlers.map((handler) => ({ webhook: `{{HANDLERS_URL}}/events/${handler}` })),
});
const source = (...tables: readonly object[]) => ({ sources: [{ name: 'default', tables }] });

test('names the rows of each handler, of several tables where they share one', () => {
  const metadata = source(
    table('task'),
    table('room_kind', 'enum_changed'),
    table('message', 'message_created'),
    table('ticket_type', 'enum_changed'),
  );
  expect(printEvents(metadata)).toContain(`export interface EventRows {
  readonly enum_changed:
    | RoomKindRow
    | TicketTypeRow;
  readonly message_created: MessageRow;
}
`);
});

test('refuses a webhook that is none of ours', () => {
  const metadata = source({
    table: { schema: 'public', name: 'a' },
    event_triggers: [{ webhook: 'http://elsewhere' }],
  });
  expect(() => printEvents(metadata)).toThrow('no webhook of ours');
});
