import { readFileSync } from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';
import { connectionError } from './error.ts';
import type { Address } from './url.ts';

/** An address → a connected socket, encrypted as the address asks. */
export async function dial(address: Address): Promise<net.Socket> {
  const socket = await connect(address);
  if (address.tls === 'disable') return socket;
  const offer = await ask(socket, address);
  if (offer === 'S') return secure(socket, address);
  if (address.tls === 'prefer') return socket;
  socket.destroy();
  throw connectionError('server does not support SSL, but SSL was required', '08001');
}

/** CancelRequest of the protocol: a connection of its own, which Postgres closes without an answer. */
export async function cancel(address: Address, processId: number, secret: number): Promise<void> {
  const socket = await dial(address);
  const message = Buffer.alloc(16);
  message.writeInt32BE(16, 0);
  message.writeInt32BE(80877102, 4);
  message.writeInt32BE(processId, 8);
  message.writeInt32BE(secret, 12);
  await new Promise<void>((resolve) => {
    socket.on('error', () => resolve());
    socket.on('close', () => resolve());
    socket.end(message);
    socket.resume();
  });
}

function connect({ host, port, connectTimeoutMs }: Address): Promise<net.Socket> {
  const where = host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port };
  return new Promise((resolve, reject) => {
    const socket = net.connect({ ...where, noDelay: true, keepAlive: true });
    const fail = (reason: string): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(
        connectionError(
          `connection to server at "${host}", port ${port} failed: ${reason}`,
          '08001',
        ),
      );
    };
    const timer = setTimeout(() => fail('timeout expired'), connectTimeoutMs);
    socket.once('error', (error) => fail(error.message));
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}

/** SSLRequest; the answer is a single byte, S or N. */
function ask(socket: net.Socket, { connectTimeoutMs }: Address): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => {
      socket.destroy();
      reject(
        connectionError(`the server did not answer whether it speaks SSL: ${reason}`, '08001'),
      );
    };
    const timer = setTimeout(() => fail('timeout expired'), connectTimeoutMs);
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      socket.removeAllListeners('error').removeAllListeners('close').removeAllListeners('data');
      act();
    };
    socket.once('error', (error) => settle(() => fail(error.message)));
    socket.once('close', () => settle(() => fail('it closed the connection')));
    socket.once('data', (answer) =>
      settle(() => {
        socket.pause();
        // More than the one byte would be text that somebody slipped in ahead of the encryption.
        if (answer.length === 1) resolve(answer.toString('latin1'));
        else fail('unexpected bytes after the answer');
      }),
    );
    socket.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]));
  });
}

function secure(socket: net.Socket, address: Address): Promise<net.Socket> {
  const isVerified = address.tls === 'verify-ca' || address.tls === 'verify-full';
  return new Promise((resolve, reject) => {
    const secured = tls.connect({
      socket,
      ...(net.isIP(address.host) ? {} : { servername: address.host }),
      rejectUnauthorized: isVerified,
      ...(address.rootCertificate === null ? {} : { ca: pem(address.rootCertificate) }),
      ...(address.clientCertificate === null
        ? {}
        : {
            cert: pem(address.clientCertificate.cert),
            key: pem(address.clientCertificate.key),
            ...(address.keyPassphrase === null ? {} : { passphrase: address.keyPassphrase }),
          }),
      ...(address.tls === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
    });
    secured.once('error', (error) => {
      socket.destroy();
      reject(connectionError(`SSL error: ${error.message}`, '08001'));
    });
    secured.once('secureConnect', () => {
      secured.removeAllListeners('error');
      resolve(secured);
    });
  });
}

const pem = (given: string): string | Buffer =>
  given.includes('-----BEGIN') ? given : readFileSync(given);
