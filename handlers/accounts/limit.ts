/** The numbers of the account rules, each with its unit. */
export const ACCESS_TOKEN_SECONDS = 10 * 60;
export const REFRESH_TOKEN_DAYS = 30;
export const RESET_CODE_MINUTES = 45;
export const RESET_THROTTLE_MINUTES = 5;
export const VERIFICATION_THROTTLE_MINUTES = 2;
export const PASSWORD_LENGTH_MIN = 12;
/** argon2 reads any length; the bound keeps a megabyte of password from costing a megabyte of hashing. */
export const PASSWORD_LENGTH_MAX = 128;
/** Wrong passwords in a row before an account stops listening, and for how long. */
export const FAILED_LOGIN_MAX = 10;
export const LOCK_MINUTES = 15;
