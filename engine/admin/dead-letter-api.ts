/** Commands on events that were given up and are kept (`dead_letters` of a trigger's extension). */
import { z } from 'zod';
import { EngineError } from '../base/error.ts';
import { arrayText } from '../events/array-text.ts';
import {
  DEAD_LETTERS,
  DROP_DEAD_LETTERS,
  REPLAY_DEAD_LETTERS,
} from '../events/statements/dead-letters.ts';
import { type EventExtension, EXTENSION_KEY } from '../metadata/model/extension.ts';
import { nonEmptyText, optional } from '../metadata/model/wire.ts';
import { read } from '../metadata/read.ts';
import {
  type EventApiOptions,
  type NamedHandler,
  page,
  requireTrigger,
  source,
} from './event-args.ts';
import { type Api, JsonText } from './handler.ts';

const listArgs = z.object({ ...page, name: nonEmptyText, source });
/** Without `event_ids`: all of the trigger's. */
const chosenArgs = z.object({
  name: nonEmptyText,
  source,
  event_ids: optional(z.array(nonEmptyText)),
});

export const deadLetterHandlers = ({ wake }: EventApiOptions): readonly NamedHandler[] => [
  [
    'get_dead_letters',
    async ({ args }, _, { admin }) => {
      const { name, source: from, limit, offset } = read(listArgs, args);
      requireKept(admin, from, name);
      const params = [name, String(limit), String(offset)];
      return new JsonText((await admin.pool(from).write(DEAD_LETTERS, params)).text(0, 0) ?? '[]');
    },
  ],
  [
    'replay_dead_letters',
    async ({ args }, _, { admin }) => {
      const { name, source: from, event_ids } = read(chosenArgs, args);
      const { ordered_by } = requireKept(admin, from, name);
      const params = [name, textArray(event_ids), textArray(ordered_by)];
      const answer = await admin.pool(from).write(REPLAY_DEAD_LETTERS, params);
      wake(from);
      return { replayed: Number(answer.text(0, 0)) };
    },
  ],
  [
    'drop_dead_letters',
    async ({ args }, _, { admin }) => {
      const { name, source: from, event_ids } = read(chosenArgs, args);
      requireKept(admin, from, name);
      const answer = await admin.pool(from).write(DROP_DEAD_LETTERS, [name, textArray(event_ids)]);
      return { dropped: Number(answer.text(0, 0)) };
    },
  ],
];

const textArray = (texts: readonly string[] | undefined): string | null =>
  texts === undefined ? null : arrayText(texts);

function requireKept(admin: Api['admin'], from: string, name: string): EventExtension {
  const { trigger } = requireTrigger(admin, from, name);
  const extension = trigger[EXTENSION_KEY];
  if (extension?.dead_letters) return extension;
  throw new EngineError(
    'not-supported',
    `event trigger ${JSON.stringify(name)} keeps no dead letters: "dead_letters" of its "${EXTENSION_KEY}" is not true`,
    ['args'],
  );
}
