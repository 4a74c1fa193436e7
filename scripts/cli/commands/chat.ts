import { type Command, id, key, service, text, whole } from '../command.ts';

const command = service('chat');

export const CHAT: readonly Command[] = [
  command('rooms', 'lists your rooms', {}, async (sdk) => (await sdk.chatRooms()).room),
  command(
    'open',
    'opens the chat with another member',
    { member: id },
    async (sdk, input) => (await sdk.chatOpen(input)).openChat,
  ),
  command(
    'send',
    'sends a message; with the same --key it is sent once',
    { room: id, text, key },
    async (sdk, input) => (await sdk.chatSend(input)).insertMessageOne ?? { isSent: true },
  ),
  command(
    'read',
    'lists messages of a room behind a number',
    { room: id, after: whole.default(0), limit: id.default(100) },
    async (sdk, input) => (await sdk.chatRead(input)).message,
  ),
];
