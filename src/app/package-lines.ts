// What `smelt deps` says of each package.

import { type ResolvedPackage, shownAddress, shownName } from '../packages/package-spec.ts';

export function lineOfPackage(found: ResolvedPackage, onlyLocked: boolean): string {
  return `${onlyLocked ? 'locked' : 'installed'} ${found.project} ${whichOne(found)}\n`;
}

function whichOne({ pin, commit }: ResolvedPackage): string {
  switch (pin.kind) {
    case 'hub':
      return pin.version === pin.latest ? pin.version : `${pin.version} (${pin.latest} is the latest)`;
    case 'git':
      return `${(commit ?? pin.revision).slice(0, 12)} of ${shownName(pin)}`;
    case 'tarball':
      return `of ${shownAddress(pin.url)}`;
    case 'local':
      return `in ${pin.path}`;
  }
}
