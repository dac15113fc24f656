// A project as its files state it: resources, properties and settings, parsed once into values that carry their places.
// Nothing here is rendered or resolved; references between resources are the graph's.

import type { JsonObject, JsonValue } from '../base/json-value.ts';
import type { Span, TextFile } from '../diagnostics/text-file.ts';
import type { DeclarationKind } from './declaration-kind.ts';
import type { Group } from './groups.ts';
import type { Hook } from './keys/read-hooks.ts';
import type { ModelVersion } from './model-version.ts';
import type { ProjectPaths } from './project-paths.ts';
import type { Target } from './target.ts';
import type { TargetFacts } from './target-facts.ts';
import type { YamlDataObject, YamlValue } from './yaml-value.ts';

/** One config key as somebody wrote it, without a leading `+`. */
export interface ConfigEntry {
  readonly key: string;
  readonly value: JsonValue;
  readonly span: Span;
  /** The project file gives it to all of a folder. */
  readonly ofFolder?: true;
}

/** A value together with its place. */
export interface Placed<T> {
  readonly value: T;
  readonly span: Span;
}

/** A hook around runs, with whose it is and its place, from 0, among those of its package. */
export interface RunHook extends Hook {
  readonly packageName: string;
  readonly index: number;
}

export interface Project {
  /** Absolute path. */
  readonly root: string;
  readonly name: string;
  /** project.yml, or dbt_project.yml. */
  readonly file: TextFile;
  readonly version: string | null;
  readonly paths: ProjectPaths;
  /** What `var()` finds in the project's own files: `vars:` of the project file under those of `--vars`. */
  readonly vars: YamlDataObject;
  /** The packages in use, by name; each sees vars of its own. */
  readonly packages: ReadonlyMap<string, ProjectPackage>;
  readonly target: Target;
  readonly targetFacts: TargetFacts;
  readonly models: readonly ResourceFile[];
  readonly seeds: readonly ResourceFile[];
  readonly snapshots: readonly ResourceFile[];
  readonly analyses: readonly ResourceFile[];
  /** Singular data tests: a SQL file each. */
  readonly singularTests: readonly ResourceFile[];
  /** Files of macros, generic tests and materializations, of the project and of its local packages. */
  readonly macroFiles: readonly MacroFile[];
  readonly sources: readonly SourceTable[];
  readonly groups: readonly Group[];
  /** Exposures, metrics, semantic models and saved queries, disabled ones too. */
  readonly declarations: readonly Declaration[];
  /** Packages, the project among them, whose models are for themselves but for public ones. */
  readonly restrictedPackages: ReadonlySet<string>;
  /** Of the packages by their names, the project's own last. */
  readonly onRunStart: readonly RunHook[];
  readonly onRunEnd: readonly RunHook[];
  /** Whether nothing is built on a failed on-run-start. */
  readonly skipsAfterFailedStart: boolean;
  /** Whether the latest version of a model that does not say so itself has a view that points to it. */
  readonly pointsToLatest: boolean;
  /** Engine tables that the project asks for, or gives another name. */
  readonly engineTables: readonly EngineTable[];
  /** Search orders of adapter.dispatch: namespace → packages. */
  readonly dispatch: ReadonlyMap<string, readonly string[]>;
  /** Default configs for data tests from `data_tests:`/`tests:` of project.yml, least specific first, by fqn prefix. */
  readonly testConfigs: readonly FolderConfig[];
  /** The project's own first, then those of its packages. */
  readonly docsBlocks: readonly DocsBlock[];
  /** Texts that no message may show, longest first: see secrets.ts and diagnostics/mask-secrets.ts. */
  readonly secrets: readonly string[];
}

export interface ProjectPackage {
  readonly name: string;
  readonly version: string | null;
  readonly vars: YamlDataObject;
}

export interface EngineTable {
  readonly table: 'etl_status' | 'data_quality_metrics' | 'audit_log';
  /** What the project calls it; the table's own name unless it renames it. */
  readonly name: string;
  readonly span: Span;
}

/** Config given for a folder (fqn prefix below the package) in project.yml. */
export interface FolderConfig {
  readonly prefix: readonly string[];
  readonly entries: readonly ConfigEntry[];
}

export type ResourceKind = 'model' | 'seed' | 'snapshot' | 'analysis' | 'test';

export interface ResourceFile {
  readonly kind: ResourceKind;
  readonly packageName: string;
  readonly name: string;
  /** `[package, folder below the resource path, …, name]`, and the version's tag behind the name of a model with versions. */
  readonly fqn: readonly string[];
  /** Of a model with versions. */
  readonly version?: ModelVersion;
  readonly file: TextFile;
  /** From project.yml (general to specific), then from the properties file; in-file config() comes later and wins. */
  readonly config: readonly ConfigEntry[];
  readonly properties: Properties | null;
  /** Of a snapshot. Null for other kinds, and for a file in the snapshot paths that holds no block. */
  readonly snapshot: SnapshotQuery | null;
}

/** Where a snapshot's query is, with the place of its name: in a block of its file, or in the entry that declares it. */
export type SnapshotQuery =
  | { readonly kind: 'block'; readonly body: Span; readonly span: Span }
  /** `relation:`, as written: `ref('orders')`, `source('shop', 'orders')`. */
  | { readonly kind: 'relation'; readonly relation: Placed<string>; readonly span: Span };

export interface MacroFile {
  readonly packageName: string;
  readonly file: TextFile;
}

/** A `{% docs name %}` block; names are unique in a package. */
export interface DocsBlock {
  readonly packageName: string;
  readonly name: string;
  /** Rendered, without the blanks around it. */
  readonly text: string;
  /** From the opening tag to the closing one. */
  readonly span: Span;
}

