// What a template needs: facts that are the same for every one of a project, and what its node answers, which compile/ gives for
// each. In parse mode nothing of the database is known; references, configs and vars are only noted.

import type { JsonObject, JsonValue } from '../base/json-value.ts';
import type { LogLevel } from '../diagnostics/log-level.ts';
import type { CallPlace, CallResult, Value } from '../jinja/value.ts';
import type { VersionName } from '../project/model-version.ts';
import type { TargetFacts } from '../project/target-facts.ts';
import type { YamlDataObject } from '../project/yaml-value.ts';
import type { RelationName, Sql } from '../sql/sql.ts';
import type { MacroLibrary } from './macros.ts';
import type { RelationObject } from './relation-object.ts';

export interface RefArguments {
  readonly packageName: string | null;
  readonly name: string;
  /** Null: the latest. */
  readonly version: VersionName | null;
}

/** What was asked for by options, as dbt's `flags` has it. */
export interface RunFlags {
  /** References give no rows. */
  readonly empty: boolean;
  readonly failFast: boolean;
  readonly warnError: boolean;
  /** Whether `print()` prints. */
  readonly print: boolean;
  readonly quiet: boolean;
  readonly debug: boolean;
  readonly logLevel: LogLevel;
  readonly logFormat: string;
  readonly indirectSelection: string;
  readonly versionCheck: boolean;
}

/** Facts of the run that are the same for every node. */
export interface RunFacts {
  readonly invocationId: string;
  readonly startedAt: Date;
  readonly projectName: string;
  /** Of the project and of each other package, where its file states one. */
  readonly versions: ReadonlyMap<string, string | null>;
  /** What `--vars` gives. */
  readonly givenVars: YamlDataObject;
  /** What `var()` finds in files of the project; `--vars` are merged in. */
  readonly vars: YamlDataObject;
  /** The same for files of each other package. */
  readonly packageVars: ReadonlyMap<string, YamlDataObject>;
  /** The project's search orders of adapter.dispatch: namespace → packages. */
  readonly dispatch: ReadonlyMap<string, readonly string[]>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly target: TargetFacts;
  readonly fullRefresh: boolean;
  readonly flags: RunFlags;
  /** The command as typed: `build`, `run`, … */
  readonly command: string;
  readonly threads: number;
  readonly smeltVersion: string;
}

/** What is the same for every template of a project, whatever its node. */
export interface TemplateEnvironment {
  readonly run: RunFacts;
  readonly library: MacroLibrary;
  /** dbt's `graph`: nodes and sources by id; made only when asked for. */
  graph(): JsonObject;
  /** Takes what templates log and print. */
  say(message: string, loud: boolean): void;
  /** The text of the `{% docs %}` block that package `from` means; throws a TemplateError where there is none. */
  doc(from: string, packageName: string | null, name: string): string;
}

/** Where Smelt records which relations are its own, as statements and expressions; what is recorded is the state's to say. */
export interface RelationRecords {
  /** Answers whether there are any that the session may read. */
  readonly areReadable: Sql;
  /** Whether the relation of that schema, name and OID is recorded. */
  hold(schema: Sql, name: Sql, oid: Sql): Sql;
  /** After the relation was renamed. */
  rename(relation: RelationName, name: string): Sql;
}

/** What a template asks of one node's place in the project. Each may throw TemplateError for a mistake of the template. */
export interface NodeVocabulary {
  /** 'parse': nothing runs, undefined values are lenient; `execute` is false. */
  readonly mode: 'parse' | 'execute';
  /** Of the file that is rendered: its macros are found first, and its vars hold. */
  readonly packageName: string;
  ref(args: RefArguments): Value;
  source(sourceName: string, name: string): Value;
  /** Keys as given to one call of config(); answers nothing. */
  config(entries: ReadonlyMap<string, Value>): void;
  /** The merged config, asked for in execute mode only. */
  configValue(key: string): JsonValue | undefined;
  /** Absent in parse mode. */
  readonly records?: RelationRecords;
  readonly current: RelationObject | null;
  isIncremental(): boolean;
  shouldFullRefresh(): boolean;
  /** dbt's `model`: the node as a dictionary; made only when asked for. */
  model(): JsonObject;
  warn(message: string, place: CallPlace): void;
  /** A query of the template: a Question in execute mode, whose value is a QueryTable. Never called in parse mode. */
  query(sql: string, engine?: boolean): CallResult;
  /** Called for each name that the template asks for: an id of a macro, a var, an environment variable. Parsing keeps them. */
  asked?(kind: 'macro' | 'var' | 'envVar', name: string): void;
  /** Names that only this rendering has, such as the `results` of on-run-end. */
  extra(name: string): Value | undefined;
}
