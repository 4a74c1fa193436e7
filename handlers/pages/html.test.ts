import { expect, test } from 'vitest';
import { html } from './html.ts';

test('escapes what is put in, and leaves pieces as they are', () => {
  const items = ['a', '<script>'].map((word) => html`<li>${word}</li>`);
  expect(html`<ul title="${'" onclick="x'}">${items}</ul>${undefined}${3}`.text).toBe(
    '<ul title="&#34; onclick=&#34;x"><li>a</li><li>&#60;script&#62;</li></ul>3',
  );
});
