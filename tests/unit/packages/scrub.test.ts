import { describe, expect, it } from 'vitest';
import { scrubbed } from '../../../src/packages/scrub.ts';

describe('scrubbed', () => {
  it.each([
    [
      "https://{{ env_var('DBT_ENV_SECRET_T') }}@host.example/a.git",
      "https://{{ env_var('DBT_ENV_SECRET_T') }}@host.example/a.git",
    ],
    ["https://ann:{{env_var('T')}}@host.example/a.git", "https://ann:{{env_var('T')}}@host.example/a.git"],
    ['https://ann:hunter2@host.example/a.git', 'https://ann:*****@host.example/a.git'],
    ['https://ghp_0123456789abcdefghij@host.example/a.git', 'https://*****@host.example/a.git'],
    ['https://team@host.example/a.git', 'https://team@host.example/a.git'],
    ['https://host.example/geheim/a.git', 'https://host.example/*****/a.git'],
    ['git@github.com:a/b.git', 'git@github.com:a/b.git'],
  ])('%s', (written, text) => {
    expect(scrubbed(written, ['geheim'])).toBe(text);
  });
});
