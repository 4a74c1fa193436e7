import { type Command, id, service, text } from '../command.ts';

const command = service('account');

export const ACCOUNT: readonly Command[] = [
  command(
    'sign-up',
    'makes an account',
    { username: text, email: text, password: text },
    async (sdk, input) => (await sdk.accountSignUp(input)).signUp,
  ),
  command(
    'confirm',
    'confirms an address by the token of the mail',
    { token: text },
    async (sdk, input) => (await sdk.accountConfirm(input)).confirmEmail,
  ),
  command(
    'sign-in',
    'gets tokens; the access token goes into NORDKAPP_TOKEN',
    { email: text, password: text },
    async (sdk, input) => (await sdk.accountSignIn(input)).signIn,
  ),
  command(
    'refresh',
    'gets the next tokens for a refresh token, which works once',
    { 'refresh-token': text },
    async (sdk, input) =>
      (await sdk.accountRefresh({ refreshToken: input['refresh-token'] })).refreshToken,
  ),
  command('sign-out', 'ends this session', {}, async (sdk) => (await sdk.accountSignOut()).signOut),
  command('me', 'tells who you are', {}, async (sdk) => (await sdk.accountMe()).me),
  command(
    'sessions',
    'lists where you are signed in',
    {},
    async (sdk) => (await sdk.accountSessions()).listSession,
  ),
  command(
    'kill-session',
    'ends one of your sessions',
    { session: id },
    async (sdk, input) => (await sdk.accountKillSession(input)).killSession,
  ),
  command(
    'change-password',
    'sets another password and ends all other sessions',
    { current: text, new: text },
    async (sdk, input) => (await sdk.accountChangePassword(input)).changePassword,
  ),
  command(
    'notifications',
    'lists what you were told, the newest first',
    {},
    async (sdk) => (await sdk.accountNotifications()).notification,
  ),
];
