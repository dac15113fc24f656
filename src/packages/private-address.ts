// `private: organization/repository`: where that is, for git over SSH, as dbt has it outside of its platform.

import { errorAt } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/text-file.ts';
import { type Env, variableOf } from '../project/env.ts';
import type { Report } from '../project/read-value.ts';

const hosts: ReadonlyMap<string, (name: string) => string> = new Map([
  ['github', (name) => `git@github.com:${name}.git`],
  ['gitlab', (name) => `git@gitlab.com:${name}.git`],
  ['ado', (name) => `git@ssh.dev.azure.com:v3/${name}`],
  ['azure_devops', (name) => `git@ssh.dev.azure.com:v3/${name}`],
]);

export function privateAddress(
  name: string,
  provider: string | null,
  { env, span }: { readonly env: Env; readonly span: Span },
  report: Report,
): string | undefined {
  const refuse = (message: string, help: string) => {
    report(errorAt('PACKAGE_ENTRY', message, { span, help }));
    return undefined;
  };
  if (variableOf(env, 'DBT_ENV_PRIVATE_GIT_PROVIDER_INFO'))
    return refuse(
      "private packages by the providers of dbt's platform are not known here",
      'Write the address with git:, and its token by env_var',
    );
  const address = hosts.get(provider ?? 'github');
  if (!address) return refuse(`there is no provider "${provider}"`, `Choose among ${[...hosts.keys()].join(', ')}`);
  const parts = name.split('/').length;
  const least = provider === 'ado' || provider === 'azure_devops' ? 3 : 2;
  if (parts >= least && /^[\w./-]+$/.test(name) && !name.startsWith('-')) return address(name);
  return refuse(
    `"${name}" is no private package`,
    least === 3 ? 'Name it organization/project/repository' : 'Name it organization/repository',
  );
}
