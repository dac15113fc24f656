import { describe, expect, it } from 'vitest';
import { credentialSettings, readGitAddress } from '../../../src/packages/git-address.ts';

const read = (text: string, secrets: readonly string[] = []) => readGitAddress(text, secrets);

describe('readGitAddress', () => {
  it('takes user and password out of the address', () => {
    expect(read('https://ann:p%40ss@host.example:8443/a/b.git')).toEqual({
      url: 'https://host.example:8443/a/b.git',
      user: 'ann',
      password: 'p@ss',
      origin: 'https://host.example:8443',
    });
    expect(read('https://token@host.example/a.git')).toMatchObject({
      url: 'https://host.example/a.git',
      user: 'token',
    });
  });

  it.each(['git@github.com:a/b.git', 'ssh://git@host.example/a.git', 'file:///srv/a.git', '/srv/a.git'])(
    'leaves %s as it is',
    (text) => {
      expect(read(text)).toMatchObject({ url: text, user: null, password: null });
    },
  );

  it.each([
    ['--upload-pack=touch x', 'begins with a dash'],
    ['https://ann:a%0ab@host.example/a.git', 'holds a control character'],
    ['https://', 'is no address'],
    ['ssh://ann:secret@host.example/a.git', 'holds a password, which only addresses of http and https take'],
    ['https://host.example/0123456789/a.git', 'holds a secret in another place than before its host'],
  ])('refuses %s', (text, problem) => {
    expect(read(text, ['0123456789'])).toEqual({ problem });
  });
});

describe('credentialSettings', () => {
  it('says the password in the environment alone, and lets nobody keep it', () => {
    const address = read('https://ann:p%40ss@host.example/a.git');
    if ('problem' in address) throw new Error(address.problem);
    const { settings, env } = credentialSettings(address);
    expect(env).toEqual({ SMELT_GIT_USER: 'ann', SMELT_GIT_PASSWORD: 'p@ss' });
    expect(JSON.stringify(settings)).not.toContain('p@ss');
    expect(settings.map(([key]) => key)).toEqual([
      'remote.origin.url',
      'credential.helper',
      'credential.https://host.example.helper',
    ]);
  });
});
