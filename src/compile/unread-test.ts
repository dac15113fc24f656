// A data test while it is parsed: what its templates see of it before anything of it is known but its name, and what the project
// file says of its folder.

import { InternalError } from '../base/internal-error.ts';
import { dependsOnNothing } from '../graph/depends-on.ts';
import type { TestNode } from '../graph/node.ts';
import type { ParsedTestParts } from '../graph/nodes/test.ts';
import type { ConfigEntry, Project } from '../project/project.ts';
import { parseTestConfig, type TestConfig } from '../project/test-config.ts';
import type { TemplateEnvironment } from '../template/vocabulary.ts';
import { unplacedValue } from './node-value.ts';
import type { ParsedSubject } from './parse-template.ts';

export const unreadParts: ParsedTestParts = { config: unsetConfig(), references: [], dependsOn: dependsOnNothing };

function unsetConfig(): TestConfig {
  const config = parseTestConfig([]);
  if (!config.ok) throw new InternalError('the config of a test that says nothing is wrong');
  return config.value;
}

/** Least specific first. */
export function folderDefaults(
  { testConfigs }: Pick<Project, 'testConfigs'>,
  fqn: readonly string[],
): readonly ConfigEntry[] {
  const above = testConfigs.filter(({ prefix }) => prefix.every((part, index) => fqn[index] === part));
  return above.flatMap(({ entries }) => entries);
}

export function unreadSubject(node: TestNode, { run }: TemplateEnvironment): ParsedSubject {
  return { node, model: () => unplacedValue(node, run.target) };
}
