import { z } from 'zod';
import { atAsync } from '../../base/error.ts';
import { requestTransform, responseTransform } from '../../metadata/model/webhook.ts';
import { json, listOf, mapOf, optional } from '../../metadata/model/wire.ts';
import { read } from '../../metadata/read.ts';
import { tryTransform } from '../../webhook/transform/sample.ts';
import type { Handler } from '../handler.ts';

const args = z.object({
  webhook_url: z.union([z.string(), z.object({ from_env: z.string() })]),
  body: json.optional(),
  env: mapOf(z.string()),
  request_headers: listOf(z.tuple([z.string(), z.string()])),
  request_transform: requestTransform,
  response_transform: optional(responseTransform),
  session_variables: optional(z.record(z.string(), z.string())),
});

/** test_webhook_transform: tries a transform on a sample, and sends nothing. */
export const testWebhookTransform: Handler = async (request) => {
  const given = read(args, request.args);
  return atAsync('args', async () => tryTransform({ ...given, body: given.body }));
};
