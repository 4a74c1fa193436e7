/**
 * A dump as a migration can hold it: without settings of the session, comments, the public schema that is there, the
 * engine's own triggers, and the \restrict lines of newer versions, which only psql understands (the original leaves
 * those in, so that its own migrations fail). Rows, strings and bodies of functions are left as they are.
 */
export async function* cleanDump(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let place: Place = OUTSIDE;
  let hasText = false;
  let isAfterBlank = false;
  let kept: string[] = [];
  for await (const lines of linesOf(chunks)) {
    for (const line of lines) {
      const wasInside = place.copies || place.quote !== null;
      place = placeAfter(place, line);
      if (!wasInside && DROPPED.some((rule) => rule.test(line))) continue;
      const isBlank = !wasInside && line === '';
      if (isBlank && (isAfterBlank || !hasText)) continue;
      hasText = true;
      isAfterBlank = isBlank;
      kept.push(line, '\n');
    }
    yield kept.join('');
    kept = [];
  }
}

/** Whole lines, as many as each chunk completes. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield lines;
  }
  if (rest !== '') yield [rest];
}

/** Where a line begins: among statements, in the rows of a COPY, or in a quotation that an earlier line opened. */
interface Place {
  readonly copies: boolean;
  readonly quote: string | null;
}
const OUTSIDE: Place = { copies: false, quote: null };

function placeAfter({ copies, quote }: Place, line: string): Place {
  if (copies) return line === '\\.' ? OUTSIDE : { copies, quote };
  if (quote === null && /^COPY .* FROM stdin;$/.test(line)) return { copies: true, quote };
  return { copies, quote: quoteAfter(quote, line) };
}

/** A doubled quote closes and opens again, so that it needs no rule of its own. */
function quoteAfter(before: string | null, line: string): string | null {
  let quote = before;
  let at = 0;
  for (;;) {
    if (quote !== null) {
      const end = line.indexOf(quote, at);
      if (end < 0) return quote;
      at = end + quote.length;
      quote = null;
    }
    OPENING.lastIndex = at;
    const opening = OPENING.exec(line)?.[0];
    if (opening === undefined || opening === '--') return null;
    quote = opening;
    at = OPENING.lastIndex;
  }
}
const OPENING = /--|'|"|\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/g;

const DROPPED = [
  /^\s*--/,
  /^SET statement_timeout = 0;$/,
  /^SET lock_timeout = 0;$/,
  /^SET idle_in_transaction_session_timeout = 0;$/,
  /^SET transaction_timeout = 0;$/,
  /^SET client_encoding = 'UTF8';$/,
  /^SET standard_conforming_strings = on;$/,
  /^SELECT pg_catalog\.set_config\('search_path', '', false\);$/,
  /^SET xmloption = content;$/,
  /^SET client_min_messages = warning;$/,
  /^SET row_security = off;$/,
  /^SET default_tablespace = '';$/,
  /^SET default_with_oids = false;$/,
  /^SET default_table_access_method = heap;$/,
  /^CREATE SCHEMA public;$/,
  /^COMMENT ON SCHEMA public IS 'standard public schema';$/,
  /^\\(?:un)?restrict\b/,
  /^CREATE TRIGGER "?notify_hasura_.+"? AFTER [A-Z]+ ON .+ FOR EACH ROW EXECUTE (?:FUNCTION|PROCEDURE) "?hdb_catalog"?\."?notify_hasura_.+"?\(\);$/,
];
