// Protects secrets in every form that something of Smelt's can print them in, also one inside another.

import { expect, test } from 'vitest';
import { maskMessage } from '../../../src/diagnostics/mask-secrets.ts';
import { quoteIdentifier, quoteLiteral } from '../../../src/sql/sql.ts';
import { Random } from '../../support/random.ts';
import { textOf } from '../template/render.ts';

const alphabet = [
  ...'abcXYZ019',
  ...` '"\\/%+&<>#?@:;=,.$^*()[]{}|_-!~\``,
  ...'üßéñ\u0080\u00a0\u2028ключ密碼🗝👩',
  ...'\t\n\r\0\x07\x1b',
];

/** Templates that print the variable `secret`; none of them changes more than how it is written. */
const templates = [
  '{{ secret }}',
  "{{ tojson({'pw': secret}) }}",
  '{{ {"pw": [secret]} | tojson }}',
  '{{ tojson(tojson([secret])) }}',
  "{{ toyaml({'pw': secret, 'all': [secret]}) }}",
  '{{ [secret, {"a": secret}] }}',
  '{{ (secret,) }}',
  '{{ [[secret] | string] }}',
  '{{ "%r" | format(secret) }} {{ "{!a}".format(secret) }}',
  '{{ secret | urlencode }}',
  '{{ secret | e }}',
  '{{ [secret] | tojson | e }}',
];

const writers: readonly ((secret: string) => string)[] = [
  ...templates.map((template) => (secret: string) => printed(template, secret)),
  quoteIdentifier,
  quoteLiteral,
  (secret) => quoteLiteral(JSON.stringify([secret])),
  (secret) => JSON.stringify({ message: `it is "${secret}"` }),
  (secret) => JSON.stringify(JSON.stringify(secret)),
  (secret) => JSON.stringify(quoteIdentifier(secret)),
  (secret) => encodeURIComponent(secret),
  (secret) =>
    encodeURIComponent(secret)
      .toLowerCase()
      .replace(/%[0-9a-f]{2}/g, (byte) => byte) && lowerBytes(secret),
  (secret) => new URLSearchParams({ a: secret }).toString(),
  (secret) => encodeURIComponent(encodeURIComponent(secret)),
  (secret) => new URL(`postgres://a@h/?application_name=${encodeURIComponent(secret)}`).href,
  (secret) => secret.replaceAll('%', '%%'),
];

function printed(template: string, secret: string): string {
  return textOf(template.replaceAll('secret', "env_var('SECRET')"), { run: { env: { SECRET: secret } } });
}

function lowerBytes(secret: string): string {
  return encodeURIComponent(secret).replace(/%../g, (byte) => byte.toLowerCase());
}

test('nothing of a secret is left, whoever has written it', () => {
  const random = new Random(7);
  for (let round = 0; round < 120; round += 1) {
    // A mark at both ends tells whether the whole was found.
    const secret = `Qj${Array.from({ length: 8 + random.below(20) }, () => random.pick(alphabet)).join('')}jQ`;
    for (const [place, write] of writers.entries()) {
      const text = `before ${write(secret)} after`;
      const masked = maskMessage(text, [secret]);
      expect(masked, `${place}: ${JSON.stringify(secret)} in ${text}`).not.toMatch(/Qj|jQ/);
      expect(masked).toMatch(/^before .*\*{5}.* after$/s);
    }
  }
});

test('what is near is left alone', () => {
  for (const text of ['hunter2 and hunter_22', 'HUNTER22', 'hunter222'])
    expect(maskMessage(text, ['hunter2-2'])).toBe(text);
  expect(maskMessage('a "hunter22" b', ['"hunter22"'])).toBe('a ***** b');
  expect(maskMessage('a """hunter22""" b', ['"hunter22"'])).toMatch(/^a "*\*{5}"* b$/);
});

test('a key of many lines is found, however it is written, and what nearly fits takes no time', () => {
  const key = Array.from({ length: 60 }, (_, line) => `${line}${'Ab+/'.repeat(15)}`).join('\n');
  for (const text of [key, JSON.stringify(key), encodeURIComponent(key)])
    expect(maskMessage(`<${text}>`, [key])).toMatch(/^<"?\*{5}"?>$/);
  const started = performance.now();
  for (const secret of [`${'\\'.repeat(30)}x`, `${'\\"'.repeat(15)}x`, `${"'".repeat(30)}x`, `${'%'.repeat(20)}x`]) {
    for (const text of ['\\', '"', "'", '%', '\\"', '\\\\\\"', '%25']) maskMessage(text.repeat(200), [secret]);
  }
  expect(performance.now() - started).toBeLessThan(10_000);
});
