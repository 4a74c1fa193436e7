import { stringify } from 'yaml';

export const FORMATS = ['json', 'yaml', 'table', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

type Row = Readonly<Record<string, unknown>>;

/** A result as people or programs want it. Tables and CSV show a list of rows; one object is a list of one. */
export function format(result: unknown, as: Format): string {
  switch (as) {
    case 'json':
      return `${JSON.stringify(result, null, 2)}\n`;
    case 'yaml':
      return stringify(result);
    case 'csv':
      return csv(rowsOf(result));
    case 'table':
      return table(rowsOf(result));
  }
}

const rowsOf = (result: unknown): readonly Row[] =>
  (Array.isArray(result) ? result : [result]).map((row: unknown) =>
    typeof row === 'object' && row !== null ? (row as Row) : { value: row },
  );

const columnsOf = (rows: readonly Row[]): readonly string[] => [
  ...new Set(rows.flatMap((row) => Object.keys(row))),
];

const cell = (value: unknown): string =>
  value == null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);

/** RFC 4180: a quoted cell may hold anything, its quotes doubled. */
function csv(rows: readonly Row[]): string {
  const columns = columnsOf(rows);
  const quoted = (text: string): string =>
    /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const lines = [columns, ...rows.map((row) => columns.map((column) => cell(row[column])))];
  return lines.map((line) => `${line.map(quoted).join(',')}\r\n`).join('');
}

function table(rows: readonly Row[]): string {
  const columns = columnsOf(rows);
  const lines = [columns, ...rows.map((row) => columns.map((column) => cell(row[column])))];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  return lines
    .map(
      (line) =>
        `${line
          .map((text, i) => text.padEnd(widths[i] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
