import { expect } from 'vitest';
import type { Database } from '../../support/database.ts';
import { as, refusal, rowsOf, scalar, test, transaction } from '../domain.ts';

/** Rooms and messages: who is in, who writes, in which order, and that nothing is lost. */

const send = (database: Database, room: number, member: number, text: string, key?: string) =>
  database.query(
    `INSERT INTO message (room_id, member_id, text, client_key)
     VALUES ($1, $2, $3, coalesce($4, gen_random_uuid())) ON CONFLICT DO NOTHING`,
    [room, member, text, key ?? null],
  );

/** Room 1, owned by 4, joined by 5. */
async function openRoom(database: Database, kind: string): Promise<void> {
  await as(database, 4, `INSERT INTO room (name, kind) VALUES ('news', '${kind}')`);
  await database.query('INSERT INTO room_member (room_id, member_id) VALUES (1, 5)');
}

const session = (member: number) => JSON.stringify({ 'x-hasura-member-id': String(member) });

test('a chat has exactly its two members, and exists once a pair', async ({ database }) => {
  const chat = `INSERT INTO room (id, kind, chat_key) VALUES (100, 'CHAT', '4:5')`;
  const both = 'INSERT INTO room_member (room_id, member_id) VALUES (100, 4), (100, 5)';
  const refused = refusal('a CHAT has exactly its two members');
  const one = 'INSERT INTO room_member (room_id, member_id) VALUES (100, 4)';
  await expect(transaction(database, chat, one)).rejects.toMatchObject(refused);
  await transaction(database, chat, both);
  await expect(
    transaction(database, `INSERT INTO room (kind, chat_key) VALUES ('CHAT', '4:5')`),
  ).rejects.toMatchObject(refusal('room_chat_key_key'));
  await expect(
    database.query('INSERT INTO room_member (room_id, member_id) VALUES (100, 6)'),
  ).rejects.toMatchObject(refused);
  await expect(database.query('DELETE FROM room_member WHERE member_id = 4')).rejects.toMatchObject(
    refused,
  );
});

test('both sides open the same chat, and who asks comes from the session', async ({ database }) => {
  const open = (me: number, other: number) =>
    scalar(database, 'SELECT (open_chat($1, $2)).id', [other, session(me)]);
  expect(await open(4, 5)).toBe(await open(5, 4));
  await expect(open(4, 4)).rejects.toMatchObject(refusal('a chat needs two members'));
  await expect(open(4, 99)).rejects.toMatchObject(refusal('no such member'));
  await expect(database.query(`SELECT open_chat(5, '{}')`)).rejects.toMatchObject(
    refusal('a chat needs a member'),
  );
});

test('titles, unread counts and read marks are each member’s own', async ({ database }) => {
  await database.query('SELECT open_chat(5, $1)', [session(4)]);
  await send(database, 1, 4, 'hi');
  await send(database, 1, 4, 'again');
  const seenBy = (member: number) =>
    rowsOf(
      database,
      `SELECT room_title(r, $1) AS title, room_unread_count(r, $1) AS unread,
              (SELECT bool_and(message_is_read(m, $1)) FROM message m) AS is_read
       FROM room r`,
      [session(member)],
    );
  expect(await seenBy(4)).toEqual([{ title: 'Person 5', unread: 0, is_read: true }]);
  expect(await seenBy(5)).toEqual([{ title: 'Person 4', unread: 2, is_read: false }]);
  const mark = `UPDATE room_member SET last_read_seq = $1 WHERE member_id = 5 RETURNING last_read_seq`;
  expect(await scalar(database, mark, [99])).toBe('2'); // not past the end
  expect(await scalar(database, mark, [1])).toBe('2'); // and never back
  expect(await seenBy(5)).toEqual([{ title: 'Person 4', unread: 0, is_read: true }]);
});

test('to a channel only its owners and admins write', async ({ database }) => {
  await openRoom(database, 'PUBLIC_CHANNEL');
  const refused = refusal('only owners and admins post to a channel');
  await expect(send(database, 1, 5, 'no')).rejects.toMatchObject(refused);
  await database.query(`UPDATE room_member SET role = 'ADMIN' WHERE member_id = 5`);
  await send(database, 1, 5, 'yes');
});