export interface Properties {
  readonly name: Placed<string>;
  /** Rendered, as those of columns, tests and sources are. */
  readonly description: string;
  readonly columns: readonly ColumnProperties[];
  readonly constraints: readonly ConstraintDeclaration[];
  readonly tests: readonly TestDeclaration[];
  readonly meta: JsonObject;
  /** From when on nothing should refer to the model, as Python's isoformat writes it. */
  readonly deprecationDate?: Placed<string>;
  /** As dbt's dictionary of the model has it: packages pass over models that have one. */
  readonly timeSpine?: JsonObject;
  /** Ids of the docs blocks that its descriptions name, those of columns and tests included. */
  readonly docs: readonly string[];
  /** The properties file it is in. */
  readonly file: TextFile;
}

export interface ColumnProperties {
  readonly name: string;
  readonly span: Span;
  readonly description: string;
  readonly dataType: Placed<string> | null;
  /** SQL expression; a column with one may be absent from the SELECT. */
  readonly default: Placed<string> | null;
  /** `identity: true`: bigint generated always. */
  readonly identity: boolean;
  /** dbt's `quote:`; kept for templates that look at it, since Smelt quotes every name. */
  readonly quote: boolean;
  readonly constraints: readonly ConstraintDeclaration[];
  readonly tests: readonly TestDeclaration[];
  readonly meta: JsonObject;
  readonly tags: readonly string[];
}

export interface ConstraintDeclaration {
  readonly type: 'primary_key' | 'unique' | 'not_null' | 'check' | 'foreign_key' | 'custom';
  readonly name: string | null;
  /** For a constraint of the relation; a column's own constraint names its column. */
  readonly columns: readonly string[];
  /** check, custom; or foreign_key's dbt-style raw `other (id)`. */
  readonly expression: string | null;
  /** foreign_key: `ref('client_account')` or `source(…)`, as written. */
  readonly to: Placed<string> | null;
  readonly toColumns: readonly string[];
  /** `warn_unsupported`: whether it is reported where the materialization has no constraints. */
  readonly warnsUnsupported?: boolean;
  readonly span: Span;
}

export interface TestDeclaration {
  /** `not_null`, or `package.name`. */
  readonly name: string;
  /** Without `column_name` and `model`. */
  readonly arguments: JsonObject;
  /** The same as they are written, each at its place, with their templates. */
  readonly argumentTrees: ReadonlyMap<string, YamlValue>;
  /** Least specific first; the project file's `data_tests:` come before them. */
  readonly config: readonly ConfigEntry[];
  readonly customName: string | null;
  readonly description: string;
  readonly column: string | null;
  readonly span: Span;
}

export interface SourceTable {
  readonly packageName: string;
  readonly sourceName: string;
  readonly name: string;
  /** `[package, folder of the properties file, …, source, table]`. */
  readonly fqn: readonly string[];
  readonly identifier: string;
  readonly schema: string;
  readonly database: string | null;
  readonly description: string;
  readonly enabled: boolean;
  readonly columns: readonly ColumnProperties[];
  readonly tests: readonly TestDeclaration[];
  readonly tags: readonly string[];
  readonly meta: JsonObject;
  readonly facts: SourceFacts;
  /** Ids of the docs blocks that its source's and its own descriptions name, those of columns and tests included. */
  readonly docs: readonly string[];
  /** Present where the source's rows are records of files. */
  readonly files: FileSettings | null;
  readonly file: TextFile;
  readonly span: Span;
}

/** An exposure, a metric, a semantic model or a saved query. */
export interface Declaration extends DeclaredNeeds {
  readonly kind: DeclarationKind;
  readonly packageName: string;
  readonly name: string;
  /** `[package, folder of the properties file, …, name]`. */
  readonly fqn: readonly string[];
  readonly file: TextFile;
  readonly span: Span;
  readonly description: string;
  /** Ids of the docs blocks that its description names. */
  readonly docs: readonly string[];
  readonly enabled: boolean;
  readonly tags: readonly string[];
  readonly meta: JsonObject;
  readonly group: Placed<string> | null;
  /** The entry as it is written. */
  readonly written: JsonObject;
}

/** What it refers to. */
export interface DeclaredNeeds {
  /** `ref(…)`, `source(…)`, `metric(…)`, as written. */
  readonly references: readonly Placed<string>[];
  /** Names of metrics. */
  readonly metrics: readonly Placed<string>[];
  /** Names of measures, which semantic models have. */
  readonly measures: readonly Placed<string>[];
  /** Measures that a semantic model has. */
  readonly ownMeasures: readonly string[];
}

/** What templates see of a table of a source in dbt's `graph.sources`, and nothing else looks at. */
export interface SourceFacts {
  readonly loader: string;
  readonly sourceDescription: string;
  readonly sourceMeta: JsonObject;
  readonly quoting: JsonObject;
  readonly external: JsonObject | null;
  /** Every key as merged. */
  readonly config: JsonObject;
}

/** A `files:` block, validated; the location is rendered (var, env_var) but not resolved. */
export interface FileSettings {
  readonly location: Placed<string>;
  readonly format: 'json' | 'ndjson' | 'csv';
  readonly gzip: boolean | 'by name';
  /** Path of keys to the records inside a page; empty: the page itself. */
  readonly records: readonly string[];
  /** What a page's envelope must say: path of keys → expected text. */
  readonly ok: readonly { readonly path: readonly string[]; readonly equals: JsonValue }[];
  /** Of one page. */
  readonly maxRecords: number;
  readonly maxAttempts: number;
  readonly backoffMilliseconds: number;
}
