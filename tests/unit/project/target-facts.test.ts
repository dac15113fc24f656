// What settings see as `target` is what models see: a folder that is enabled by it must not think of another database.
import { describe, expect, test } from 'vitest';
import { targetValue } from '../../../src/project/target-facts.ts';
import { diagnosticsOf, loadedProject, loadProjectFiles } from '../../support/load-project-files.ts';

/** Each key of `target` as a setting of the project's models renders it, and as models get it. */
async function seen(targets: string, keys: readonly string[], files = {}) {
  const meta = keys.map((key) => `${key}: "{{ target.${key} }}"`).join(', ');
  const project = await loadedProject({
    'dbt_project.yml': `name: shop\n${targets}models:\n  shop:\n    +meta: { ${meta} }\n`,
    'models/a.sql': 'select 1 as id',
    ...files,
  });
  const value = targetValue(project.targetFacts);
  return {
    settings: project.models[0]?.config.find(({ key }) => key === 'meta')?.value,
    models: Object.fromEntries(keys.map((key) => [key, value[key]])),
  };
}

describe('target', () => {
  const address = 'postgres://reader:geheim@db.example.org:6543/shop%20data';
  test('of an address: its database, host, port and user, and never its password', async () => {
    const keys = ['dbname', 'database', 'host', 'port', 'user', 'type', 'name', 'target_name'];
    const { settings, models } = await seen(
      `targets: { prod: { type: postgres, url: '${address}', schema: public } }\n`,
      keys,
    );
    expect(settings).toEqual(models);
    expect(settings).toEqual({
      dbname: 'shop data',
      database: 'shop data',
      host: 'db.example.org',
      port: 6543,
      user: 'reader',
      type: 'postgres',
      name: 'prod',
      target_name: 'prod',
    });
  });

  test('of a target with a mistake: that alone is reported, not that templates name it', async () => {
    const checked = await loadProjectFiles({
      'dbt_project.yml': `name: shop\ntargets: { prod: { type: postgres } }\nmodels: { shop: { +enabled: "{{ target.name == 'prod' }}" } }\n`,
      'models/a.sql': 'select 1 as id',
    });
    expect(diagnosticsOf(checked).map(({ code }) => code)).toEqual(['SETTING_MISSING']);
  });

  test('of the embedded database', async () => {
    const keys = ['dbname', 'user', 'schema', 'threads', 'profile_name'];
    const { settings, models } = await seen('targets: { dev: { type: embedded, schema: bronze } }\n', keys);
    expect(settings).toEqual(models);
    expect(settings).toEqual({
      dbname: 'postgres',
      user: 'postgres',
      schema: 'bronze',
      threads: 1,
      profile_name: 'shop',
    });
  });

  test('of a profile: its name, and what else dbt shows of a connection', async () => {
    const profiles =
      'mine:\n  outputs:\n    dev: { type: postgres, host: h, user: u, password: p, dbname: d, schema: s, role: r }\n';
    const keys = ['profile_name', 'role', 'dbname'];
    const { settings, models } = await seen('profile: mine\n', keys, { 'profiles.yml': profiles });
    expect(settings).toEqual(models);
    expect(settings).toEqual({ profile_name: 'mine', role: 'r', dbname: 'd' });
  });
});
