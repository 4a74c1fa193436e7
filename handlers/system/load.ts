import { statfs } from 'node:fs/promises';
import { cpus, freemem, totalmem } from 'node:os';

/** A load is measured at most once in this time, however often it is asked for. */
const MEASURE_EVERY_MS = 1_000;

export interface Load {
  readonly cpuPercent: number;
  readonly ramPercent: number;
  readonly diskPercent: number;
  readonly measuredAt: Date;
}

interface CpuTime {
  readonly busy: number;
  readonly all: number;
}

/** Measures this machine. The processors' share is that of the time since the measure before. */
export function openLoadMeter(): () => Promise<Load> {
  let last: { readonly at: number; readonly load: Promise<Load> } | undefined;
  let before = cpuTime();
  async function measure(): Promise<Load> {
    const now = cpuTime();
    const share = now.all === before.all ? 0 : (now.busy - before.busy) / (now.all - before.all);
    before = now;
    const disk = await statfs('/');
    return {
      cpuPercent: percent(share),
      ramPercent: percent(1 - freemem() / totalmem()),
      diskPercent: percent(1 - disk.bavail / disk.blocks),
      measuredAt: new Date(),
    };
  }
  return () => {
    if (last === undefined || Date.now() - last.at >= MEASURE_EVERY_MS)
      last = { at: Date.now(), load: measure() };
    return last.load;
  };
}

const percent = (share: number): number => Math.round(share * 10_000) / 100;

function cpuTime(): CpuTime {
  let busy = 0;
  let all = 0;
  for (const { times } of cpus()) {
    const sum = times.user + times.nice + times.sys + times.irq + times.idle;
    all += sum;
    busy += sum - times.idle;
  }
  return { busy, all };
}
