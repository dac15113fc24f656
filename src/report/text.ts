// Words and numbers as people read them on a terminal.

import { styleText } from 'node:util';
import { printable } from '../diagnostics/printable.ts';
import { charactersOf } from '../diagnostics/text-width.ts';

export type Tone = 'good' | 'bad' | 'careful' | 'quiet' | 'strong' | 'plain';

export type Paint = (tone: Tone, text: string) => string;

const styles = { good: 'green', bad: 'red', careful: 'yellow', quiet: 'gray', strong: 'bold' } as const;

/** Colours where asked for; `validateStream: false` because the caller has looked at the stream and at NO_COLOR. */
export function painter(color: boolean): Paint {
  if (!color) return (_tone, text) => text;
  return (tone, text) => (tone === 'plain' ? text : styleText(styles[tone], text, { validateStream: false }));
}

/** `0.31s`, `12.4s`, `3m 05s`. */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(2)}s`;
  if (seconds < 60) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}m ${String(whole % 60).padStart(2, '0')}s`;
}

/** A value or name of the database on one line of a terminal, cut to `longest` characters with `…` behind them. However long the text is, only its beginning is looked at. */
export function shownValue(text: string, longest: number): string {
  const beginning = text.slice(0, 8 * longest);
  const line = printable(beginning.replaceAll(/\s*[\n\t]\s*/g, ' '));
  if (text.length <= longest) return line;
  const characters = charactersOf(line);
  if (characters.length <= longest && beginning.length === text.length) return characters.join('');
  return `${characters.slice(0, longest - 1).join('')}…`;
}
