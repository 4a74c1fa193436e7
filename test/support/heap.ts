import { WebSocket } from 'ws';
import { eventually } from './wait.ts';

/** Looks into a running engine by the inspector of Node: what it keeps once all garbage is gone. */
export interface Heap {
  /** After a full collection, in MB. */
  used(): Promise<{ readonly heap: number; readonly external: number; readonly resident: number }>;
  /** Runs JavaScript in the engine, and answers what it comes to. */
  evaluate<T>(expression: string): Promise<T>;
  close(): void;
}

/** What an engine has to be started with. */
export const inspected = (port: number) => ({ NODE_OPTIONS: `--inspect=127.0.0.1:${port}` });

const MB = 2 ** 20;

export async function openHeap(port: number): Promise<Heap> {
  const targets = await eventually(() => fetch(`http://127.0.0.1:${port}/json/list`));
  const [target] = (await targets.json()) as readonly [{ webSocketDebuggerUrl: string }];
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const waiting = new Map<number, (message: Message) => void>();
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as Message;
    waiting.get(message.id)?.(message);
    waiting.delete(message.id);
  });
  let asked = 0;
  const ask = (method: string, params: object = {}): Promise<Message> => {
    asked += 1;
    const id = asked;
    socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve) => {
      waiting.set(id, resolve);
    });
  };
  const evaluate = async <T>(expression: string): Promise<T> => {
    const { result } = await ask('Runtime.evaluate', { expression, returnByValue: true });
    if (result?.exceptionDetails) throw new Error(JSON.stringify(result.exceptionDetails));
    return result?.result?.value as T;
  };
  return {
    evaluate,
    async used() {
      await ask('HeapProfiler.collectGarbage');
      const bytes = await evaluate<NodeJS.MemoryUsage>('process.memoryUsage()');
      return {
        heap: bytes.heapUsed / MB,
        external: bytes.external / MB, // buffers are among it
        resident: bytes.rss / MB,
      };
    },
    close: () => socket.close(),
  };
}

interface Message {
  readonly id: number;
  readonly result?: {
    readonly result?: { readonly value?: unknown };
    readonly exceptionDetails?: object;
  };
}
