import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { crowd, join, type Person, soon, sql } from './client.ts';

interface Message {
  readonly roomSeq: number;
  readonly text: string;
}

const SEND = `mutation ($room: Int!, $text: String!, $key: uuid!) {
  insertMessageOne(object: { roomId: $room, text: $text, clientKey: $key },
                   onConflict: { constraint: message_member_id_client_key_key, update_columns: [] }) { roomSeq } }`;

const send = (person: Person, room: number, text: string, key: string = randomUUID()) =>
  person.ask(SEND, { room, text, key });

const STREAM = `subscription ($room: Int!, $after: bigint!) {
  messageStream(batchSize: 100, cursor: [{ initialValue: { roomSeq: $after }, ordering: ASC }],
                where: { roomId: { _eq: $room } }) { roomSeq text } }`;

/** The messages of a room behind one, as they come. */
function stream(person: Person, room: number, after = 0): () => readonly Message[] {
  const batches = person.watch<{ messageStream: readonly Message[] }>(STREAM, { room, after });
  return () => batches.flatMap(({ messageStream }) => messageStream);
}

const openChat = async (person: Person, other: Person): Promise<number> =>
  (
    await person.ask<{ openChat: { id: number } }>(
      'mutation ($other: Int!) { openChat(args: { other: $other }) { id } }',
      { other: other.memberId },
    )
  ).openChat.id;

async function createRoom(
  owner: Person,
  kind: string,
  members: readonly Person[],
): Promise<number> {
  const { createRoom: room } = await owner.ask<{ createRoom: { roomId: number } }>(
    `mutation ($kind: GroupRoomKind!, $members: [Int!]) {
       createRoom(name: "A room", kind: $kind, memberIds: $members) { roomId } }`,
    { kind, members: members.map(({ memberId }) => memberId) },
  );
  return room.roomId;
}

test('two people talk: one room, each called by the other’s name, read as far as they have read', async () => {
  const [nina, otto] = [await join('chat.nina'), await join('chat.otto')];
  const [room, same] = await Promise.all([openChat(nina, otto), openChat(otto, nina)]);
  expect(same).toBe(room);
  const [seenByNina, seenByOtto] = [stream(nina, room), stream(otto, room)];
  await send(nina, room, 'Hei!');
  await soon(() => expect(seenByOtto()).toEqual([{ roomSeq: 1, text: 'Hei!' }]));
  const key = randomUUID();
  await send(otto, room, 'Hei hei', key);
  await send(otto, room, 'Hei hei', key); // the answer was lost, and it is sent again
  await soon(() => expect(seenByNina().map(({ text }) => text)).toEqual(['Hei!', 'Hei hei']));

  const shown = nina.watch<{ roomByPk: object }>(
    'subscription ($id: Int!) { roomByPk(id: $id) { title unreadCount messages(orderBy: { roomSeq: ASC }) { isRead } } }',
    { id: room },
  );
  const room1 = {
    title: 'chat.otto',
    unreadCount: 1,
    messages: [{ isRead: true }, { isRead: false }],
  };
  await soon(() => expect(shown.at(-1)?.roomByPk).toEqual(room1));
  await nina.ask(
    `mutation ($room: Int!, $me: Int!) {
       updateRoomMemberByPk(pk_columns: { roomId: $room, memberId: $me }, _set: { lastReadSeq: 2 }) { lastReadSeq } }`,
    { room, me: nina.memberId },
  );
  await soon(() =>
    expect(shown.at(-1)?.roomByPk).toEqual({
      ...room1,
      unreadCount: 0,
      messages: [{ isRead: true }, { isRead: true }],
    }),
  );
});

test('who was away gets exactly what was missed, in order', async () => {
  const [ada, eve] = await crowd('chat.away.', 2);
  if (ada === undefined || eve === undefined) throw new Error('nobody came');
  const room = await createRoom(ada, 'PRIVATE_GROUP', [eve]);
  for (let i = 1; i <= 5; i++) await send(ada, room, `before ${i}`);
  for (let i = 1; i <= 50; i++) await send(ada, room, `missed ${i}`);
  const missed = stream(eve, room, 5);
  await soon(() => expect(missed()).toHaveLength(50));
  expect(missed()).toEqual(
    Array.from({ length: 50 }, (_, i) => ({ roomSeq: 6 + i, text: `missed ${i + 1}` })),
  );
});

