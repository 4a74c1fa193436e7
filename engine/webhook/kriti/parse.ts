/** The text of a template → its tree. */
import { JsonNumber, parseJson } from '../../base/json.ts';
import type { Comparison, Expression, Step } from './ast.ts';
import { KritiError, type Span, spanning } from './error.ts';
import { Lexer, type Token } from './lexer.ts';

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '>', '<=', '>=']);
const isComparison = (text: string): text is Comparison => COMPARISONS.has(text);
const KEYWORDS: ReadonlySet<string> = new Set(['if', 'elif', 'else', 'end', 'range', 'in']);
const CONSTANTS: ReadonlyMap<string, null | boolean> = new Map([
  ['null', null],
  ['true', true],
  ['false', false],
]);
/** Nesting that a template may have, so that a hostile one ends in an error and not in a full stack. */
const DEPTH_MAX = 200;

export function parseTemplate(text: string): Expression {
  const parser = new Parser(new Lexer(text));
  const whole = parser.expression();
  parser.end();
  return whole;
}

class Parser {
  readonly #lexer: Lexer;
  #ahead: Token | undefined;
  #depth = 0;

  constructor(lexer: Lexer) {
    this.#lexer = lexer;
  }

  expression(): Expression {
    if (++this.#depth > DEPTH_MAX)
      throw new KritiError('Parse Error', 'Template is nested too deeply.', this.#lexer.here());
    const whole = this.#or();
    this.#depth--;
    return whole;
  }

  end(): void {
    const token = this.#next();
    if (token.kind !== 'end') throw unexpected(token);
  }

  #or(): Expression {
    let left = this.#and();
    while (this.#takes('||')) left = binary('or', left, this.#and());
    return left;
  }

  #and(): Expression {
    let left = this.#comparison();
    while (this.#takes('&&')) left = binary('and', left, this.#comparison());
    return left;
  }

  #comparison(): Expression {
    const left = this.#default();
    const { kind, text } = this.#peek();
    if (kind === 'word' && text === 'in') {
      this.#next();
      return binary('in', left, this.#default());
    }
    if (kind !== 'symbol' || !isComparison(text)) return left;
    this.#next();
    const right = this.#default();
    return { kind: 'compare', op: text, left, right, span: spanning(left.span, right.span) };
  }

  #default(): Expression {
    const left = this.#postfix();
    return this.#takes('??') ? binary('default', left, this.#default()) : left;
  }

  #postfix(): Expression {
    const of = this.#primary();
    const steps: Step[] = [];
    for (let step = this.#step(of); step; step = this.#step(of)) steps.push(step);
    const last = steps.at(-1);
    return last ? { kind: 'access', of, steps, span: spanning(of.span, last.span) } : of;
  }

  #step(of: Expression): Step | undefined {
    const token = this.#peek();
    if (token.kind !== 'symbol') return undefined;
    const isOptional = token.text.startsWith('?');
    if (token.text === '.' || token.text === '?.') {
      this.#next();
      // Both `?.['name']` and `?['name']` are written.
      if (this.#peek().text === '[') return this.#bracket(isOptional);
      const name = this.#word();
      return { key: name.text, isOptional, span: name.span };
    }
    // `[1] [2]` in a list of lists is no access: only what has members can be looked into.
    const isContainer = of.kind === 'name' || of.kind === 'access' || of.kind === 'call';
    if (token.text === '?[' || (token.text === '[' && isContainer))
      return this.#bracket(isOptional);
    return undefined;
  }

  #bracket(isOptional: boolean): Step {
    const open = this.#next();
    const key = this.expression();
    const close = this.#expect(']');
    return { key, isOptional, span: spanning(open.span, close.span) };
  }

