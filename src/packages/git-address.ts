// The address of a repository, in two parts: what git's processes may be started with, and what git alone is given. Any user of
// the machine can read the arguments of a process, and git hands an address on to others: so it holds no password by then.

import { percentDecoded } from '../base/percent-decoded.ts';

export interface GitAddress {
  /** Without user and password, where it is one of http(s). */
  readonly url: string;
  readonly user: string | null;
  readonly password: string | null;
  /** Where the credentials hold: `https://github.com`. */
  readonly origin: string | null;
}

/** What is wrong with an address, as half a sentence. */
export interface NoGitAddress {
  readonly problem: string;
}

/** `secrets` are texts that no argument may hold. */
export function readGitAddress(text: string, secrets: readonly string[]): GitAddress | NoGitAddress {
  if (text.startsWith('-')) return { problem: 'begins with a dash' };
  if (/[\x00-\x1f\x7f]/.test(text)) return { problem: 'holds a control character' };
  const isHttp = /^https?:\/\//i.test(text);
  if (isHttp && !URL.canParse(text)) return { problem: 'is no address' };
  const address = isHttp ? ofHttp(new URL(text)) : { url: text, user: null, password: null, origin: null };
  if ([address.user, address.password].some((part) => part !== null && /[\x00-\x1f\x7f]/.test(part)))
    return { problem: 'holds a control character' };
  if (/^[a-z][a-z0-9+.-]*:\/\/[^/?#@]*:[^/?#@]*@/i.test(address.url))
    return { problem: 'holds a password, which only addresses of http and https take' };
  if (secrets.some((secret) => address.url.includes(secret)))
    return { problem: 'holds a secret in another place than before its host' };
  return address;
}

function ofHttp(url: URL): GitAddress {
  const { username, password, origin } = url;
  url.username = '';
  url.password = '';
  const decoded = (part: string) => (part === '' ? null : (percentDecoded(part) ?? part));
  return { url: url.href, user: decoded(username), password: decoded(password), origin };
}

/** Says user and password to whoever asks for them, out of the environment: its text is an argument of a shell. */
const answer =
  '!f() { if test "$1" = get; then printf \'username=%s\\npassword=%s\\n\' "$SMELT_GIT_USER" "$SMELT_GIT_PASSWORD"; fi; }; f';

/**
 * The environment by which git knows where `origin` is and how to get in. A token that is in the place of the user has an empty
 * password, which is asked for last: whoever keeps passwords for git is asked before.
 */
export function credentialSettings(address: GitAddress): {
  readonly settings: readonly (readonly [key: string, value: string])[];
  readonly env: Readonly<Record<string, string>>;
} {
  const remote = ['remote.origin.url', address.url] as const;
  const { user, password, origin } = address;
  if (origin === null || (user === null && password === null)) return { settings: [remote], env: {} };
  const env = { SMELT_GIT_USER: user ?? '', SMELT_GIT_PASSWORD: password ?? '' };
  const helper = [`credential.${origin}.helper`, answer] as const;
  // An empty helper leaves out those before it: none of them is to keep what is given here.
  if (password !== null) return { settings: [remote, ['credential.helper', ''], helper], env };
  return { settings: [remote, [`credential.${origin}.username`, user ?? ''], helper], env };
}
