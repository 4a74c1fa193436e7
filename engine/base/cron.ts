/** Cron expressions → times. */
import { CronExpressionParser } from 'cron-parser';
import { EngineError } from './error.ts';

/** Five fields, as the original takes them: a sixth would be seconds. */
const FIELDS = 5;

/** Throws where the schedule or the time zone cannot be read. */
export function checkSchedule(schedule: string, timeZone = 'UTC'): void {
  const refuse = (reason: string): never => {
    throw new EngineError(
      'parse-failed',
      `invalid cron schedule ${JSON.stringify(schedule)}: ${reason}`,
    );
  };
  if (!schedule.startsWith('@') && schedule.trim().split(/\s+/).length !== FIELDS)
    refuse(`expected ${FIELDS} fields`);
  try {
    timesAfter(schedule, new Date(), { timeZone, countMax: 1 });
  } catch (error) {
    refuse(error instanceof Error ? error.message : String(error));
  }
}

export interface Span {
  readonly timeZone?: string;
  readonly countMax: number;
}

/** The times of a schedule after `from`. */
export function timesAfter(
  schedule: string,
  from: Date,
  { timeZone = 'UTC', countMax }: Span,
): Date[] {
  const expression = CronExpressionParser.parse(schedule, { currentDate: from, tz: timeZone });
  const times: Date[] = [];
  while (times.length < countMax) {
    try {
      times.push(expression.next().toDate());
    } catch {
      break;
    }
  }
  return times;
}