test('only members write, and not to a room that is gone', async ({ database }) => {
  await openRoom(database, 'PRIVATE_GROUP');
  await send(database, 1, 5, 'yes');
  await expect(send(database, 1, 6, 'intruder')).rejects.toMatchObject(
    refusal('only members write'),
  );
  await expect(send(database, 99, 4, 'nowhere')).rejects.toMatchObject(refusal('no such room'));
  await database.query('UPDATE room SET deleted_at = now()');
  await expect(send(database, 1, 4, 'late')).rejects.toMatchObject(refusal('no such room'));
});

test('sending again is sending once, and leaves no gap', async ({ database }) => {
  await openRoom(database, 'PUBLIC_GROUP');
  const key = '00000000-0000-0000-0000-000000000001';
  await send(database, 1, 4, 'one', key);
  await send(database, 1, 4, 'one', key);
  await expect(
    database.query(
      `INSERT INTO message (room_id, member_id, text, client_key) VALUES (1, 4, 'one', $1)`,
      [key],
    ),
  ).rejects.toMatchObject({ code: '23505', constraint: 'message_member_id_client_key_key' });
  await send(database, 1, 4, 'two');
  expect(await rowsOf(database, 'SELECT room_seq, text FROM message ORDER BY id')).toEqual([
    { room_seq: '1', text: 'one' },
    { room_seq: '2', text: 'two' },
  ]);
  expect(await scalar(database, 'SELECT last_seq FROM room')).toBe('2');
});

test('messages are kept; redacting hides the text for good', async ({ database }) => {
  await openRoom(database, 'PUBLIC_GROUP');
  await send(database, 1, 4, 'secret');
  await expect(database.query('DELETE FROM message')).rejects.toMatchObject(
    refusal('messages are kept forever'),
  );
  await database.query(`UPDATE message SET redacted_at = '2000-01-01'`);
  await database.query(`UPDATE message SET redacted_at = NULL, text = 'back'`);
  expect(
    await rowsOf(
      database,
      `SELECT m.text, m.redacted_at > '2020-01-01' AS stamped, k.text AS kept
       FROM message m JOIN ops.redacted_message k ON k.message_id = m.id`,
    ),
  ).toEqual([{ text: '[redacted]', stamped: true, kept: 'secret' }]);
});

test('who has written can leave, and the words stay', async ({ database }) => {
  await openRoom(database, 'PUBLIC_GROUP');
  await send(database, 1, 5, 'bye');
  await database.query('DELETE FROM room_member WHERE member_id = 5');
  expect(await scalar(database, 'SELECT text FROM message')).toBe('bye');
  await expect(send(database, 1, 5, 'ghost')).rejects.toMatchObject(refusal('only members write'));
});

test('counting messages is no news to the audit', async ({ database }) => {
  await openRoom(database, 'PUBLIC_GROUP');
  await send(database, 1, 4, 'x');
  const updates = `SELECT count(*) FROM ops.audit_log WHERE table_name = 'room' AND operation = 'UPDATE'`;
  expect(await scalar(database, updates)).toBe('0');
});

test('online is who was heard of within 30 seconds', async ({ database }) => {
  await database.query('SELECT heartbeat(4), heartbeat(5)');
  await database.query(
    `UPDATE presence SET last_seen_at = now() - interval '31 s' WHERE member_id = 5`,
  );
  expect(await rowsOf(database, 'SELECT member_id FROM online_member')).toEqual([{ member_id: 4 }]);
});

test('search finds rooms by name and chats by either side', async ({ database }) => {
  await openRoom(database, 'PUBLIC_GROUP');
  await database.query('SELECT open_chat(6, $1)', [session(4)]);
  const found = (q: string) => rowsOf(database, 'SELECT kind FROM search_room($1)', [q]);
  expect(await found('EW')).toEqual([{ kind: 'PUBLIC_GROUP' }]);
  expect(await found('person 6')).toEqual([{ kind: 'CHAT' }]);
  expect(await found('person 5')).toEqual([]);
});
