/** What the row writer does for one row, in order: made once per plan, from the shape of its rows. */
import { unreachable } from '../base/error.ts';
import type { CellFormat, RowShape } from '../compile/row-shape.ts';

/** Steps as numbers, for the writer's one loop. A cell's step prints the key in front of it too. */
export const STEP = {
  bytes: 0,
  number: 1,
  boolean: 2,
  string: 3,
  json: 4,
  timestamp: 5,
  timestamptz: 6,
  int64: 7,
  /** When the next cell is null, write null and go on at step `end`, `cells` cells further. */
  object: 8,
  /** The next cell is an array of rows: `rows` says how each is printed. */
  list: 9,
  first: 10,
} as const satisfies Record<CellFormat | 'bytes' | 'object' | 'list' | 'first', number>;

export interface Step {
  readonly kind: number;
  /** Written first: keys and brackets since the last cell. */
  readonly before: Buffer;
  readonly end: number;
  readonly cells: number;
  readonly rows: Steps | null;
}

export interface Steps {
  readonly steps: readonly Step[];
  /** What a row takes besides the bytes of its cells, when nothing in it is escaped. */
  readonly fixedBytes: number;
}

export interface RowProgram extends Steps {
  /** What the last answer took: the next one will probably take as much. */
  lastBytes: number;
}

/** Quotes, `null`, `false`, brackets, what a timestamp gains or the digits of eight bytes. */
const CELL_EXTRA_BYTES = 14;

export const compileShape = (shape: RowShape): RowProgram => ({ ...stepsOf(shape), lastBytes: 0 });

function stepsOf(shape: RowShape): Steps {
  const steps: Step[] = [];
  let pending = '';
  const step = (kind: number, rows: Steps | null = null): number => {
    const before = Buffer.from(pending);
    pending = '';
    return steps.push({ kind, before, end: 0, cells: 0, rows }) - 1;
  };
  /** Returns the number of cells that it reads. */
  const walk = ({ entries }: RowShape): number => {
    let cells = 0;
    entries.forEach((entry, i) => {
      pending += `${i === 0 ? '{' : ','}${JSON.stringify(entry.key)}:`;
      switch (entry.kind) {
        case 'constant':
          pending += entry.json;
          break;
        case 'cell':
          step(STEP[entry.format]);
          cells += 1;
          break;
        case 'rows':
          step(entry.isList ? STEP.list : STEP.first, stepsOf(entry.shape));
          cells += 1;
          break;
        case 'group':
          cells += walk(entry.shape);
          break;
        case 'object': {
          const at = step(STEP.object);
          const inner = walk(entry.shape);
          if (pending !== '') step(STEP.bytes);
          steps[at] = { ...(steps[at] as Step), end: steps.length, cells: inner };
          cells += inner + 1;
          break;
        }
        default:
          unreachable(entry);
      }
    });
    pending += entries.length === 0 ? '{}' : '}';
    return cells;
  };
  walk(shape);
  step(STEP.bytes);
  const fixedBytes = steps.reduce((sum, { before }) => sum + before.length + CELL_EXTRA_BYTES, 0);
  return { steps, fixedBytes };
}
