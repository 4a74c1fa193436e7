import { test } from 'vitest';
import { startPlatform } from '../support/platform.ts';
test('try', async () => {
  const p = await startPlatform();
  try {
    const r = await fetch(`${p.engineUrl}/v1/metadata`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-hasura-admin-secret': p.secrets.adminSecret }, body: JSON.stringify({ type: 'get_inconsistent_metadata', args: {} }) });
    const j = await r.json() as any; console.log(r.status, j.is_consistent, JSON.stringify(j.inconsistent_objects?.map((o: any) => [o.type, o.name, o.reason])).slice(0, 6000));
    const s = await fetch(`${p.engineUrl}/v1/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-hasura-admin-secret': p.secrets.adminSecret }, body: JSON.stringify({ query: 'mutation { signUp(username:"nina",email:"nina@x.test",password:"correct horse battery") { accountId } }' }) });
    console.log((await s.text()).slice(0, 3000));
  } finally { await p.stop(); }
});
