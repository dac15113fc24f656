// Names of types as Python's messages give them.

import { Dict, HostObject, List, PySet, Tuple, Undefined, type Value } from '../value.ts';

export function typeName(value: Value): string {
  if (value === null) return 'NoneType';
  switch (typeof value) {
    case 'string':
      return 'str';
    case 'bigint':
      return 'int';
    case 'number':
      return 'float';
    case 'boolean':
      return 'bool';
  }
  if (value instanceof List) return 'list';
  if (value instanceof Dict) return 'dict';
  if (value instanceof Tuple) return 'tuple';
  if (value instanceof PySet) return 'set';
  if (value instanceof Undefined) return 'Undefined';
  return value instanceof HostObject ? value.typeName : 'object';
}
