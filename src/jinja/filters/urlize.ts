// The filter `urlize`: addresses in a text become links.

import type { Filter } from '../environment.ts';
import { bind } from '../python/arguments.ts';
import { SPACE } from '../python/characters.ts';
import { textLength, textSlice } from '../python/code-points.ts';
import { wantCount, wantText } from '../python/conversion.ts';
import { valueError } from '../python/failures.ts';
import { iterate } from '../python/iteration.ts';
import { escaped, escapeText } from '../python/markup.ts';
import { charge } from '../python/metering.ts';
import { toRepr, toText } from '../python/printing.ts';
import { splitText } from '../python/text-split.ts';
import { isTrue } from '../python/truth.ts';
import type { Value } from '../value.ts';

const SPACES = new RegExp(`([${SPACE}]+)`, 'u');
const WORD = '[\\p{L}\\p{N}_]';
const WEB_ADDRESS = new RegExp(
  `^((https?://|www\\.)((${WORD.replace(']', '%-]')}+\\.)+)?([a-z]{2,63}|xn--[\\p{L}\\p{N}_%]{2,59})` +
    `|(${WORD.replace(']', '%-]')}{2,63}\\.)+(com|net|int|edu|gov|org|info|mil)` +
    '|(https?://)((\\p{Nd}{1,3}(\\.\\p{Nd}{1,3}){3})|(\\[([\\p{Nd}a-f]{0,4}:){2}([\\p{Nd}a-f]{0,4}:?){1,6}\\])))' +
    `(?::\\p{Nd}{1,5})?(?:[/?#][^${SPACE}]*)?$`,
  'iu',
);
const MAIL_HOST = new RegExp(`^${WORD}[\\p{L}\\p{N}_.-]*\\.${WORD}+$`, 'u');
const SCHEME = /^[\p{L}\p{N}_.+-]{2,}:\/{0,2}$/u;
const HEAD = /^(?:[(<]|&lt;)+/;
const TAIL_PARTS = [')', '>', '.', ',', '\n', '&gt;'];

interface LinkOptions {
  readonly trim: (address: string) => string;
  /** The attributes `rel` and `target`, each with a space before it. */
  readonly attributes: string;
  readonly schemes: readonly string[];
}

function isMailAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  return at > 0 && MAIL_HOST.test(text.slice(at + 1));
}

/** Where the closing punctuation at the end of a word begins. */
function tailStart(word: string): number {
  let end = word.length;
  for (;;) {
    const part = TAIL_PARTS.find((candidate) => word.endsWith(candidate, end));
    if (part === undefined) return end;
    end -= part.length;
  }
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

function linkWord(word: string, options: LinkOptions): string {
  const head = HEAD.exec(word)?.[0] ?? '';
  const rest = word.slice(head.length);
  let middle = rest.slice(0, tailStart(rest));
  let tail = rest.slice(middle.length);
  // Closing marks belong to the address as long as it has opened more of them.
  for (const [open, close] of [
    ['(', ')'],
    ['<', '>'],
    ['&lt;', '&gt;'],
  ] as const) {
    const opened = count(middle, open);
    if (opened <= count(middle, close)) continue;
    for (let left = Math.min(opened, count(tail, close)); left > 0; left -= 1) {
      charge(1 + (tail.length >> 6));
      const end = tail.indexOf(close) + close.length;
      middle += tail.slice(0, end);
      tail = tail.slice(end);
    }
  }
  return head + link(middle, options) + tail;
}

function link(text: string, { trim, attributes, schemes }: LinkOptions): string {
  if (WEB_ADDRESS.test(text)) {
    const address = text.startsWith('https://') || text.startsWith('http://') ? text : `https://${text}`;
    return `<a href="${address}"${attributes}>${trim(text)}</a>`;
  }
  if (text.startsWith('mailto:') && isMailAddress(text.slice(7))) return `<a href="${text}">${text.slice(7)}</a>`;
  if (!text.startsWith('www.') && !text.startsWith('@') && !text.includes(':') && isMailAddress(text)) {
    return `<a href="mailto:${text}">${text}</a>`;
  }
  let result = text;
  for (const scheme of schemes) {
    if (result !== scheme && result.startsWith(scheme)) result = `<a href="${result}"${attributes}>${result}</a>`;
  }
  return result;
}

export const urlize: Filter = (value, args) => {
  const parameters = ['trim_url_limit', 'nofollow', 'target', 'rel', 'extra_schemes'];
  const [limit = null, nofollow = false, target = null, rel = null, schemes = null] = bind(
    'do_urlize',
    parameters,
    0,
    args,
  );
  const relations = new Set(splitText(rel === null ? '' : wantText(rel, 'rel'), null, -1));
  if (isTrue(nofollow)) relations.add('nofollow');
  relations.add('noopener');
  const options: LinkOptions = {
    trim: trimmer(limit),
    attributes: ` rel="${escapeText(Array.from(relations).sort().join(' '))}"${target === null || !isTrue(target) ? '' : ` target="${escaped(target)}"`}`,
    schemes: schemes === null ? [] : Array.from(iterate(schemes), wantScheme),
  };
  const words = escaped(value).split(SPACES);
  return words.map((word) => linkWord(word, options)).join('');
};

function trimmer(limit: Value): (address: string) => string {
  if (limit === null) return (address) => address;
  const most = wantCount(limit);
  return (address) => (textLength(address) > most ? `${textSlice(address, 0, most)}...` : address);
}

function wantScheme(value: Value): string {
  const scheme = toText(value);
  if (!SCHEME.test(scheme)) throw valueError(`${toRepr(value)} is not a valid URI scheme prefix.`);
  return scheme;
}
