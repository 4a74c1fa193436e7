import { condition } from '@temporalio/workflow';

/** Waits until an instant; true if `isOver` became true before. */
export async function isOverBefore(instant: number, isOver: () => boolean): Promise<boolean> {
  if (isOver()) return true;
  const remainingMs = instant - Date.now();
  return remainingMs > 0 && (await condition(isOver, remainingMs));
}
