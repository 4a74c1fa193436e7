import { z } from 'zod';
import { action } from '../action.ts';
import type { Ports } from '../ports.ts';

/** `pushPublicKey`: the key that a browser needs to subscribe to pushes. */
export const pushPublicKey = ({ pusher }: Ports) =>
  action('pushPublicKey', z.object({}), async () => ({ publicKey: pusher.publicKey }));
