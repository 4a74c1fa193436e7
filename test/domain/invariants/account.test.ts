import { expect } from 'vitest';
import { as, refusal, rowsOf, test } from '../domain.ts';

/** Accounts and files. */

test.for([
  ['a short name', 'abc', 'a@b', 'account_username_check'],
  ['a long name', 'a'.repeat(17), 'a@b', 'account_username_check'],
  ['no address', 'abcd', 'nobody', 'account_email_check'],
  ['a known address in other letters', 'abcd', 'PERSON4@Example.test', 'account_email_key'],
  ['a known name in other letters', 'Person4', 'x@y', 'account_username_key'],
] as const)('%s is refused', async ([, name, email, message], { database }) => {
  await expect(
    database.query(`INSERT INTO account (slug, username, email) VALUES ('s', $1, $2)`, [
      name,
      email,
    ]),
  ).rejects.toMatchObject(refusal(message));
});

test('a closed account is signed out everywhere', async ({ database }) => {
  await database.query(`
    INSERT INTO auth.session (account_id, refresh_token_hash, expires_at)
    VALUES (4, 'a', now() + interval '1 day'), (5, 'b', now() + interval '1 day')`);
  await database.query('UPDATE account SET is_active = false WHERE id = 4');
  expect(
    await rowsOf(database, 'SELECT account_id FROM auth.session WHERE revoked_at IS NULL'),
  ).toEqual([{ account_id: 5 }]);
});

test('nobody publishes a file of someone else', async ({ database }) => {
  await as(
    database,
    5,
    `INSERT INTO media (bucket, object_key, orig_name, size_byte, content_type)
     VALUES ('media', 'k', 'k.png', 1, 'image/png')`,
  );
  const insert = `INSERT INTO product (name, description, price_minor, image_id) VALUES ('n', 'd', 1, 1)`;
  const refused = refusal('the image is not an own, ready file');
  await expect(as(database, 5, insert)).rejects.toMatchObject(refused); // not ready yet
  await database.query(`UPDATE media SET status = 'READY'`);
  await expect(as(database, 4, insert)).rejects.toMatchObject(refused);
  await as(database, 5, insert);
  await as(database, 4, `UPDATE product SET name = 'm'`); // the picture stays as it is
  await as(database, 4, 'UPDATE product SET image_id = NULL');
  await expect(as(database, 4, 'UPDATE product SET image_id = 1')).rejects.toMatchObject(refused);
});

test.for([
  ['too large', `UPDATE media SET size_byte = 31457281`, 'media_size_byte_check'],
  ['ready without a type', `UPDATE media SET status = 'READY'`, 'media_check'],
  [
    'a key that is taken',
    `INSERT INTO media (bucket, object_key, orig_name) VALUES ('m', 'k', 'x')`,
    'media_bucket_object_key_key',
  ],
  [
    'rejected, then ready',
    `UPDATE media SET status = 'REJECTED'; UPDATE media SET status = 'READY'`,
    'cannot go from REJECTED to READY',
  ],
] as const)('a file that is %s is refused', async ([, change, message], { database }) => {
  await database.query(`INSERT INTO media (bucket, object_key, orig_name) VALUES ('m', 'k', 'x')`);
  await expect(database.query(change)).rejects.toMatchObject(refusal(message));
});
