// The name that PostgreSQL gives to a column without an alias (its FigureColname): a column's or function's own name wins over
// a cast's type, and what has none is `?column?`.

import { isJsonObject, type JsonObject, type JsonValue } from '../base/json-value.ts';

/** 2: the expression's own name; 1: better than nothing (a type, `case`); 0: none. */
interface Figured {
  readonly name: string;
  readonly strength: 0 | 1 | 2;
}

const nothing: Figured = { name: '?column?', strength: 0 };

export function figureColumnName(expression: JsonValue): string {
  return figure(expression).name;
}

function figure(expression: JsonValue | undefined): Figured {
  if (!isJsonObject(expression)) return nothing;
  const [entry] = Object.entries(expression);
  if (!entry || !isJsonObject(entry[1])) return nothing;
  const [kind, node] = entry;
  switch (kind) {
    case 'ColumnRef':
      return own(lastString(node.fields));
    case 'A_Indirection': {
      const field = lastString(node.indirection);
      return field === undefined ? figure(node.arg) : own(field);
    }
    case 'FuncCall':
      return own(lastString(node.funcname));
    case 'A_Expr':
      return node.kind === 'AEXPR_NULLIF' ? own('nullif') : nothing;
    case 'TypeCast':
      return weaker(figure(node.arg), lastString(typeNames(node)));
    case 'CollateClause':
      return figure(node.arg);
    case 'CaseExpr':
      return weaker(figure(node.defresult), 'case');
    case 'SubLink':
      return sublink(node);
    case 'SQLValueFunction':
      return own(String(node.op).replace('SVFOP_', '').replace(/_N$/, '').toLowerCase());
    case 'MinMaxExpr':
      return own(node.op === 'IS_LEAST' ? 'least' : 'greatest');
    case 'XmlExpr':
      return node.op === 'IS_DOCUMENT' ? nothing : own(String(node.op).replace('IS_', '').toLowerCase());
    default:
      return ownByKind[kind] === undefined ? nothing : own(ownByKind[kind]);
  }
}

const ownByKind: Readonly<Record<string, string>> = {
  GroupingFunc: 'grouping',
  MergeSupportFunc: 'merge_action',
  A_ArrayExpr: 'array',
  RowExpr: 'row',
  CoalesceExpr: 'coalesce',
  XmlSerialize: 'xmlserialize',
  JsonParseExpr: 'json',
  JsonScalarExpr: 'json_scalar',
  JsonSerializeExpr: 'json_serialize',
  JsonObjectConstructor: 'json_object',
  JsonArrayConstructor: 'json_array',
  JsonArrayQueryConstructor: 'json_array',
  JsonObjectAgg: 'json_objectagg',
  JsonArrayAgg: 'json_arrayagg',
};

function own(name: string | undefined): Figured {
  return name === undefined || name === '' ? nothing : { name, strength: 2 };
}

function weaker(inner: Figured, name: string | undefined): Figured {
  return inner.strength > 1 || name === undefined ? inner : { name, strength: 1 };
}

function sublink(node: JsonObject): Figured {
  if (node.subLinkType === 'EXISTS_SUBLINK') return own('exists');
  if (node.subLinkType === 'ARRAY_SUBLINK') return own('array');
  if (node.subLinkType !== 'EXPR_SUBLINK') return nothing;
  const query = isJsonObject(node.subselect) ? node.subselect.SelectStmt : undefined;
  if (!isJsonObject(query)) return nothing;
  const [first] = Array.isArray(query.targetList) ? query.targetList : [];
  const target = isJsonObject(first) ? first.ResTarget : undefined;
  if (!isJsonObject(target)) return nothing;
  return typeof target.name === 'string' ? own(target.name) : figure(target.val);
}

function typeNames(node: JsonObject): JsonValue | undefined {
  return isJsonObject(node.typeName) ? node.typeName.names : undefined;
}

function lastString(list: JsonValue | undefined): string | undefined {
  if (!Array.isArray(list)) return undefined;
  const names = list.flatMap((item: JsonValue) => {
    const node = isJsonObject(item) ? item.String : undefined;
    return isJsonObject(node) && typeof node.sval === 'string' ? [node.sval] : [];
  });
  return names.at(-1);
}
