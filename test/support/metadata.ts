/** What every source of a test's metadata says of itself. */
export const defaultSource = (databaseUrl: string) => ({
  name: 'default',
  kind: 'postgres',
  configuration: { connection_info: { database_url: databaseUrl } },
});
