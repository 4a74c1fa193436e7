import { type Browser, chromium } from 'playwright-core';
import { locateChromium } from '../../scripts/checks/chromium.ts';

/** As root there is no sandbox; the rest keeps the browser from talking to anybody but the pages under test. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A real browser; null, and said loudly, where none is installed. */
export async function openBrowser(): Promise<Browser | null> {
  const executablePath = locateChromium();
  if (executablePath !== undefined) return chromium.launch({ executablePath, args: ARGS });
  console.warn('NO BROWSER: Chromium is not installed, so that no page was looked at');
  return null;
}
