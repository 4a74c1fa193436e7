import { Worker } from 'node:worker_threads';

/** A webhook in a thread of its own that answers 200 at once and counts. */
const CODE = `
const { createServer } = require('node:http');
const { parentPort, workerData } = require('node:worker_threads');
let count = 0;
const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    response.writeHead(200).end();
    if (++count === workerData.goal) { parentPort.postMessage({ done: true }); count = 0; }
  });
});
server.keepAliveTimeout = 60000;
server.listen(0, '127.0.0.1', () => parentPort.postMessage({ port: server.address().port }));
`;

export interface FastReceiver {
  readonly url: string;
  /** Ends when so many requests have come as the receiver was opened for. */
  done(): Promise<void>;
  close(): Promise<unknown>;
}

export async function openFastReceiver(goal: number): Promise<FastReceiver> {
  const worker = new Worker(CODE, { eval: true, workerData: { goal } });
  const { port } = await new Promise<{ port: number }>((told) => worker.once('message', told));
  return {
    url: `http://127.0.0.1:${port}/`,
    done: () => new Promise<void>((done) => worker.once('message', () => done())),
    close: () => worker.terminate(),
  };
}
