// Plain data of the project as values of a template that runs, with dates as Python's.

import type { Value } from '../jinja/value.ts';
import { templateValueOf } from '../project/template-value.ts';
import type { YamlData } from '../project/yaml-value.ts';
import { readMoment } from '../pylib/datetime/datetime-class.ts';

export function dataValueOf(data: YamlData): Value {
  return templateValueOf(data, (text) => readMoment(text) ?? text);
}
