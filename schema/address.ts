// Addresses of logs and stores may hold an account: they are said without it.

/** A mistyped one too. */
export const withoutAccount = (url: string): string => url.replace(/\/\/.*@/s, '//…@')
