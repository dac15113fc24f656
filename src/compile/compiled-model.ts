// What compiling makes of a node: its SQL as the database will get it, with the way back to the template.

import type { SourceMap } from '../diagnostics/source-map.ts';
import type { TextFile } from '../diagnostics/text-file.ts';
import type { ModelNode, NodeId, SourceNode } from '../graph/node.ts';
import type { ParsedStatement } from '../sql/parser.ts';
import type { RelationName } from '../sql/sql.ts';

/** A file source that a model reads: the temporary relation that stands for it. */
export interface FileRelation {
  readonly source: SourceNode;
  /** `pg_temp` and a name made from the source's; created and filled before the model's statement. */
  readonly relation: RelationName;
  /** `--empty`: no file is looked at, and none counts as taken in. */
  readonly empty?: boolean;
}

/** SQL that a template was rendered to: without blanks around it and without a final semicolon. */
export interface CompiledText {
  readonly sql: string;
  readonly map: SourceMap;
  /** The file of the template. */
  readonly file: TextFile;
}

/** Its `sql` is one SELECT, ephemeral parents inlined as CTEs; never empty. */
export interface CompiledModel extends CompiledText {
  readonly node: ModelNode;
  /** The SQL as PostgreSQL's parser reads it; null where it does not, which the database then says. It is parsed once, for all who ask. */
  readonly statement: ParsedStatement | null;
  /** Relations of the project that the SQL reads, by node; ephemeral ones replaced by theirs. */
  readonly parents: readonly NodeId[];
  readonly fileRelations: readonly FileRelation[];
  readonly sqlHeader: string | null;
}
