// The table of the keys of targets. From it follow how they are read, which are known, and docs/targets.md.

import { readInteger, readOneOf, readText } from './read-value.ts';
import { namesOfKeys, type SettingKey, type SettingKeys } from './setting-key.ts';
import { sslModes } from './target.ts';

export const targetTypes = ['embedded', 'postgres'] as const;

export const typeKey = {
  name: 'type',
  example: 'postgres',
  reader: readOneOf(targetTypes),
  type: '`embedded`, `postgres`',
  absent: 'needed',
  about: 'PostgreSQL inside Smelt, or a server.',
} as const satisfies SettingKey<(typeof targetTypes)[number]>;

const text = { reader: readText, type: 'text' } as const;
const schema = {
  ...text,
  name: 'schema',
  example: 'analytics',
  about: 'Where models go unless they say otherwise.',
} as const;

const sharedKeys = {
  stateSchema: {
    ...text,
    name: 'state_schema',
    example: 'smelt_dev',
    absent: { words: '`smelt`' },
    about:
      'Where Smelt keeps its state: a schema of its own, in which nothing else is (a node in it is an error). Two targets, projects or people may share one ([operating.md](operating.md#several-people-on-one-database)) or have one each.',
  },
  threads: {
    name: 'threads',
    example: '4',
    reader: readInteger(1, 1000),
    type: '1 to 1000',
    absent: { value: 1 },
    about:
      'Nodes at once. The embedded database has one session; where a server has fewer places for sessions than this, nodes wait for those that there are.',
  },
  timeZone: {
    ...text,
    name: 'time_zone',
    example: 'Europe/Berlin',
    absent: { words: '`UTC`' },
    about: "The sessions' time zone ([below](#time-zones)).",
  },
} as const satisfies SettingKeys;

export const embeddedKeys = {
  schema: { ...schema, absent: { value: 'public' } },
  ...sharedKeys,
  path: {
    ...text,
    name: 'path',
    example: 'data/database',
    absent: { value: '.smelt/database' },
    about: "Folder of the database, from the project's folder.",
  },
} as const satisfies SettingKeys;

/** What a server's address has instead: first what the URL says, then libpq's variable, then libpq's own default. */
function asLibpq(variable: string, last: string): { readonly words: string } {
  return { words: `of \`url\`, else \`${variable}\`, else ${last}` };
}

const seconds = { reader: readInteger(0), type: 'seconds' } as const;

export const serverKeys = {
  schema: { ...schema, absent: 'needed' },
  ...sharedKeys,
  url: {
    ...text,
    name: 'url',
    example: `"{{ env_var('DATABASE_URL') }}"`,
    absent: { words: 'the keys below' },
    about: '`postgres://user:password@host:port/database`. The keys below win over its parts.',
  },
  host: {
    ...text,
    name: 'host',
    example: 'db.example.org',
    absent: asLibpq('PGHOST', '`localhost`'),
    about: 'A name, an address, or the folder of a Unix socket.',
  },
  port: {
    name: 'port',
    example: '5433',
    reader: readInteger(1, 65535),
    type: '1 to 65535',
    absent: asLibpq('PGPORT', '`5432`'),
    about: 'The port of the server.',
  },
  user: {
    ...text,
    name: 'user',
    example: 'builder',
    absent: asLibpq('PGUSER', "the system's user"),
    about: 'The role to connect as.',
  },
  password: {
    ...text,
    name: 'password',
    example: `"{{ env_var('DB_PASSWORD') }}"`,
    otherName: 'pass',
    absent: asLibpq('PGPASSWORD', 'none'),
    about: 'Its password.',
  },
  dbname: {
    ...text,
    name: 'dbname',
    example: 'analytics',
    otherName: 'database',
    absent: asLibpq('PGDATABASE', 'the name of the user'),
    about: 'The database.',
  },
  sslmode: {
    name: 'sslmode',
    example: 'verify-full',
    reader: readOneOf(sslModes),
    type: sslModes.map((mode) => `\`${mode}\``).join(', '),
    absent: asLibpq('PGSSLMODE', '`prefer`'),
    about: 'Whether the connection is encrypted, and how the server is known, as libpq means it.',
  },
  sslrootcert: {
    ...text,
    name: 'sslrootcert',
    example: 'certificates/ca.pem',
    absent: asLibpq('PGSSLROOTCERT', '`~/.postgresql/root.crt`, else those of Node'),
    about: 'File of the certificates by which the server is known, in PEM.',
  },
  searchPath: {
    ...text,
    name: 'search_path',
    example: `'analytics, public'`,
    absent: { words: "the role's or database's own" },
    about: 'Where unqualified names of models and hooks are looked for: `analytics, public`.',
  },
  role: {
    ...text,
    name: 'role',
    example: 'owner',
    absent: { words: 'the role that connected' },
    about: 'SET ROLE after connecting.',
  },
  connectTimeout: {
    ...seconds,
    name: 'connect_timeout',
    example: '30',
    absent: asLibpq('PGCONNECT_TIMEOUT', '`10`'),
    about: 'How long a connection may take.',
  },
  keepalivesIdle: {
    ...seconds,
    name: 'keepalives_idle',
    example: '60',
    absent: { words: "the system's own" },
    about: 'After which silence it is asked whether the other end lives; 0: as the system has it.',
  },
  retries: {
    name: 'retries',
    example: '3',
    reader: readInteger(0),
    type: 'whole number',
    absent: { words: '`1`' },
    about: 'How often a failed connection is tried again.',
  },
} as const satisfies SettingKeys;

/** All names of the keys, that of the type before them. */
export function targetKeyNames(keys: SettingKeys): readonly string[] {
  return [typeKey.name, ...namesOfKeys(keys)];
}
