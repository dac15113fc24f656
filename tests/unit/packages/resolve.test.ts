import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { spanOf } from '../../../src/diagnostics/text-file.ts';
import type { HubSpec, PackageSpec } from '../../../src/packages/package-spec.ts';
import { type PackageStore, resolvePackages } from '../../../src/packages/resolve.ts';
import { settleVersion } from '../../../src/packages/settle-version.ts';
import { parseVersion } from '../../../src/packages/version-specifier.ts';

const span = spanOf({ path: 'packages.yml', text: '' });

function hub(name: string, version: string, way: readonly string[] = []): HubSpec {
  const specifier = parseVersion(version);
  if (!specifier) throw new Error(`${version} is no version`);
  return { kind: 'hub', name, versions: [{ specifier, by: { way, span } }], prereleases: false };
}

/** What each version of a package asks for: `a/b >=1.0.0`. */
type World = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

async function resolved(world: World, asked: readonly string[]) {
  const reported: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic) => void reported.push(diagnostic);
  const looks: string[] = [];
  const spec = (text: string, way: readonly string[] = []): PackageSpec => {
    const [name = '', version = ''] = text.split(' ');
    return hub(name, version, way);
  };
  const store: PackageStore = {
    async settle(one) {
      if (one.kind !== 'hub') throw new Error('only packages of the hub are here');
      const about = { project: '', packages: [], tarball: '', forDbt: [] };
      const versions = new Map(Object.keys(world[one.name] ?? {}).map((version) => [version, about] as const));
      return settleVersion(one, { versions, movedTo: null }, null, report);
    },
    async look(pin) {
      if (pin.kind !== 'hub') throw new Error('only packages of the hub are here');
      looks.push(`${pin.name} ${pin.version}`);
      const packages = world[pin.name]?.[pin.version] ?? [];
      const way = [...pin.by.way, `${pin.name} ${pin.version}`];
      return { pin, project: pin.name.replace('/', '_'), packages: packages.map((text) => spec(text, way)) };
    },
  };
  const found = await resolvePackages(
    asked.map((text) => spec(text)),
    { store, project: 'root', report },
  );
  const pins = found?.map(({ pin }) => (pin.kind === 'hub' ? `${pin.name} ${pin.version}` : ''));
  return { pins, reported, looks: looks.length };
}

describe('resolvePackages', () => {
  it('names packages in the order in which they are first asked for, level by level', async () => {
    const world = {
      'x/a': { '1.0.0': ['x/d >=1.0.0', 'x/b >=1.0.0'] },
      'x/b': { '1.0.0': ['x/c 1.0.0'] },
      'x/c': { '1.0.0': [] },
      'x/d': { '1.0.0': [] },
    };
    expect((await resolved(world, ['x/a 1.0.0', 'x/b 1.0.0'])).pins).toEqual([
      'x/a 1.0.0',
      'x/b 1.0.0',
      'x/d 1.0.0',
      'x/c 1.0.0',
    ]);
  });

  it('settles again what is narrowed later, while what the first choice asked for stays', async () => {
    const world = {
      'x/a': { '1.0.0': [], '2.0.0': ['x/c 1.0.0'] },
      'x/b': { '1.0.0': ['x/a <2.0.0'] },
      'x/c': { '1.0.0': [] },
    };
    expect((await resolved(world, ['x/a >=1.0.0', 'x/b 1.0.0'])).pins).toEqual(['x/a 1.0.0', 'x/b 1.0.0', 'x/c 1.0.0']);
  });

  it('comes to an end where packages ask for each other', async () => {
    const ring = {
      'x/a': { '1.0.0': ['x/b >=1.0.0'] },
      'x/b': { '1.0.0': ['x/c >=1.0.0'] },
      'x/c': { '1.0.0': ['x/a >=1.0.0'] },
    };
    const { pins, looks } = await resolved(ring, ['x/a 1.0.0']);
    expect(pins).toEqual(['x/a 1.0.0', 'x/b 1.0.0', 'x/c 1.0.0']);
    expect(looks).toBeLessThan(20);
  });

  it('follows a long chain to its end', async () => {
    const chain = Object.fromEntries(
      Array.from({ length: 300 }, (_, place) => [
        `x/p${place}`,
        { '1.0.0': place === 299 ? [] : [`x/p${place + 1} 1.0.0`] },
      ]),
    );
    expect((await resolved(chain, ['x/p0 1.0.0'])).pins).toHaveLength(300);
  });

  it('reports each way to a conflict once', async () => {
    const world = {
      'x/a': { '1.0.0': ['x/c <1.0.0'] },
      'x/b': { '1.0.0': ['x/c 1.0.0'] },
      'x/c': { '0.9.0': [], '1.0.0': [] },
    };
    const { pins, reported } = await resolved(world, ['x/a 1.0.0', 'x/b 1.0.0']);
    expect(pins).toBeUndefined();
    expect(reported.map(({ code, notes }) => [code, notes.map(({ message }) => message)])).toEqual([
      [
        'PACKAGE_CONFLICT',
        ['x/a 1.0.0 asks for <1.0.0', 'x/b 1.0.0 asks for 1.0.0', 'versions there are: 0.9.0, 1.0.0'],
      ],
    ]);
  });
});
