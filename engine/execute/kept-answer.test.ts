import { expect, test } from 'vitest';
import { keepAnswer } from './kept-answer.ts';

const answerOf = (pieces: readonly Buffer[]): string => String(Buffer.concat(pieces));

test('makes a small answer once', () => {
  let made = 0;
  const ask = keepAnswer(() => {
    made += 1;
    return [Buffer.from('{"a":'), Buffer.from('1}')];
  });
  expect([answerOf(ask()), answerOf(ask()), made]).toEqual(['{"a":1}', '{"a":1}', 1]);
});

test('keeps a large one compressed, made once, and unpacks all of it', async () => {
  let made = 0;
  const texts = Array.from({ length: 700 }, (_, i) => `"${String(i).repeat(3000)}",`);
  const ask = keepAnswer(() => {
    made += 1;
    return texts.map((text) => Buffer.from(text));
  });
  const first = ask();
  while (ask() === first) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(answerOf(ask()) === answerOf(first)).toBe(true);
  expect(made).toBe(1);
});
