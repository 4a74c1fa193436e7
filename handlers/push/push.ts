import { createECDH, hkdfSync } from 'node:crypto';
import type { Agent } from 'node:https';
import webpush, { WebPushError } from 'web-push';
import type { Sql } from '../../lib/database.ts';

const PUSH_TIMEOUT_MS = 5_000;
/** How long a push service keeps a message for a device that is off. */
const TTL_SECONDS = 24 * 3_600;

export interface Pusher {
  /** The key that a browser subscribes with. */
  readonly publicKey: string;
  /**
   * Sends to every device of an account and forgets those that are gone. 'CANCELLED' when it has none; throws when
   * no device could be reached.
   */
  push(
    sql: Sql,
    accountId: number,
    message: { readonly subject: string; readonly body: string },
  ): Promise<'SENT' | 'CANCELLED'>;
}

interface Device {
  readonly id: number;
  readonly endpoint: string;
  readonly p256dh: string;
  readonly authKey: string;
}

/** VAPID keys come from the platform's secret, so that subscriptions outlive a restart and nobody keeps one more file. */
export function openPusher(secret: string, subject: string, agent?: Agent): Pusher {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(Buffer.from(hkdfSync('sha256', secret, '', 'nordkapp vapid', 32)));
  const publicKey = ecdh.getPublicKey().toString('base64url');
  const vapidDetails = {
    subject,
    publicKey,
    privateKey: ecdh.getPrivateKey().toString('base64url'),
  };

  async function reach(device: Device, payload: string): Promise<'reached' | 'gone'> {
    try {
      await webpush.sendNotification(
        { endpoint: device.endpoint, keys: { p256dh: device.p256dh, auth: device.authKey } },
        payload,
        { vapidDetails, TTL: TTL_SECONDS, timeout: PUSH_TIMEOUT_MS, ...(agent && { agent }) },
      );
      return 'reached';
    } catch (error) {
      // RFC 8030: the subscription has ended, and never comes back.
      if (error instanceof WebPushError && (error.statusCode === 404 || error.statusCode === 410))
        return 'gone';
      throw error;
    }
  }

  return {
    publicKey,
    async push(sql, accountId, message) {
      const devices = await sql.rows<Device>(
        `SELECT id, endpoint, p256dh, auth_key AS "authKey" FROM push_subscription WHERE account_id = $1`,
        [accountId],
      );
      const payload = JSON.stringify({ subject: message.subject, body: message.body });
      const outcomes = await Promise.allSettled(devices.map((device) => reach(device, payload)));
      const gone = devices.filter((_, i) => {
        const outcome = outcomes[i];
        return outcome?.status === 'fulfilled' && outcome.value === 'gone';
      });
      await sql.rows('DELETE FROM push_subscription WHERE id = ANY ($1::integer[])', [
        gone.map(({ id }) => id),
      ]);
      if (outcomes.some((outcome) => outcome.status === 'fulfilled' && outcome.value === 'reached'))
        return 'SENT';
      const failure = outcomes.find((outcome) => outcome.status === 'rejected');
      if (failure !== undefined) throw failure.reason;
      return 'CANCELLED';
    },
  };
}
