// docs/events.md, made of schema/events.json. Pure: the text of the page.

/** What of JSON Schema the events make use of. */
export interface EventSchema {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: string | number;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, EventSchema>>;
  readonly items?: EventSchema;
  readonly oneOf?: readonly EventSchema[];
  readonly anyOf?: readonly EventSchema[];
  readonly examples?: readonly unknown[];
  readonly $ref?: string;
}

/** The whole file: one of these kinds, and what they are made of. */
export interface EventsSchema extends EventSchema {
  readonly $schema: string;
  readonly oneOf: readonly EventSchema[];
  readonly $defs: Readonly<Record<string, EventSchema>>;
}

const introduction = `# Events

<!-- Made by \`npm run docs\` from schema/events.json: change the schema there. -->

With \`--log-format json\` a run is reported as one JSON object a line, each with its \`kind\`. This page is made of the JSON schema (draft 2020-12) that
ships with the package: \`import schema from 'smelt/schema/events.json' with { type: 'json' }\`, or \`node_modules/smelt/schema/events.json\`.

\`\`\`
smelt build --log-format json | jq -c 'select(.kind == "nodeFinished" and .outcome.status == "failed")'
\`\`\`

- **Each line stands for itself.** It has the \`version\` of the events, because lines are filtered, joined with those of other runs and kept for long, and because
  mistakes of a project are reported where no run begins. OpenLineage does the same: each event states the \`schemaURL\` that it follows. dbt tells its version in one
  event at the beginning (\`MainReportVersion\`), which whoever reads a single line later does not have, and GitHub tells what a webhook's body is in headers
  (\`X-GitHub-Event\`), which a line of a log has not.
- **What is added needs no new version.** Pass over kinds and names that you do not know. The version is raised when a name goes or changes its meaning.
- **Every name is there.** What is not known, or does not apply, is \`null\`. Times are whole milliseconds; moments are UTC.
- **The last line of a run is \`runFinished\`.** Its \`failed\` agrees with the exit code, but for an interrupt, which ends with 130. Where there is no such line, no run
  began, or the process was killed.
- **No rows.** Examples of failing rows are shown on a terminal only. Passwords and other secrets are masked.

Commands that do not run nodes tell their diagnostics as these lines too; what they were asked for (rows, SQL, a list) is written as ever.
\`watch\` tells one run after the other, with sentences of its own between them, which do not begin with \`{\`.
`;

export function eventsPage(schema: EventsSchema): string {
  const events = new Set(schema.oneOf.map(nameOf));
  const parts = Object.keys(schema.$defs).filter((name) => !events.has(name));
  const list = [...events].map((name) => `- [\`${name}\`](#${anchorOf(name)})`).join('\n');
  const section = (level: string) => (name: string) => sectionOf(level, name, schema.$defs[name] ?? {});
  return `${[
    introduction.trim(),
    '## Kinds',
    list,
    ...[...events].map(section('###')),
    '## What several kinds hold',
    ...parts.map(section('###')),
  ].join('\n\n')}\n`;
}

function sectionOf(level: string, name: string, schema: EventSchema): string {
  const alternatives = schema.oneOf?.map((part) => `${part.description ?? ''}\n\n${tableOf(part)}`) ?? [];
  const examples = (schema.examples ?? []).map((example) => `\`\`\`json\n${JSON.stringify(example)}\n\`\`\``);
  const table = schema.properties ? [tableOf(schema)] : [];
  const type = schema.properties || schema.oneOf ? [] : [`Type: ${typeOf(schema)}.`];
  return [`${level} ${name}`, sentence(schema.description), ...type, ...table, ...alternatives, ...examples].join(
    '\n\n',
  );
}

function tableOf({ properties = {} }: EventSchema): string {
  const rows = Object.entries(properties)
    .filter(([name]) => name !== 'kind' && name !== 'version')
    .flatMap(([name, part]) => rowsOf(name, part));
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(['name', 'type', '']), line(['---', '---', '---']), ...rows.map(line)].join('\n');
}

/** Of an object without a name of its own also what is in it: `nodes.success`, `notes[].message`. */
function rowsOf(name: string, part: EventSchema): readonly (readonly string[])[] {
  const inner = part.items?.properties ?? part.properties ?? {};
  const prefix = part.items ? `${name}[].` : `${name}.`;
  return [
    [`\`${name}\``, typeOf(part), part.description ?? ''],
    ...Object.entries(inner).flatMap(([innerName, innerPart]) => rowsOf(`${prefix}${innerName}`, innerPart)),
  ];
}

function typeOf(part: EventSchema): string {
  if (part.$ref !== undefined) return `[${nameOf(part)}](#${anchorOf(nameOf(part))})`;
  if (part.const !== undefined) return `\`${part.const}\``;
  if (part.enum) return part.enum.map((word) => `\`${word}\``).join(', ');
  if (part.anyOf) return part.anyOf.map(typeOf).join(' or ');
  if (part.items) return part.items.$ref === undefined ? 'list of objects' : `list of ${typeOf(part.items)}`;
  if (part.format === 'date-time') return 'moment as text, ISO 8601';
  return [part.type ?? []].flat().join(' or ');
}

function nameOf({ $ref = '' }: EventSchema): string {
  return $ref.replace('#/$defs/', '');
}

function anchorOf(name: string): string {
  return name.toLowerCase();
}

function sentence(text = ''): string {
  return text.endsWith('.') ? text : `${text}.`;
}
