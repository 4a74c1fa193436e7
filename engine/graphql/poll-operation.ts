/** A subscription that no poller of live/ serves: it is run once a second, and sent when its answer has changed. */
import { joinPieces } from '../base/pieces.ts';
import { type Answer, joinAnswers } from '../execute/execute.ts';

/** As the original looks for the results of actions. */
const POLL_MS = 1000;

/** Ends when the returned function is called, or after an error. */
export function pollOperation(
  read: () => Promise<readonly Answer[]>,
  send: (data: Buffer) => void,
  fail: (error: unknown) => void,
): () => void {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let last: Buffer | null = null;
  const turn = async (): Promise<void> => {
    try {
      const data = joinPieces(joinAnswers(await read()));
      if (isStopped) return;
      if (last === null || !last.equals(data)) send(data);
      last = data;
      timer = setTimeout(turn, POLL_MS);
    } catch (error) {
      if (!isStopped) fail(error);
    }
  };
  void turn();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
