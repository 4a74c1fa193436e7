import type { ServiceName } from '../services/chain.ts';
import type { ProgramName } from './programs.ts';

export type PartName = ServiceName | ProgramName;

/** What is told of anything that runs, or should. */
export interface Row {
  readonly name: string;
  readonly state: 'waiting' | 'ready' | 'degraded' | 'restarting' | 'held';
  readonly url: string;
  /** How it was found. */
  readonly way: string;
  /** What is wrong, and what that costs. */
  readonly note: string;
}

/** One part of the platform as people are shown it. */
export interface Part extends Row {
  readonly name: PartName;
}

/** What does not work while a program of ours is down. */
export const WITHOUT: Readonly<Record<ProgramName, string>> = {
  engine: 'no API',
  handlers: 'actions fail, events wait in the event log',
  worker: 'workflows wait in Temporal',
};

/** A URL as it may be shown. */
export function withoutPassword(url: string): string {
  const shown = new URL(url);
  shown.password = '';
  return shown.href;
}
