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

/** Lines of a note that are shown; the rest of a long list is in the logs, and like its beginning. */
const NOTE_LINES_MAX = 8;

function notes({ note }: Row): readonly string[] {
  const lines = note.split('\n').filter(Boolean);
  const more = lines.length - NOTE_LINES_MAX;
  const shown = more > 0 ? [...lines.slice(0, NOTE_LINES_MAX), `… and ${more} more`] : lines;
  return shown.map((text) => `      ${text}`);
}

const firstLine = (text: string): string => text.split('\n')[0] ?? '';
