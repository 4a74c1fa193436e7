import { EnvError, loadEnvFiles } from '../lib/env.ts';
import { openLogger } from '../lib/logger.ts';
import { closeOnSignal } from '../lib/shutdown.ts';
import { buildApp } from './app.ts';
import { type Config, readConfig } from './config.ts';
import { closePorts, openPorts } from './open.ts';

loadEnvFiles();
start(configOrExit());

function start(config: Config): void {
  const logger = openLogger('handlers', config.LOG_LEVEL);
  const ports = openPorts(config, logger);
  const { HANDLERS_HOST: host, HANDLERS_PORT: port } = config;
  const server = buildApp(config, ports).listen(port, host, (error?: Error) => {
    if (error === undefined) return logger.info({ host, port }, 'handlers ready');
    logger.fatal({ err: error }, `cannot listen on ${host}:${port} (HANDLERS_PORT)`);
    process.exit(1);
  });
  closeOnSignal(logger, async () => {
    // Requests that are under way get their answer; idle connections of the engine's pool are cut.
    const drained = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    await drained;
    await closePorts(ports);
  });
}

function configOrExit(): Config {
  try {
    return readConfig();
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    process.stderr.write(`handlers: ${error.message}\n`);
    process.exit(1);
  }
}
