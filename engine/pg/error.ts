/** What Postgres said no to, field by field, and what went wrong on the way to it. */
export class PgError extends Error {
  /** SQLSTATE; class 08 for a connection that could not be made or was lost. */
  readonly code: string;
  readonly severity: string;
  readonly detail: string | null;
  readonly hint: string | null;
  readonly where: string | null;
  readonly position: number | null;
  readonly schema: string | null;
  readonly table: string | null;
  readonly column: string | null;
  readonly dataType: string | null;
  readonly constraint: string | null;

  constructor(fields: ReadonlyMap<string, string>) {
    super(fields.get('M') ?? 'Postgres sent an error without a message');
    const text = (key: string): string | null => fields.get(key) ?? null;
    this.code = fields.get('C') ?? 'XX000';
    this.severity = fields.get('V') ?? fields.get('S') ?? 'ERROR';
    this.detail = text('D');
    this.hint = text('H');
    this.where = text('W');
    this.position = fields.has('P') ? Number(fields.get('P')) : null;
    this.schema = text('s');
    this.table = text('t');
    this.column = text('c');
    this.dataType = text('d');
    this.constraint = text('n');
  }

  /** No answer came, or none will: the connection is gone, never was, or Postgres is going down or coming up. */
  get isConnectionLoss(): boolean {
    return this.code.startsWith('08') || CONNECTION_STATES.has(this.code);
  }
}

/** What a guard behind a statement refused: the statement itself went well, and is taken back. */
export class GuardError extends PgError {}

/** admin_shutdown, crash_shutdown, cannot_connect_now. */
const CONNECTION_STATES: ReadonlySet<string> = new Set(['57P01', '57P02', '57P03']);

export const connectionError = (message: string, code = '08006'): PgError =>
  new PgError(
    new Map([
      ['M', message],
      ['C', code],
      ['V', 'FATAL'],
    ]),
  );

/** Of an ErrorResponse: the letter of each field and its text. */
export function parseErrorFields(buffer: Buffer, body: number, end: number): Map<string, string> {
  const fields = buffer.toString('utf8', body, end).split('\0');
  return new Map(
    fields.filter((field) => field !== '').map((field) => [field.slice(0, 1), field.slice(1)]),
  );
}
