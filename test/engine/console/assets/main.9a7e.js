// Plays the original's console: the requests that the real one sends at login and at every start, in its order.
const { urlPrefix, consolePath, isAdminSecretSet } = window.__env;
const base = window.location.origin;
const content = document.getElementById('content');

const metadata = (body, secret) =>
  fetch(`${base}/v1/metadata`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hasura-admin-secret': secret },
    body: JSON.stringify(body),
  });

async function start(secret) {
  const headers = { 'x-hasura-admin-secret': secret };
  const json = async (reply) => (await reply).json();
  const version = await json(fetch(`${base}/v1/version`));
  for (let i = 0; i < 2; i++) await json(fetch(`${base}/v1alpha1/config`, { headers }));
  const exported = await json(metadata({ type: 'export_metadata', version: 2, args: {} }, secret));
  const state = await json(metadata({ type: 'get_catalog_state', args: {} }, secret));
  await json(
    metadata(
      { type: 'set_catalog_state', args: { type: 'console', state: { seen: state.id } } },
      secret,
    ),
  );
  const tables = exported.metadata.sources.flatMap((source) => source.tables);
  content.innerHTML = `<h1>${version.server_type} ${version.version}</h1>
    <p id="path">${consolePath.slice(urlPrefix.length)}</p><p id="tables">${tables.length}</p>`;
}

function login() {
  content.innerHTML = '<form><input name="secret" type="password"><p id="problem"></p></form>';
  const form = content.querySelector('form');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const secret = form.elements.secret.value;
    const reply = await metadata({ type: 'get_inconsistent_metadata', args: {} }, secret);
    if (reply.status === 200) await start(secret);
    else form.querySelector('#problem').textContent = (await reply.json()).error;
  });
}

// The real console asks with the text `null` for a secret first.
const first = await metadata({ type: 'get_inconsistent_metadata', args: {} }, 'null');
if (isAdminSecretSet && first.status === 401) login();
else await start('');
