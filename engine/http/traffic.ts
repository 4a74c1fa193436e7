/** Bytes over WebSockets since the start, frames and handshakes included. Node counts them anyhow. */
import type { Socket } from 'node:net';

export interface Traffic {
  readonly open: number;
  readonly received: number;
  readonly sent: number;
}

export function openTraffic() {
  const sockets = new Set<Socket>();
  const ended = { received: 0, sent: 0 };
  return {
    add(socket: Socket): void {
      sockets.add(socket);
      socket.once('close', () => {
        sockets.delete(socket);
        ended.received += socket.bytesRead;
        ended.sent += socket.bytesWritten;
      });
    },
    total(): Traffic {
      let { received, sent } = ended;
      for (const { bytesRead, bytesWritten } of sockets) {
        received += bytesRead;
        sent += bytesWritten;
      }
      return { open: sockets.size, received, sent };
    },
  };
}
