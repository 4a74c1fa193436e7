import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** What a payment gateway is asked to collect. */
export interface Order {
  readonly localOrderId: string;
  readonly amountMinor: number;
  readonly currencyCode: string;
  readonly callbackUrl: string;
}

export interface Gateway {
  readonly name: string;
  /** Registers an order; the same order again gets the same answer. */
  open(order: Order): Promise<{ readonly gatewayOrderId: string; readonly redirectUrl: string }>;
  /** Gives money back. The same operation again changes nothing. */
  refund(gatewayOpId: string, amountMinor: number): Promise<void>;
}

/** Shorter than an action's timeout, so that the caller learns what happened. */
const GATEWAY_TIMEOUT_MS = 5_000;

/** The gateway does not answer, or not as agreed. */
export class GatewayAbsent extends Error {}

/** Signature of a body, in both directions. */
export const sign = (secret: string, body: string): string =>
  createHmac('sha256', secret).update(body).digest('hex');

export function isSigned(secret: string, body: string, signature: string | undefined): boolean {
  const expected = Buffer.from(sign(secret, body));
  const given = Buffer.from(signature ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** The gateway that moves no money, below the handlers' own address. */
export const STUB_GATEWAY = 'stub';

export interface GatewayAccess {
  readonly HANDLERS_SECRET: string;
  readonly PAYMENT_GATEWAY_URL?: string | undefined;
  readonly PAYMENT_GATEWAY: string;
  readonly PAYMENT_SECRET?: string | undefined;
}

/** The key that payments are signed with: the one that was agreed on, or one of the stub's own. */
export const paymentSecretOf = ({ PAYMENT_SECRET, HANDLERS_SECRET }: GatewayAccess): string =>
  PAYMENT_SECRET ??
  Buffer.from(hkdfSync('sha256', HANDLERS_SECRET, '', 'nordkapp payments', 32)).toString('hex');

/** The gateway of the environment, or the stub of the handlers at `handlersUrl`. */
export function gatewayOf(access: GatewayAccess, handlersUrl: string): Gateway {
  const { PAYMENT_GATEWAY_URL: url, PAYMENT_GATEWAY: name } = access;
  const secret = paymentSecretOf(access);
  return url === undefined
    ? openGateway(STUB_GATEWAY, `${handlersUrl}/gateway`, secret)
    : openGateway(name, url, secret);
}

/** A gateway that speaks JSON over HTTP, each body signed. */
function openGateway(name: string, url: string, secret: string): Gateway {
  async function post(path: string, payload: object): Promise<Readonly<Record<string, unknown>>> {
    const body = JSON.stringify(payload);
    try {
      const response = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-signature': sign(secret, body) },
        body,
        signal: AbortSignal.timeout(GATEWAY_TIMEOUT_MS),
      });
      if (!response.ok) throw new Error(`status ${response.status}`);
      return (await response.json()) as Readonly<Record<string, unknown>>;
    } catch (error) {
      throw new GatewayAbsent(`the payment gateway ${name} does not answer`, { cause: error });
    }
  }
  return {
    name,
    async open(order) {
      const { orderId, redirectUrl } = await post('/orders', order);
      if (typeof orderId !== 'string' || typeof redirectUrl !== 'string')
        throw new GatewayAbsent(`the payment gateway ${name} answers nonsense`);
      return { gatewayOrderId: orderId, redirectUrl };
    },
    async refund(gatewayOpId, amountMinor) {
      await post('/refunds', { gatewayOpId, amountMinor });
    },
  };
}