describe('who is there', () => {
  const ONLINE = 'subscription { onlineMember(orderBy: { memberId: ASC }) { memberId } }';
  const TYPING =
    'subscription ($room: Int!) { typingMember(where: { roomId: { _eq: $room } }) { memberId } }';
  const beat = (person: Person, typingRoomId?: number) =>
    person.ask('mutation ($room: Int) { heartbeat(typingRoomId: $room) { lastSeenAt } }', {
      room: typingRoomId,
    });

  test('is seen by who shares a room, and gone half a minute after the last word', async () => {
    const [ada, eve, zoe] = await crowd('chat.here.', 3);
    if (ada === undefined || eve === undefined || zoe === undefined) throw new Error('nobody came');
    await createRoom(ada, 'PRIVATE_GROUP', [eve]);
    const [seen, seenByStranger] = [
      ada.watch<{ onlineMember: object[] }>(ONLINE),
      zoe.watch<{ onlineMember: object[] }>(ONLINE),
    ];
    await beat(eve);
    await soon(() => expect(seen.at(-1)?.onlineMember).toEqual([{ memberId: eve.memberId }]));
    await sql(
      `UPDATE presence SET last_seen_at = now() - interval '27 seconds' WHERE member_id = $1`,
      [eve.memberId],
    );
    // Nothing is written any more: time alone takes it away.
    await soon(() => expect(seen.at(-1)?.onlineMember).toEqual([]));
    expect(seenByStranger.at(-1)?.onlineMember).toEqual([]);
  });

  test('is seen writing, where it may write, for as long as it says so', async () => {
    const [ada, eve, zoe] = await crowd('chat.type.', 3);
    if (ada === undefined || eve === undefined || zoe === undefined) throw new Error('nobody came');
    const room = await createRoom(ada, 'PRIVATE_GROUP', [eve]);
    const seen = ada.watch<{ typingMember: object[] }>(TYPING, { room });
    await beat(zoe, room); // who is not in the room writes nothing there
    await beat(eve, room);
    await soon(() => expect(seen.at(-1)?.typingMember).toEqual([{ memberId: eve.memberId }]));
    await beat(eve);
    await soon(() => expect(seen.at(-1)?.typingMember).toEqual([]));
    expect(await zoe.ask(TYPING.replace('subscription', 'query'), { room })).toEqual({
      typingMember: [],
    });
  });
});

/** 20 writers and 5 readers who stream: no gap, no duplicate, the same order for all. NORDKAPP_DRILL=full for 20,000. */
test('readers who stream miss nothing under concurrent writers', { timeout: 900_000 }, async () => {
  const messages = process.env['NORDKAPP_DRILL'] === 'full' ? 20_000 : 1_000;
  const people = await crowd('chat.drill.', 25);
  const [writers, readers] = [people.slice(0, 20), people.slice(20)];
  const [owner] = writers;
  if (owner === undefined) throw new Error('nobody came');
  const room = await createRoom(owner, 'PUBLIC_GROUP', people);
  const read = readers.map((reader) => stream(reader, room));
  const began = Date.now();
  let repeated = 0;
  await Promise.all(
    writers.map(async (writer, w) => {
      for (let i = 0; i < messages / writers.length; i++) {
        const key = randomUUID();
        await send(writer, room, `${w}.${i}`, key);
        if (i % 10 !== 0) continue;
        repeated++; // a tenth is sent twice, as by a client that lost the answer
        await send(writer, room, `${w}.${i}`, key);
      }
    }),
  );
  const writtenMs = Date.now() - began;
  await soon(() => {
    for (const seen of read) expect(seen()).toHaveLength(messages);
  }, 120);
  const seconds = Math.round(writtenMs / 100) / 10;
  console.log(
    `drill stream: ${JSON.stringify({ messages, repeated, writers: 20, readers: read.length, seconds, perSecond: Math.round(messages / seconds) })}`,
  );
  const [first, ...others] = read.map((seen) => seen());
  expect(first?.map(({ roomSeq }) => roomSeq)).toEqual(
    Array.from({ length: messages }, (_, i) => i + 1),
  );
  for (const other of others) expect(other).toEqual(first);
});
