import { HASURA_VERSION } from '../base/version.ts';

/** The page that loads the original's console, and what it tells the console of this engine in `window.__env`. */

export interface ConsoleSettings {
  readonly isAdminSecretSet: boolean;
  readonly enableTelemetry: boolean;
  /** Assets come from the original's CDN unless a local folder is served. */
  readonly hasLocalAssets: boolean;
  readonly sentryDsn: string;
}

const CDN = 'https://graphql-engine-cdn.hasura.io/console/assets';

/** `v2.48.1` → `channel/stable/v2.48`: the console that belongs to a release. */
export const assetsVersion = (version: string): string =>
  `channel/stable/${version.split('.').slice(0, 2).join('.')}`;

/** `path`: what stands behind `/console/`, decoded. */
export function consolePage(path: string, settings: ConsoleSettings): string {
  const environment = {
    consoleMode: 'server',
    urlPrefix: '/console',
    consolePath: path === '' ? '/console' : `/console/${path}`,
    isAdminSecretSet: settings.isAdminSecretSet,
    enableTelemetry: settings.enableTelemetry,
    assetsPath: CDN,
    assetsVersion: assetsVersion(HASURA_VERSION),
    cdnAssets: !settings.hasLocalAssets,
    serverVersion: HASURA_VERSION,
    consoleType: 'oss',
    consoleSentryDsn: settings.sentryDsn,
  };
  return PAGE.replace('ENVIRONMENT', () => scriptJson(environment));
}

/** JSON that cannot end the script it stands in: the path in it is whatever a link says. */
const scriptJson = (value: unknown): string =>
  JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${code}`;
  });

/** The prefix is read off the address, for the engine may stand behind a proxy that puts something before `/console`. */
const PAGE = `<!DOCTYPE html>
<html lang="en-us">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Hasura Console</title>
    <script>
      window.__env = ENVIRONMENT;
      (function (env) {
        var path = window.location.pathname;
        var local = path.slice(0, path.indexOf('/console')) + '/console/assets';
        env.versionedAssetsPath = env.cdnAssets
          ? env.assetsPath + '/' + env.assetsVersion
          : local + '/versioned';
        var loader = document.createElement('script');
        loader.type = 'module';
        loader.crossOrigin = 'anonymous';
        loader.src = env.versionedAssetsPath + '/assetLoader.js.gz';
        document.head.appendChild(loader);
      })(window.__env);
    </script>
  </head>
  <body>
    <div id="loading"></div>
    <div id="content"></div>
    <noscript>The console needs JavaScript.</noscript>
  </body>
</html>
`;
