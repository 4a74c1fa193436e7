import type { Command } from './command.ts';
import { ACCOUNT } from './commands/account.ts';
import { BOARD } from './commands/board.ts';
import { CATALOG } from './commands/catalog.ts';
import { CHAT } from './commands/chat.ts';
import { MEDIA } from './commands/media.ts';
import { SHOP } from './commands/shop.ts';
import { TICKET } from './commands/ticket.ts';

/** Everything that can be asked from a command line, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  ...ACCOUNT,
  ...BOARD,
  ...CHAT,
  ...TICKET,
  ...CATALOG,
  ...SHOP,
  ...MEDIA,
];
