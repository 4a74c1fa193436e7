import { expect, test } from 'vitest';
import { withSchedules } from './project.ts';

test('puts cron triggers on the schedule that the environment names', () => {
  const cron_triggers = [
    { name: 'expire_reservation', schedule: '* * * * *', webhook: 'w' },
    { name: 'refresh_currency_rate', schedule: '0 * * * *', webhook: 'w' },
  ];
  const project = { metadata: { version: 3, cron_triggers }, migrations: [] };
  const env = { CRON_EXPIRE_RESERVATION: '*/5 * * * *', CRON_REFRESH_CURRENCY_RATE: '' };
  expect(withSchedules(project, env).metadata).toEqual({
    version: 3,
    cron_triggers: [{ ...cron_triggers[0], schedule: '*/5 * * * *' }, cron_triggers[1]],
  });
});
