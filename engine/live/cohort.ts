import { createHash } from 'node:crypto';

/** Takes the body of an answer: `{"data":…}` or `{"errors":…}`. */
export type Send = (body: Buffer) => void;

export interface Subscriber {
  readonly send: Send;
  /** Where it listens; a stream's subscribers move when their cohort catches up with another. */
  cohort: Cohort;
  /** It has not had an answer yet, and gets the next one even if nothing has changed. */
  isFresh: boolean;
}

/** Subscribers with equal variables: one row of the multiplexed query, one answer for all of them. */
export class Cohort {
  readonly subscribers = new Set<Subscriber>();
  /** Its row: the texts of the statement's parameters. */
  texts: readonly (string | null)[];
  /** Its values made the whole statement fail once: it is asked on its own from then on. */
  isSuspect = false;
  /** A stream that has just sent rows probably has more. */
  isHungry = false;
  /** The last answer's digest. An answer may be a megabyte, and there may be thousands of cohorts. */
  #last: string | null = null;

  constructor(texts: readonly (string | null)[]) {
    this.texts = texts;
  }

  get key(): string {
    return cohortKey(this.texts);
  }
  /** Whether somebody waits for its answer, and not only for news. */
  get isWaitedFor(): boolean {
    if (this.isHungry) return true;
    for (const { isFresh } of this.subscribers) if (isFresh) return true;
    return false;
  }

  take(other: Cohort): void {
    for (const subscriber of other.subscribers) {
      subscriber.cohort = this;
      this.subscribers.add(subscriber);
    }
    this.isHungry ||= other.isHungry;
    other.subscribers.clear();
  }

  /** To all where it is news, otherwise to those who have seen nothing yet. */
  publish(body: Buffer): void {
    const digest = createHash('sha256').update(body).digest('base64');
    const isNews = digest !== this.#last;
    this.#last = digest;
    this.deliver(body, isNews);
  }

  deliver(body: Buffer, toAll: boolean): void {
    // A send may close its socket, and so take subscribers out while we walk.
    for (const subscriber of [...this.subscribers]) {
      if (!toAll && !subscriber.isFresh) continue;
      subscriber.isFresh = false;
      subscriber.send(body);
    }
  }
}

export const cohortKey = (texts: readonly (string | null)[]): string => JSON.stringify(texts);
