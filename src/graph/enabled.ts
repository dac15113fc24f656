// Whether a node takes part: a disabled one is known, so that references to it can be told from mistyped ones.

import type { Node } from './node.ts';

export function isEnabled(node: Node): boolean {
  return node.resourceType === 'source' ? node.enabled : node.config.enabled;
}