  #primary(): Expression {
    const token = this.#next();
    switch (token.kind) {
      case 'quote':
        return this.#string(token);
      case 'number':
        return { kind: 'value', value: numberOf(token.text), span: token.span };
      case 'word':
        return this.#name(token);
      case 'symbol':
        return this.#bracketed(token);
      case 'end':
        throw unexpected(token);
    }
  }

  #bracketed(open: Token): Expression {
    switch (open.text) {
      case '{{':
        return this.#block(open);
      case '{':
        return this.#object(open);
      case '[':
        return this.#array(open);
      case '(': {
        const inner = this.expression();
        this.#expect(')');
        return inner; // errors point at what stands inside
      }
      default:
        throw unexpected(open);
    }
  }

  #name(token: Token): Expression {
    const constant = CONSTANTS.get(token.text);
    if (constant !== undefined) return { kind: 'value', value: constant, span: token.span };
    if (KEYWORDS.has(token.text)) throw unexpected(token);
    if (!this.#startsArgument()) return { kind: 'name', name: token.text, span: token.span };
    const argument = this.#postfix();
    const span = spanning(token.span, argument.span);
    return { kind: 'call', name: token.text, argument, span };
  }

  /** A function is applied by standing before its argument: `toUpper $body.name`, `toUpper($body.name)`. */
  #startsArgument(): boolean {
    const { kind, text } = this.#peek();
    if (kind === 'symbol') return text === '(' || text === '{';
    return kind === 'quote' || kind === 'number' || (kind === 'word' && !KEYWORDS.has(text));
  }

  #string(open: Token): Expression {
    const parts: (string | Expression)[] = [];
    for (;;) {
      const { text, ends } = this.#lexer.stringPart(open.text);
      if (text !== '') parts.push(text);
      if (ends === 'quote') break;
      parts.push(this.expression());
      this.#closeBlock();
    }
    const span = spanning(open.span, this.#lexer.here());
    const [only, second] = parts;
    if (only === undefined) return { kind: 'value', value: '', span };
    if (typeof only === 'string' && second === undefined)
      return { kind: 'value', value: only, span };
    return { kind: 'text', parts, span };
  }

  #object(open: Token): Expression {
    const members: (readonly [string, Expression])[] = [];
    if (!this.#takes('}')) {
      do members.push(this.#member());
      while (this.#takes(','));
      this.#expect('}');
    }
    return { kind: 'object', members, span: this.#upToHere(open) };
  }

  #member(): readonly [string, Expression] {
    const token = this.#next();
    if (token.kind !== 'quote') throw unexpected(token);
    const key = this.#string(token);
    if (key.kind !== 'value' || typeof key.value !== 'string') throw unexpected(token);
    this.#expect(':');
    return [key.value, this.expression()];
  }

  #array(open: Token): Expression {
    const items: Expression[] = [];
    if (!this.#takes(']')) {
      do items.push(this.expression());
      while (this.#takes(','));
      this.#expect(']');
    }
    return { kind: 'array', items, span: this.#upToHere(open) };
  }

  #block(open: Token): Expression {
    const { kind, text } = this.#peek();
    if (kind === 'word' && text === 'if') return this.#if(open);
    if (kind === 'word' && text === 'range') return this.#range(open);
    const inner = this.expression();
    this.#closeBlock();
    return inner;
  }

  #if(open: Token): Expression {
    const branches: { when: Expression; body: Expression }[] = [];
    let otherwise: Expression | null = null;
    for (let word = this.#next(); word.text !== 'end'; word = this.#blockWord()) {
      if (word.text === 'else' && otherwise === null) {
        this.#closeBlock();
        otherwise = this.expression();
      } else if ((word.text === 'if' || word.text === 'elif') && otherwise === null) {
        const when = this.expression();
        this.#closeBlock();
        branches.push({ when, body: this.expression() });
      } else throw unexpected(word);
    }
    this.#closeBlock();
    return { kind: 'if', branches, otherwise, span: this.#upToHere(open) };
  }

  #range(open: Token): Expression {
    this.#next();
    const first = this.#word().text;
    const second = this.#takes(',') ? this.#word().text : null;
    this.#expect(':=');
    const over = this.expression();
    this.#closeBlock();
    const body = this.expression();
    const word = this.#blockWord();
    if (word.text !== 'end') throw unexpected(word);
    this.#closeBlock();
    return {
      kind: 'range',
      index: second === null || first === '_' ? null : first,
      item: second ?? first,
      over,
      body,
      span: this.#upToHere(open),
    };
  }

  /** The word of a `{{ elif`, `{{ else` or `{{ end` that goes on with the block at hand. */
  #blockWord(): Token {
    this.#expect('{{');
    return this.#word();
  }

  #closeBlock(): void {
    this.#expect('}');
    this.#expect('}');
  }

  #word(): Token {
    const token = this.#next();
    if (token.kind !== 'word') throw unexpected(token);
    return token;
  }

  #expect(symbol: string): Token {
    const token = this.#next();
    if (token.kind !== 'symbol' || token.text !== symbol) throw unexpected(token);
    return token;
  }

  #takes(symbol: string): boolean {
    const { kind, text } = this.#peek();
    if (kind !== 'symbol' || text !== symbol) return false;
    this.#next();
    return true;
  }

  /** Looks one token ahead, never further: behind a `}}` a string may go on, which only #string can read. */
  #peek(): Token {
    this.#ahead ??= this.#lexer.next();
    return this.#ahead;
  }

  #next(): Token {
    const token = this.#peek();
    this.#ahead = undefined;
    return token;
  }

  #upToHere(open: Token): Span {
    return spanning(open.span, this.#lexer.here());
  }
}

const numberOf = (text: string): number | JsonNumber => {
  const value = parseJson(text);
  return value instanceof JsonNumber ? value : Number(value);
};

const binary = (
  kind: 'and' | 'or' | 'in' | 'default',
  left: Expression,
  right: Expression,
): Expression => ({ kind, left, right, span: spanning(left.span, right.span) });

/** The original names the place where its lexer stands, which is behind the token. */
function unexpected({ text, span: { startLine, endLine, endColumn } }: Token): KritiError {
  const behind = {
    startLine,
    startColumn: endColumn,
    endLine,
    endColumn: endColumn + text.length,
  };
  return new KritiError('Parse Error', `Unexpected token '${text}'.`, behind);
}
