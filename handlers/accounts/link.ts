import { createHmac, hkdfSync } from 'node:crypto';

export type LinkPurpose = 'confirm' | 'reset';

/** The secrets that travel in mails. */
export interface Links {
  /**
   * The token for an account, made at an instant. It is derived and not drawn, so that the mail can be rendered
   * when it is sent, and again when it is sent again, while no table holds anything but a hash of it.
   */
  token(purpose: LinkPurpose, accountId: number, email: string, madeAt: Date): string;
  /** The page that takes the token back. */
  url(purpose: LinkPurpose, token: string): string;
}

const PATH: Readonly<Record<LinkPurpose, string>> = { confirm: 'confirm', reset: 'reset-password' };

export function buildLinks(publicUrl: string, signingKey: string): Links {
  // A key of its own: a mac made for a mail must never pass as a signature of a JWT.
  const key = Buffer.from(hkdfSync('sha256', signingKey, '', 'nordkapp mail links', 32));
  return {
    token(purpose, accountId, email, madeAt) {
      const mac = createHmac('sha256', key)
        .update(JSON.stringify([purpose, accountId, email.toLowerCase(), madeAt.toISOString()]))
        .digest('base64url');
      return `${accountId}.${mac}`;
    },
    url: (purpose, token) => `${publicUrl.replace(/\/$/, '')}/${PATH[purpose]}?token=${token}`,
  };
}

/** The account a token says it is for; undefined when it is no token at all. The mac decides whether to believe it. */
export function accountOfToken(token: string): number | undefined {
  const id = /^([1-9][0-9]{0,9})\.[\w-]{43}$/.exec(token)?.[1];
  return id === undefined ? undefined : Number(id);
}
