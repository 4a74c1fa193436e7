import { execFile } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { cached, isCached } from '../../scripts/services/cache.ts';
import { onPath } from '../../scripts/services/program.ts';

const VERSION = '1.32.0';
const ENTRY = `temporal-test-server-${VERSION}`;
const WRAPPER = 'temporal-test-server';
const FETCH_LIMIT_MS = 5 * 60_000;

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId><artifactId>temporal-test-server-run</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies><dependency><groupId>io.temporal</groupId><artifactId>temporal-test-server</artifactId><version>${VERSION}</version></dependency></dependencies>
</project>`;

export type TestServer = { readonly file: string } | { readonly missing: string };

/**
 * Temporal's own test server, the one that skips time: it is published for Java only. Fetched once by Maven, and
 * wrapped so that the TypeScript SDK takes it for the native one.
 */
export async function findTestServer(env: NodeJS.ProcessEnv = process.env): Promise<TestServer> {
  const java = onPath('java', env);
  if (java === undefined) return { missing: 'no java on PATH' };
  const cacheDir = path.join(
    env['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache'),
    'nordkapp',
  );
  const mvn = onPath('mvn', env);
  if (mvn === undefined && !isCached(cacheDir, ENTRY)) return { missing: 'no mvn on PATH' };
  try {
    const folder = await cached(cacheDir, ENTRY, async (draft) => {
      writeFileSync(path.join(draft, 'pom.xml'), POM);
      const goal = ['dependency:copy-dependencies', '-DoutputDirectory=lib'];
      await promisify(execFile)(mvn ?? 'mvn', ['-q', '-B', ...goal], {
        cwd: draft,
        timeout: FETCH_LIMIT_MS,
      });
      const file = path.join(draft, WRAPPER);
      writeFileSync(
        file,
        `#!/bin/sh
# Looks like the native Temporal test server, runs the Java one: <port> [--enable-time-skipping]
exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx256m -cp "\${0%/*}/lib/*" io.temporal.testserver.TestServer "$@"
`,
      );
      chmodSync(file, 0o755);
    });
    return { file: path.join(folder, WRAPPER) };
  } catch (error) {
    return { missing: `Maven cannot fetch it: ${(error as Error).message.split('\n')[0]}` };
  }
}
