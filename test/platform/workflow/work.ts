import { describe, expect, test } from 'vitest';
import { BACKUP_NIGHTLY } from '../../../workflows/backup/contract.ts';
import { MEDIA_PROCESS, mediaWorkflowId } from '../../../workflows/media/contract.ts';
import { REFUND_PAYMENT, refundWorkflowId } from '../../../workflows/payment/contract.ts';
import { PROJECTION_REBUILD, rebuildWorkflowId } from '../../../workflows/projection/contract.ts';
import { RANK_REBALANCE, rebalanceWorkflowId } from '../../../workflows/rank/contract.ts';
import type { Bench, Started } from './bench.ts';

/** Workflows that wait for nobody: they do their work, however often it fails. */
export const workTests = (bench: () => Bench): void => {
  mediaTests(bench);
  refundTests(bench);
  rankTests(bench);
  projectionTests(bench);
  backupTests(bench);
};

const askedOf = (bench: Bench) => bench.calls.map(([, name]) => name);

const mediaTests = (bench: () => Bench): unknown =>
  describe('mediaProcess', () => {
    const upload = (...answers: unknown[]): Promise<Started> => {
      const process = { mediaId: bench().next(), version: 1, accountId: 4 };
      return bench().start(MEDIA_PROCESS, mediaWorkflowId(process), process, ...answers);
    };

    test('keeps what is good, makes variants, removes what it replaces', async () => {
      const handle = await upload({ kind: 'ready' }, undefined);
      expect(await handle.closed('media-ready')).toEqual({ kind: 'ready' });
      expect(askedOf(bench())).toEqual(['takeUpload', 'makeVariants', 'removeOld']);
    });

    test('does nothing more with a lie', async () => {
      const lie = { kind: 'rejected', reason: 'the bytes are not image/png' };
      const handle = await upload(lie);
      expect(await handle.closed('media-rejected')).toEqual(lie);
      expect(await handle.query(MEDIA_PROCESS.state)).toEqual(lie);
      expect(askedOf(bench())).toEqual(['takeUpload']);
    });

    test('waits for a store that is away', async () => {
      const away = new Error('no object store');
      const handle = await upload(away, away, { kind: 'unchanged' }, undefined);
      expect(await handle.result()).toEqual({ kind: 'unchanged' });
      expect(askedOf(bench()).filter((name) => name === 'takeUpload')).toHaveLength(3);
    });
  });

const refundTests = (bench: () => Bench): unknown =>
  test('refundPayment asks the gateway until it has answered', async () => {
    const paymentId = bench().next();
    const away = new Error('the payment gateway does not answer');
    const refund = { paymentId, reason: 'broken' };
    const answers = [...Array.from({ length: 12 }, () => away), undefined];
    await bench().inMinutes(0);
    const handle = await bench().start(
      REFUND_PAYMENT,
      refundWorkflowId(paymentId),
      refund,
      ...answers,
    );
    expect(await handle.closed('refund')).toBe('refunded');
    expect(bench().calls).toHaveLength(13);
    expect(bench().calls.at(-1)).toEqual([expect.any(Number), 'returnMoney', paymentId, 'broken']);
    expect(bench().calls.at(-1)?.[0]).toBeGreaterThan(25); // it waits longer each time, ten minutes at most
  });

const rankTests = (bench: () => Bench): unknown =>
  test('rankRebalance does it once', async () => {
    const listId = bench().next();
    const handle = await bench().start(RANK_REBALANCE, rebalanceWorkflowId(listId), listId);
    await handle.closed('rank');
    expect(bench().calls).toMatchObject([[expect.anything(), 'rebalanceTaskList', listId]]);
  });

const projectionTests = (bench: () => Bench): unknown =>
  test('projectionRebuild goes batch by batch, and can be paused between two', async () => {
    const rebuild = { name: 'product_view' } as const;
    const batch = { afterId: 10, applied: 10 };
    const end = { afterId: 10, applied: 0 };
    const workflowId = `${rebuildWorkflowId(rebuild.name)}:${bench().next()}`;
    const answers = [20, batch, batch, end, 7];
    const { client } = bench().env;
    // Paused before its first step: the signal comes with the start.
    const started = await bench().start(PROJECTION_REBUILD, workflowId, rebuild, ...answers);
    await started.signal(PROJECTION_REBUILD.pause);
    const { isPaused } = await started.query<{ isPaused: boolean }, []>(
      PROJECTION_REBUILD.progress,
    );
    expect(isPaused).toBe(true);
    await started.signal(PROJECTION_REBUILD.resume);
    expect(await started.closed('projection')).toBe(7);
    expect(askedOf(bench())).toEqual([
      'beginRebuild',
      'applyEvents',
      'applyEvents',
      'applyEvents',
      'finishRebuild',
    ]);
    expect(await client.workflow.getHandle(workflowId).query(PROJECTION_REBUILD.progress)).toEqual({
      afterId: 10,
      applied: 20,
      total: 20,
      isPaused: false,
    });
  });

const backupTests = (bench: () => Bench): unknown =>
  describe('backupNightly', () => {
    const night = (...answers: unknown[]): Promise<Started> =>
      bench().start(BACKUP_NIGHTLY, `backup:${bench().next()}`, undefined, ...answers);
    const made = { name: '20261129T020000Z', rows: 12 };

    test('backs up, thins out, and proves a restore when it is time', async () => {
      const proof = { tables: 60, rows: 12 };
      const handle = await night(made, ['20251029T020000Z'], true, proof);
      const report = { ...made, removed: ['20251029T020000Z'], drill: proof };
      expect(await handle.closed('backup-drill')).toEqual(report);
      expect(await handle.query(BACKUP_NIGHTLY.last)).toEqual(report);
      expect(askedOf(bench())).toEqual([
        'takeBackup',
        'removeExpired',
        'isDrillDue',
        'drillRestore',
      ]);
    });

    test('leaves the proof out on other nights', async () => {
      const handle = await night(made, [], false);
      expect(await handle.closed('backup')).toEqual({ ...made, removed: [] });
    });

    test('tells who looks after the platform when it fails for hours', async () => {
      const broken = new Error('the bucket is gone');
      const handle = await night(...Array.from({ length: 10 }, () => broken), undefined);
      await expect(handle.result()).rejects.toThrow();
      expect(bench().calls.at(-1)?.slice(1)).toEqual(['tellFailure', 'backup']);
      expect(bench().calls).toHaveLength(11);
    });
  });
