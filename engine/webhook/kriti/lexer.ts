import { KritiError, type Span } from './error.ts';

export type Token = { readonly span: Span; readonly text: string } & (
  | { readonly kind: 'symbol' }
  | { readonly kind: 'word' }
  | { readonly kind: 'number' }
  /** The quote that opens a string: the parser then reads the string's parts itself. */
  | { readonly kind: 'quote' }
  | { readonly kind: 'end' }
);

/** Longest first. A closing `}}` is two tokens, because `{"a":{"b":1}}` is a template too. */
const SYMBOLS = '{{ == != <= >= && || := ?? ?. ?[ { } [ ] ( ) , : . < >'.split(' ');
const WORD = /[A-Za-z_$][\w$-]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /\s*/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** Reads a template token by token, on demand: what a quote or a brace means, only the parser knows. */
export class Lexer {
  readonly #text: string;
  #at = 0;
  #line = 0;
  #lineStart = 0;

  constructor(text: string) {
    this.#text = text;
  }

  next(): Token {
    this.#match(SPACE);
    const start = this.#at;
    const rest = this.#text[start];
    if (rest === undefined) return { kind: 'end', text: 'EOF', span: this.#spanFrom(start) };
    if (rest === '"' || rest === "'") return this.#take('quote', rest);
    const symbol = SYMBOLS.find((one) => this.#text.startsWith(one, start));
    if (symbol !== undefined) return this.#take('symbol', symbol);
    const word = this.#peek(WORD);
    if (word !== undefined) return this.#take('word', word);
    const number = this.#peek(NUMBER);
    if (number !== undefined) return this.#take('number', number);
    this.#advance(1);
    throw new KritiError('Lex Error', `Invalid Lexeme '${rest}'.`, this.#spanFrom(start));
  }

  /** The text up to the closing quote or the next `{{`, behind which the lexer then stands. */
  stringPart(quote: string): { readonly text: string; readonly ends: 'quote' | 'template' } {
    const start = this.#at;
    let text = '';
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined)
        throw new KritiError('Lex Error', 'Unterminated string.', this.#spanFrom(start));
      if (char === quote) {
        this.#advance(1);
        return { text, ends: 'quote' };
      }
      if (quote === '"' && this.#text.startsWith('{{', this.#at)) {
        this.#advance(2);
        return { text, ends: 'template' };
      }
      text += char === '\\' ? this.#escape() : this.#plain(char);
    }
  }

  /** An empty span where the lexer stands. */
  here(): Span {
    return this.#spanFrom(this.#at);
  }

  #plain(char: string): string {
    this.#advance(1);
    return char;
  }

  #escape(): string {
    const start = this.#at;
    const letter = this.#text[start + 1] ?? '';
    const hex = /^u([0-9a-fA-F]{4})/.exec(this.#text.slice(start + 1, start + 6))?.[1];
    this.#advance(hex === undefined ? 2 : 6);
    const char =
      hex === undefined ? ESCAPES[letter] : String.fromCharCode(Number.parseInt(hex, 16));
    if (char === undefined)
      throw new KritiError('Lex Error', `Invalid Lexeme '\\${letter}'.`, this.#spanFrom(start));
    return char;
  }

  #take(kind: 'symbol' | 'word' | 'number' | 'quote', text: string): Token {
    const start = this.#at;
    this.#advance(text.length);
    return { kind, text, span: this.#spanFrom(start) };
  }

  #peek(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text)?.[0];
  }

  #match(pattern: RegExp): void {
    this.#advance(this.#peek(pattern)?.length ?? 0);
  }

  #advance(length: number): void {
    for (const end = this.#at + length; this.#at < end; this.#at++) {
      if (this.#text[this.#at] !== '\n') continue;
      this.#line++;
      this.#lineStart = this.#at + 1;
    }
  }

  /** From `start`, which is on the same line as where the lexer stands unless a string spans lines. */
  #spanFrom(start: number): Span {
    const before = this.#text.slice(0, start);
    const startLine = before.split('\n').length - 1;
    return {
      startLine,
      startColumn: start - (before.lastIndexOf('\n') + 1) + 1,
      endLine: this.#line,
      endColumn: this.#at - this.#lineStart + 1,
    };
  }
}
