// The floors of the house (ARCHITECTURE.md): a room imports only from floors below, and outside libraries stay in their rooms.

const floors = [
  ['base'],
  ['diagnostics'],
  ['sql', 'jinja'],
  ['project', 'catalog'],
  ['template', 'ingest', 'state'],
  ['graph'],
  ['compile', 'assertions'],
  ['plan', 'quality'],
  ['execute'],
  ['postgres', 'report'],
  ['app'],
  ['watch'],
  ['cli'],
];

const rooms = floors.flat();
const floorOf = new Map(floors.flatMap((names, floor) => names.map((name) => [name, floor])));
const pathOf = (names) => `^src/(${names.join('|')})/`;

const floorRules = rooms.flatMap((room) => {
  const allowed = rooms.filter((other) => other === room || floorOf.get(other) < floorOf.get(room));
  const forbidden = rooms.filter((other) => !allowed.includes(other));
  if (forbidden.length === 0) return [];
  return [
    {
      name: `floor-${room}`,
      comment: `${room}/ may import only rooms on floors below it`,
      severity: 'error',
      from: { path: pathOf([room]) },
      to: { path: pathOf(forbidden) },
    },
  ];
});

const homes = {
  '@dagrejs/graphlib': ['graph'],
  '@electric-sql/pglite': ['postgres'],
  chokidar: ['watch'],
  'csv-parse': ['ingest'],
  'libpg-query': ['sql'],
  pg: ['postgres'],
  'pg-copy-streams': ['postgres'],
  'sql-template-tag': ['sql'],
  yaml: ['project', 'template'],
  yargs: ['cli'],
  zod: ['project'],
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
    ...floorRules,
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
