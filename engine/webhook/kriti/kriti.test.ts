import { expect, test } from 'vitest';
import { stringifyJson } from '../../base/json.ts';
import { KritiError, printKritiError } from './error.ts';
import { evaluate } from './evaluate.ts';
import { parseTemplate } from './parse.ts';

const VALUES = new Map<string, unknown>([
  [
    '$body',
    { hello: 'world', n: 3, big: { list: [1, 2, 3] }, none: null, yes: true, 'a key': 'spaced' },
  ],
  ['$session_variables', { 'x-hasura-user-id': '7' }],
  ['$base_url', 'http://host'],
]);
const run = (template: string) =>
  evaluate(parseTemplate(template), { values: VALUES, functions: new Map() });
const gives = (template: string, value: unknown) =>
  test(`${template} gives ${JSON.stringify(value)}`, () => expect(run(template)).toEqual(value));
const fails = (template: string, error: unknown) =>
  test(`${template} fails`, () => {
    const failure = (() => {
      try {
        return run(template);
      } catch (caught) {
        return caught instanceof KritiError ? printKritiError(caught) : caught;
      }
    })();
    expect(failure).toMatchObject(error as object);
  });

gives('{"a": {{ $body.hello }}, "b": [1, {{ $body.n }}], "c":{"d":{{$body.n}}}}', {
  a: 'world',
  b: [1, 3],
  c: { d: 3 },
});
gives('$body.hello', 'world');
gives('"hello_{{ $body.hello }}!"', 'hello_world!');
gives(
  '"{{$base_url}}/users/{{$session_variables[\'x-hasura-user-id\']}}?n={{$body.n}}"',
  'http://host/users/7?n=3',
);
gives('{{ $session_variables.x-hasura-user-id }}', '7');
gives("{{ $body['a key'] }}", 'spaced');
gives('{{ $body.big.list[1] }}', 2);
gives('{{ $body?.nothing?.here }}', null);
gives('{{ $body?.nothing.here[3] }}', null);
gives('{{ $body?[\'nothing\'] ?? "else" }}', 'else');
gives('{{ $body.none ?? $body?.nothing ?? 4 }}', 4);
gives('{{ if $body.yes && ($body.n > 2) }} "big" {{ else }} "small" {{ end }}', 'big');
gives(
  '{{ if $body.n == 1 }} 1 {{ elif $body.n == 3 }} {"x": {{ $body.n }}} {{ else }} 0 {{ end }}',
  { x: 3 },
);
gives('{{ if false }} 1 {{ end }}', null);
gives('{{ range i, x := $body.big.list }} {"i": {{ i }}, "x": "v{{ x }}"} {{ end }}', [
  { i: 0, x: 'v1' },
  { i: 1, x: 'v2' },
  { i: 2, x: 'v3' },
]);
gives(
  '{{ range _, x := $body.big.list }} {{ if x != 2 }} {{ x }} {{ else }} null {{ end }} {{ end }}',
  [1, null, 3],
);
gives('{{ 2 in $body.big.list }}', true);
gives('{{ "hello" in $body }}', true);
gives('{{ not ($body.yes) || false }}', false);
gives('{{ toUpper $body.hello }}', 'WORLD');
gives('{{ concat([head($body.hello), tail("xyz")]) }}', 'wyz');
gives('{{ concat([[1], $body.big.list]) }}', [1, 1, 2, 3]);
gives('{{ concat([{"a":1,"b":1},{"b":2}]) }}', { a: 1, b: 2 });
gives('{{ fromPairs(toPairs({"a": 1})) }}', { a: 1 });
gives('{{ removeNulls([1, null, 2]) }}', [1, 2]);
gives('{{ escapeUri "a b/ü(" }}', 'a%20b%2F%C3%BC%28');
gives('{{ size $body.hello }}', 5);
gives('{{ empty $body.none }}', true);
gives('{{ inverse "abc" }}', 'cba');
gives('{{ toTitle "the old man" }}', 'The Old Man');
gives('"tab\\tquote\\"\\u00e9"', 'tab\tquote"é');
gives('[]', []);
gives('{"a":{"b":{}}}', { a: { b: {} } });

test('keeps the digits of numbers that a double cannot hold', () => {
  const values = new Map([['$body', 1]]);
  const whole = evaluate(parseTemplate('[9007199254740993, {{ $body }}]'), {
    values,
    functions: new Map(),
  });
  expect(stringifyJson(whole)).toBe('[9007199254740993,1]');
});

fails('{{ $body.world }}', {
  error_code: 'Attribute Error',
  message: "'Object' has no attribute 'world'.",
  source_position: { start_line: 0, start_column: 4, end_line: 0, end_column: 15 },
});
fails('$body.hello }}', {
  error_code: 'Parse Error',
  message: "Unexpected token '}'.",
  source_position: { start_line: 0, start_column: 14, end_line: 0, end_column: 15 },
});
fails('{{ nothing("x") }}', {
  error_code: 'Name Error',
  message: "Variable 'nothing' not in scope",
  source_position: { start_column: 4, end_column: 15 },
});
fails('{{ $body.big.list[7] }}', { error_code: 'Index Error' });
fails('{{ if $body.n }} 1 {{ end }}', { error_code: 'Type Error' });
fails('{{ range i, x := $body.hello }} 1 {{ end }}', { error_code: 'Range Error' });
fails('{{ head([]) }}', { error_code: 'Function Error', message: 'Empty array.' });
fails('"{{ $body.big }}"', {
  error_code: 'Type Error',
  message: "Cannot interpolate type: 'Object'.",
});
fails('"open', { error_code: 'Lex Error' });
fails('', { error_code: 'Parse Error' });
fails('{{ $body.__proto__ }}', { error_code: 'Attribute Error' });
test('refuses what is nested too deeply', () => {
  expect(() => parseTemplate('['.repeat(10_000))).toThrow('Template is nested too deeply.');
});
fails('{\n  "a": {{ $body.x }}\n}', {
  source_position: { start_line: 1, start_column: 11, end_column: 18 },
});
