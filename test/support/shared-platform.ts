import type { TestProject } from 'vitest/node';
import { type PlatformAddresses, startPlatform } from './platform.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A whole platform for all files of the project `api`: nobody kills a part of it, and nobody is alone in it. */
    readonly platform: PlatformAddresses;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { stop, addresses } = await startPlatform();
  project.provide('platform', addresses);
  return stop;
}
