import type { Row } from './part.ts';

const TITLES = ['part', 'state', 'address', 'found by'] as const;

/** The parts as a table for a terminal: what, where, how it was found, and below it what is wrong. */
export function renderTable(parts: readonly Row[]): string {
  const rows = parts.map(({ name, state, url, way }) => [name, state, url, way]);
  const widths = TITLES.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `  ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd();
  const head = [line(TITLES), line(widths.map((width) => '-'.repeat(width)))];
  return [
    '',
    ...head,
    ...parts.flatMap((part, i) => [line(rows[i] ?? []), ...notes(part)]),
    '',
  ].join('\n');
}

/** One part, as it has just become. */
export const renderChange = ({ name, state, url, note }: Row): string =>
  `${name}: ${state} ${note === '' ? url : `(${firstLine(note)})`}`.trimEnd();

const notes = ({ note }: Row): readonly string[] =>
  note
    .split('\n')
    .filter(Boolean)
    .map((text) => `      ${text}`);

const firstLine = (text: string): string => text.split('\n')[0] ?? '';
