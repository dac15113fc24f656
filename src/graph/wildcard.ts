// Shell-like patterns: Python's fnmatch for names, and globs for paths.

/** `*` any text, `?` one character, `[ab]`, `[!ab]`; the whole text must match. */
export function nameMatcher(pattern: string): (text: string) => boolean {
  if (!hasWildcard(pattern)) return (text) => text === pattern;
  const expression = new RegExp(`^${translate(pattern, '[^]*', '[^]')}$`, 'u');
  return (text) => expression.test(text);
}

/** As nameMatcher, but only `**` crosses slashes. */
export function pathMatcher(pattern: string): (path: string) => boolean {
  if (!hasWildcard(pattern)) return (path) => path === pattern;
  const source = pattern
    .split('/')
    .map((part) => (part === '**' ? '**' : translate(part, '[^/]*', '[^/]')))
    .join('/')
    .replaceAll('**/', '(?:[^/]+/)*')
    .replace(/\*\*$/, '[^]*');
  const expression = new RegExp(`^${source}$`, 'u');
  return (path) => expression.test(path);
}

export function hasWildcard(pattern: string): boolean {
  return /[*?[\]]/.test(pattern);
}

function translate(pattern: string, any: string, one: string): string {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? '';
    const set = character === '[' ? /^\[(!?)(\]?[^\]]*)\]/.exec(pattern.slice(at)) : null;
    if (character === '*') source += any;
    else if (character === '?') source += one;
    else if (set) {
      source += `[${set[1] ? '^' : ''}${(set[2] ?? '').replace(/[\\[\]^&]/g, '\\$&')}]`;
      at += set[0].length - 1;
    } else source += character.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  }
  return source;
}
