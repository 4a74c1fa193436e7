import { onPath } from '../services/program.ts';
import { installByApt } from './apt.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'] as const;

/** A browser for the tests that look at pages; undefined where there is none. */
export const locateChromium = (): string | undefined =>
  NAMES.map((name) => onPath(name, process.env)).find((file) => file !== undefined);

/** Installs one where that is possible without asking. */
export async function ensureChromium(): Promise<void> {
  if (locateChromium() !== undefined) return;
  if (!(await installByApt(['chromium'])))
    console.log('no Chromium here, and none can be installed: pages are tested without a browser');
}
