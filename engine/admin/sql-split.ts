/**
 * A text of several statements → the statements, for run_sql without a transaction: Postgres puts one around a text of
 * several, whatever they are. Comments, strings, quoted names and dollar quotes are passed over as a whole.
 */
export function splitStatements(text: string): readonly string[] {
  const statements: string[] = [];
  let start = 0;
  let at = 0;
  while (at < text.length) {
    if (text[at] === ';') {
      statements.push(text.slice(start, at));
      at += 1;
      start = at;
    } else at = skipToken(text, at);
  }
  statements.push(text.slice(start));
  return statements.filter((statement) => !isBlank(statement));
}

/** Where the token at `at` ends; a character that begins nothing special is a token of its own. */
function skipToken(text: string, at: number): number {
  const two = text.slice(at, at + 2);
  if (two === '--') return endOf(text, '\n', at);
  if (two === '/*') return skipComment(text, at);
  const char = text[at];
  if (char === "'") return skipQuoted(text, at, "'", isEscapeString(text, at));
  if (char === '"') return skipQuoted(text, at, '"', false);
  if (char === '$' && !isPartOfName(text, at)) {
    const tag = /^\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/.exec(
      text.slice(at, at + 130),
    )?.[0];
    if (tag !== undefined) return endOf(text, tag, at + tag.length);
  }
  return at + 1;
}

const endOf = (text: string, mark: string, from: number): number => {
  const found = text.indexOf(mark, from);
  return found < 0 ? text.length : found + mark.length;
};

/** Comments of SQL nest. */
function skipComment(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const two = text.slice(at, at + 2);
    if (two === '/*') {
      depth += 1;
      at += 1;
    } else if (two === '*/') {
      depth -= 1;
      at += 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}

function skipQuoted(text: string, from: number, quote: string, hasEscapes: boolean): number {
  for (let at = from + 1; at < text.length; at++) {
    if (hasEscapes && text[at] === '\\') at += 1;
    else if (text[at] === quote) {
      if (text[at + 1] !== quote) return at + 1;
      at += 1;
    }
  }
  return text.length;
}

const isPartOfName = (text: string, at: number): boolean =>
  /[\w\u0080-\uffff]/.test(text[at - 1] ?? '');
/** E'…' alone knows backslashes; the E must not be the end of a longer name. */
const isEscapeString = (text: string, at: number): boolean =>
  /[eE]/.test(text[at - 1] ?? '') && !isPartOfName(text, at - 1);

const isBlank = (statement: string): boolean =>
  statement
    .replace(/--[^\n]*/g, '')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .trim() === '';
