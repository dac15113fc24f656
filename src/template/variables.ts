// `var` and `env_var`: what the project, the command line and the environment hand to templates.

import { TemplateError } from '../jinja/errors.ts';
import { hostFunction } from '../jinja/host-function.ts';
import { compileTemplate, render } from '../jinja/index.ts';
import { charge } from '../jinja/python/metering.ts';
import { toText } from '../jinja/python/printing.ts';
import { type CallArguments, HostObject, type Value } from '../jinja/value.ts';
import { variableOf } from '../project/env.ts';
import { hasTemplate } from '../project/render-setting.ts';
import { secretPrefix } from '../project/secrets.ts';
import type { YamlDataObject } from '../project/yaml-value.ts';
import { argument, isGiven, textArgument } from './arguments.ts';
import { dataValueOf } from './data-value.ts';
import { isExecuting, type Members, type NodeContext } from './node-context.ts';
import type { RunFacts } from './vocabulary.ts';

/** What var() finds in the files of a package. */
export function varsOf({ packageVars, vars }: RunFacts, packageName: string): YamlDataObject {
  return packageVars.get(packageName) ?? vars;
}

/** `var('name')`, `var('name', default)`, `var.has_var('name')`. */
class VarObject extends HostObject {
  override readonly typeName = 'RuntimeVar';
  readonly #context: NodeContext;

  constructor(context: NodeContext) {
    super();
    this.#context = context;
  }
  get #vars(): YamlDataObject {
    const { vocabulary, environment } = this.#context;
    return varsOf(environment.run, vocabulary.packageName);
  }
  override toText(): string {
    return '<var>';
  }
  override get callable(): boolean {
    return true;
  }
  override call(args: CallArguments): Value {
    const name = textArgument('var', args, 0, 'var_name');
    this.#context.vocabulary.asked?.('var', name);
    const value = Object.hasOwn(this.#vars, name) ? this.#vars[name] : undefined;
    if (typeof value === 'string' && hasTemplate(value)) return renderText(this.#context, `var '${name}'`, value);
    if (value !== undefined) return dataValueOf(value);
    if (isGiven(args, 1, 'default')) return argument(args, 1, 'default') ?? null;
    if (!isExecuting(this.#context)) return null;
    throw new TemplateError('raised', `the var '${name}' has no value`, {
      code: 'TEMPLATE_VAR',
      help: `Set it under vars: in the project file, with --vars '{${name}: …}', or give a default: var('${name}', …)`,
    });
  }
  override getAttribute(name: string): Value | undefined {
    if (name !== 'has_var') return undefined;
    return hostFunction('var.has_var', (args) => {
      const asked = textArgument('var.has_var', args, 0, 'var_name');
      this.#context.vocabulary.asked?.('var', asked);
      return Object.hasOwn(this.#vars, asked);
    });
  }
}

const depths = new WeakMap<NodeContext, number>();
const deepest = 20;
/** A text within a template has limits of its own, and is charged to the template around it. */
const stepsWithin = 200_000;
const stepsCharged = 20_000;

/** A text of the project rendered with what the template sees; `what` names it in messages. It may ask the database nothing. */
export function renderText(context: NodeContext, what: string, text: string): string {
  const depth = (depths.get(context) ?? 0) + 1;
  if (depth > deepest)
    throw new TemplateError('limit', `templates within templates are nested too deeply in the ${what}`);
  depths.set(context, depth);
  charge(stepsCharged);
  try {
    const template = compileTemplate({ path: what, text });
    const mode = isExecuting(context) ? 'default' : 'lenient';
    const rendered = template.ok
      ? render(template.value, context.global, { undefined: mode, limits: { steps: stepsWithin } })
      : template;
    if (rendered.ok) return rendered.value.text;
    const [problem] = rendered.problems;
    throw new TemplateError('raised', `${problem?.message ?? 'the template fails'}, in the ${what}`, {
      ...(problem ? { help: problem.help, code: problem.code } : {}),
    });
  } finally {
    depths.set(context, depth - 1);
  }
}

function environmentVariable({ environment, vocabulary }: NodeContext, args: CallArguments): Value {
  const name = textArgument('env_var', args, 0, 'var');
  vocabulary.asked?.('envVar', name);
  if (name.startsWith(secretPrefix)) {
    throw new TemplateError('raised', `the secret '${name}' may not be used here`, {
      code: 'TEMPLATE_SECRET',
      help: `Variables whose names begin with ${secretPrefix} are for targets:, profiles.yml and packages.yml alone`,
    });
  }
  const value = variableOf(environment.run.env, name);
  if (value !== undefined) return value;
  const otherwise = argument(args, 1, 'default') ?? null;
  if (otherwise !== null) return typeof otherwise === 'string' ? otherwise : toText(otherwise);
  throw new TemplateError('raised', `the environment variable '${name}' is not set`, {
    code: 'TEMPLATE_ENV_VAR',
    help: `Set ${name}, put it into .env, or give a default: env_var('${name}', '…')`,
  });
}

export const settingMembers: Members = new Map<string, (context: NodeContext) => Value>([
  ['var', (context) => new VarObject(context)],
  ['env_var', (context) => hostFunction('env_var', (args) => environmentVariable(context, args))],
  [
    'render',
    (context) =>
      hostFunction('render', (args) =>
        renderText(context, 'text of render()', textArgument('render', args, 0, 'string')),
      ),
  ],
]);
