// The syntax tree of a template, as the parser makes it and static readers use it. Offsets are code units of the source
// text as the user wrote it.

import type { Value } from './value.ts';

interface Node {
  readonly start: number;
  readonly end: number;
}

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';

export interface Constant extends Node {
  readonly kind: 'constant';
  readonly value: Value;
}
export interface Name extends Node {
  readonly kind: 'name';
  readonly name: string;
}
export interface Sequence extends Node {
  readonly kind: 'list' | 'tuple';
  readonly items: readonly Expression[];
}
export interface DictLiteral extends Node {
  readonly kind: 'dict';
  readonly entries: readonly { readonly key: Expression; readonly value: Expression }[];
}
export interface Unary extends Node {
  readonly kind: 'unary';
  readonly operator: 'not' | '-' | '+';
  readonly operand: Expression;
}
export interface Binary extends Node {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}
export interface Logical extends Node {
  readonly kind: 'logical';
  readonly operator: 'and' | 'or';
  readonly left: Expression;
  readonly right: Expression;
}
/** `a < b <= c`: each operand is evaluated once, and none after the first comparison that fails. */
export interface Comparison extends Node {
  readonly kind: 'comparison';
  readonly first: Expression;
  readonly rest: readonly { readonly operator: CompareOperator; readonly operand: Expression }[];
}
/** `a ~ b ~ c`. */
export interface Concatenation extends Node {
  readonly kind: 'concatenation';
  readonly items: readonly Expression[];
}
/** `whenTrue if test else otherwise`. */
export interface Conditional extends Node {
  readonly kind: 'conditional';
  readonly test: Expression;
  readonly whenTrue: Expression;
  readonly otherwise: Expression | undefined;
}
export interface Attribute extends Node {
  readonly kind: 'attribute';
  readonly target: Expression;
  readonly name: string;
}
export interface Item extends Node {
  readonly kind: 'item';
  readonly target: Expression;
  readonly key: Expression;
}
export interface Slice extends Node {
  readonly kind: 'slice';
  readonly target: Expression;
  readonly from: Expression | undefined;
  readonly to: Expression | undefined;
  readonly step: Expression | undefined;
}
export interface Arguments {
  readonly positional: readonly Expression[];
  readonly keywords: readonly { readonly name: string; readonly value: Expression; readonly start: number }[];
  /** `*values` and `**values`, at most one of each. */
  readonly spread: Expression | undefined;
  readonly keywordSpread: Expression | undefined;
}
export interface Call extends Node {
  readonly kind: 'call';
  readonly callee: Expression;
  readonly arguments: Arguments;
}
/** `target | name(…)`; without a target in `{% filter name %}`, where the block's text is what is filtered. */
export interface FilterUse extends Node {
  readonly kind: 'filter';
  readonly target: Expression | undefined;
  readonly name: string;
  readonly arguments: Arguments;
}
export interface TestUse extends Node {
  readonly kind: 'test';
  readonly target: Expression;
  readonly name: string;
  readonly arguments: Arguments;
  readonly negated: boolean;
}

export type Expression =
  | Constant
  | Name
  | Sequence
  | DictLiteral
  | Unary
  | Binary
  | Logical
  | Comparison
  | Concatenation
  | Conditional
  | Attribute
  | Item
  | Slice
  | Call
  | FilterUse
  | TestUse;

/** What can be assigned to. `member` is `namespace.name`. */
export type Target =
  | Name
  | (Node & { readonly kind: 'targets'; readonly items: readonly Target[] })
  | (Node & { readonly kind: 'member'; readonly object: string; readonly name: string });

export interface Parameter extends Node {
  readonly name: string;
  readonly defaultValue: Expression | undefined;
}

export type DefinitionKind = 'macro' | 'test' | 'materialization' | 'snapshot' | 'docs';

export interface Text extends Node {
  readonly kind: 'text';
  /** With line breaks normalised and whitespace control applied; never empty. */
  readonly text: string;
}
/** `{{ … }}`. The span is that of the expression, without the braces. */
export interface Output extends Node {
  readonly kind: 'output';
  readonly expression: Expression;
}
export interface If extends Node {
  readonly kind: 'if';
  readonly branches: readonly { readonly test: Expression; readonly body: readonly Statement[] }[];
  readonly otherwise: readonly Statement[];
}
export interface For extends Node {
  readonly kind: 'for';
  readonly target: Target;
  readonly iterable: Expression;
  readonly filter: Expression | undefined;
  readonly recursive: boolean;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
}
export interface SetValue extends Node {
  readonly kind: 'set';
  readonly target: Target;
  readonly value: Expression;
}
export interface SetBlock extends Node {
  readonly kind: 'set-block';
  readonly target: Target;
  readonly filter: FilterUse | undefined;
  readonly body: readonly Statement[];
}
/** Any defining block; `definitionName` is what the user wrote, `name` the variable that holds the macro. */
export interface Macro extends Node {
  readonly kind: 'macro';
  readonly definition: DefinitionKind;
  readonly name: string;
  readonly definitionName: string;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly adapter: string | undefined;
  readonly languages: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
  readonly bodyStart: number;
  readonly bodyEnd: number;
}
/** `{% call(parameters) expression %}…{% endcall %}`. */
export interface CallBlock extends Node {
  readonly kind: 'call-block';
  readonly parameters: readonly Parameter[];
  readonly call: Call;
  readonly body: readonly Statement[];
}
export interface FilterBlock extends Node {
  readonly kind: 'filter-block';
  readonly filter: FilterUse;
  readonly body: readonly Statement[];
}
export interface With extends Node {
  readonly kind: 'with';
  readonly variables: readonly { readonly target: Target; readonly value: Expression }[];
  readonly body: readonly Statement[];
}
export interface Block extends Node {
  readonly kind: 'block';
  readonly name: string;
  readonly scoped: boolean;
  readonly required: boolean;
  readonly body: readonly Statement[];
}
export interface Do extends Node {
  readonly kind: 'do';
  readonly expression: Expression;
}
export interface LoopControl extends Node {
  readonly kind: 'break' | 'continue';
}
export interface Import extends Node {
  readonly kind: 'import';
  readonly template: Expression;
  readonly name: string;
  readonly withContext: boolean;
}
export interface FromImport extends Node {
  readonly kind: 'from-import';
  readonly template: Expression;
  readonly names: readonly { readonly name: string; readonly alias: string }[];
  readonly withContext: boolean;
}
export interface Include extends Node {
  readonly kind: 'include';
  readonly template: Expression;
  readonly ignoreMissing: boolean;
  readonly withContext: boolean;
}
export interface Extends extends Node {
  readonly kind: 'extends';
  readonly template: Expression;
}
/** A body in a scope of its own: `{% autoescape false %}`. */
export interface Scoped extends Node {
  readonly kind: 'scoped';
  readonly body: readonly Statement[];
}

export type Statement =
  | Text
  | Output
  | If
  | For
  | SetValue
  | SetBlock
  | Macro
  | CallBlock
  | FilterBlock
  | With
  | Block
  | Do
  | LoopControl
  | Import
  | FromImport
  | Include
  | Extends
  | Scoped;
