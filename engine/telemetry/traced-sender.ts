/** A sender whose calls are spans, and which tells whoever is called to which trace the call belongs. */
import type { Tracer } from '../base/tracing.ts';
import { mergeHeaders } from '../webhook/headers.ts';
import type { Sender } from '../webhook/send.ts';

export const traceSender = (sender: Sender, tracer: Tracer): Sender => ({
  send(request, options) {
    if (!tracer.isOn) return sender.send(request, options);
    const { method, url } = request;
    const about = {
      name: `${method} ${hostOf(url)}`,
      kind: 'client',
      attributes: { 'http.request.method': method, 'url.full': withoutSecrets(url) },
    } as const;
    return tracer.span(about, async (span) => {
      const headers = mergeHeaders(request.headers, tracer.headers());
      const answer = await sender.send({ ...request, headers }, options);
      span.set({ 'http.response.status_code': answer.status });
      return answer;
    });
  },
  close: () => sender.close(),
});

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : 'webhook');

/** Keys of webhooks travel in their query, as a rule. */
function withoutSecrets(url: string): string {
  if (!URL.canParse(url)) return '';
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
