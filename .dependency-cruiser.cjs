// The levels of the code (ARCHITECTURE.md): a folder imports only from levels below, and outside libraries stay in their folders.

const levels = [
  ['base'],
  ['diagnostics'],
  ['sql', 'jinja'],
  ['database', 'catalog', 'project', 'pylib'],
  ['state', 'template', 'graph', 'ingest'],
  ['compile', 'assertions', 'postgres', 'packages'],
  ['plan', 'quality'],
  ['execute'],
  ['report'],
  ['app'],
  ['watch'],
  ['cli'],
];

/** Folders within one: each imports only from those before it, and from the files beside them. */
const within = {
  execute: ['load', 'tests', 'hooks', 'node', 'run'],
  plan: ['shape', 'write', 'materialize'],
};

const folders = levels.flat();
const levelOf = new Map(levels.flatMap((names, level) => names.map((name) => [name, level])));
const pathOf = (names) => `^src/(${names.join('|')})/`;

const levelRules = folders.flatMap((folder) => {
  const allowed = folders.filter((other) => other === folder || levelOf.get(other) < levelOf.get(folder));
  const forbidden = folders.filter((other) => !allowed.includes(other));
  if (forbidden.length === 0) return [];
  return [
    {
      name: `level-${folder}`,
      comment: `${folder}/ may import only folders on levels below it`,
      severity: 'error',
      from: { path: pathOf([folder]) },
      to: { path: pathOf(forbidden) },
    },
  ];
});

const innerRules = Object.entries(within).flatMap(([folder, names]) =>
  names.slice(0, -1).map((name, place) => ({
    name: `level-${folder}-${name}`,
    comment: `${folder}/${name}/ comes before ${names.slice(place + 1).join(', ')}`,
    severity: 'error',
    from: { path: `^src/${folder}/${name}/` },
    to: { path: `^src/${folder}/(${names.slice(place + 1).join('|')})/` },
  })),
);

const homes = {
  '@electric-sql/pglite': ['postgres'],
  chokidar: ['watch'],
  'csv-parse': ['ingest'],
  'libpg-query': ['sql'],
  'modern-tar': ['packages'],
  pg: ['postgres'],
  'pg-copy-streams': ['postgres'],
  'sql-template-tag': ['sql'],
  'string-width': ['diagnostics'],
  yaml: ['project', 'template', 'packages'],
  yargs: ['cli'],
};

const homeRules = Object.entries(homes).map(([library, names]) => ({
  name: `home-of-${library.replaceAll(/[^a-z]/g, '-')}`,
  comment: `${library} is used in ${names.join(', ')} only`,
  severity: 'error',
  from: { path: '^src/', pathNot: pathOf(names) },
  to: { path: `^node_modules/${library}/` },
}));

module.exports = {
  forbidden: [
    ...levelRules,
    ...innerRules,
    ...homeRules,
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'reachable',
      comment: 'everything in src is reached from the command line or a public entry',
      severity: 'error',
      from: { path: '^src/(cli/main|jinja/index)\\.ts$' },
      to: {
        path: '^src/',
        pathNot: '^src/(cli/main\\.ts|jinja/index\\.ts|postgres/embedded-worker\\.js)$',
        reachable: false,
      },
    },
    {
      name: 'no-vague-names',
      severity: 'error',
      from: {},
      to: { path: '/(utils?|helpers?|common|types|interfaces)(\\.ts$|/)', pathNot: 'node_modules' },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-dev-dependency',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: '^node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types'] },
  },
};
