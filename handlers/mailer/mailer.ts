/** One mail, as every driver takes it. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Stable over attempts: a mail that was sent twice after a crash carries one Message-ID. */
  readonly messageId: string;
}

/** The way mail leaves the house. `send` returns when the next hop has taken responsibility for the mail. */
export interface Mailer {
  send(mail: Mail): Promise<void>;
  /** Throws when the next hop does not answer. */
  check(): Promise<void>;
  close(): void;
}

/** The next hop will never take this mail: trying again is of no use. */
export class MailRefused extends Error {}
