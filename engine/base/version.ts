/** The release of Hasura whose behaviour this engine has. The CLI and the console decide by it what they may ask. */
export const HASURA_VERSION = 'v2.48.1';
