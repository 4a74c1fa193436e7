// Bundles the engine and its libraries into dist/engine/, as JavaScript in one file: it starts in half the time that
// hundreds of files take. A process of its own: the heap that a bundler grows would stay with the engine.
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { build as esbuild } from 'esbuild';
import { bundle, isFresh, map, sources, target } from './bundle.js';

const lock = join(target, 'building');

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/** Several engines may be started at once: one builds, the others wait. A lock whose owner died is taken over. */
async function withLock(work) {
  mkdirSync(target, { recursive: true });
  for (;;) {
    try {
      const file = openSync(lock, 'wx');
      writeSync(file, String(process.pid));
      closeSync(file);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const owner = Number(readFileSync(lock, 'utf8').trim() || NaN);
      const isAbandoned = Number.isNaN(owner)
        ? Date.now() - statSync(lock).mtimeMs > 5000
        : !isAlive(owner);
      if (isAbandoned) rmSync(lock, { force: true });
      else await new Promise((wake) => setTimeout(wake, 50));
    }
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** `import.meta.url` names the source file in the bundle too, for files that are read from beside it. */
const sourceUrls = {
  name: 'source-urls',
  setup(build) {
    build.onLoad({ filter: /[\\/]engine[\\/].*\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      if (!text.includes('import.meta.url')) return undefined;
      const place = JSON.stringify(relative(target, path).replaceAll('\\', '/'));
      return {
        contents: text.replaceAll('import.meta.url', `new URL(${place}, import.meta.url).href`),
        loader: 'ts',
      };
    });
  },
};

async function build() {
  if (isFresh()) return; // another one built it while we waited for the lock
  const started = new Date();
  const fresh = join(target, `main.${process.pid}.js`);
  await esbuild({
    entryPoints: [join(sources, 'main.ts')],
    outfile: fresh,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // Libraries that are written in CommonJS ask for modules of Node's by `require`.
    banner: {
      js: `import { createRequire } from 'node:module';const require=createRequire(import.meta.url);`,
    },
    // Half the size, which a process keeps in memory; names stay, for stacks.
    minifyWhitespace: true,
    legalComments: 'eof',
    sourcemap: 'external',
    sourcesContent: false,
    logLevel: 'error',
    plugins: [sourceUrls],
  });
  // As old as the sources that it was made of: what changed meanwhile makes it stale.
  utimesSync(fresh, started, started);
  renameSync(`${fresh}.map`, map);
  renameSync(fresh, bundle);
}

await withLock(build);
