// Which target a run goes to: from `targets:` of the project file, else from dbt's profiles.yml.
// Only the chosen target is rendered, so that variables of the others need not be set. Its settings are read-target.ts's.

import { errorAt } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/nearest.ts';
import type { Span, TextFile } from '../diagnostics/text-file.ts';
import { checkTargetKeys, readTarget } from './read-target.ts';
import { Fields, type Report, readMap, readText } from './read-value.ts';
import { readYaml } from './read-yaml.ts';
import { renderMap, renderSettings, type SettingContext } from './render-setting.ts';
import type { Target } from './target.ts';
import { entryOf, type YamlEntry, type YamlMap } from './yaml-value.ts';

export interface TargetChoice {
  readonly root: string;
  readonly projectFile: TextFile;
  /** The project file's map, as written. */
  readonly project: YamlMap;
  readonly profiles: TextFile | null;
  readonly context: SettingContext;
  /** `--target`. */
  readonly targetName: string | null;
  /** `--profile`. */
  readonly profileName: string | null;
}

export interface LoadedTarget {
  readonly target: Target;
  /** Null where the project file has the targets and names no profile. */
  readonly profileName: string | null;
}

/** Undefined after a report. */
export function loadTarget(choice: TargetChoice, report: Report): LoadedTarget | undefined {
  const context: SettingContext = { ...choice.context, secretsAllowed: true };
  const outputs =
    choice.profileName === null && entryOf(choice.project, 'targets')
      ? projectOutputs(choice, context, report)
      : profileOutputs(choice, context, report);
  if (!outputs) return undefined;
  const entry = chooseTarget(choice, outputs, context, report);
  if (!entry) return undefined;
  const written = readMap(entry.value, entry.key, report);
  const target =
    written &&
    readTarget(
      choice.root,
      { entry, map: renderMap(written, context, () => true, report), strict: outputs.strict },
      report,
    );
  for (const other of outputs.map.entries) if (other !== entry) checkTargetKeys(other, outputs.strict, report);
  return target && { target, profileName: outputs.profileName };
}

interface Outputs {
  readonly map: YamlMap;
  /** What `target:` beside them says. */
  readonly defaultEntry: YamlEntry | undefined;
  readonly place: Span;
  /** Whether unknown keys are errors: in Smelt's own block, not in dbt's profiles. */
  readonly strict: boolean;
  readonly profileName: string | null;
}

/** dbt's `profile:` may be beside Smelt's `targets:`, for dbt to read; as `target.profile_name` it is the profile all the same. */
function projectOutputs(choice: TargetChoice, context: SettingContext, report: Report): Outputs | undefined {
  const entry = entryOf(choice.project, 'targets');
  const map = entry && readMap(entry.value, 'targets', report);
  return (
    entry &&
    map && {
      map,
      defaultEntry: entryOf(choice.project, 'target'),
      place: entry.keySpan,
      strict: true,
      profileName: writtenProfile(choice, context, report) ?? null,
    }
  );
}

function writtenProfile(choice: TargetChoice, context: SettingContext, report: Report): string | undefined {
  const entry = entryOf(choice.project, 'profile');
  return (
    entry &&
    readText(
      renderSettings(entry.value, context, () => true, report),
      'profile',
      report,
    )
  );
}

function profileOutputs(choice: TargetChoice, context: SettingContext, report: Report): Outputs | undefined {
  const start: Span = { file: choice.projectFile, start: 0, end: 0 };
  const profileEntry = entryOf(choice.project, 'profile');
  const example = 'Add "targets: { embedded: { type: embedded, path: .smelt/database } }" to the project file';
  if (!choice.profiles) {
    const message =
      profileEntry || choice.profileName || choice.context.env.DBT_PROFILE
        ? 'no profiles.yml was found for the profile of this project'
        : 'the project has no targets';
    report(errorAt('TARGET_MISSING', message, { span: profileEntry?.keySpan ?? start, help: example }));
    return undefined;
  }
  const name = choice.profileName ?? (choice.context.env.DBT_PROFILE || writtenProfile(choice, context, report));
  if (name === undefined) {
    if (!profileEntry)
      report(
        errorAt('TARGET_MISSING', 'the project has neither targets nor a profile', { span: start, help: example }),
      );
    return undefined;
  }
  const yaml = readYaml(choice.profiles);
  if (!yaml.ok) {
    yaml.problems.forEach(report);
    return undefined;
  }
  const profiles = readMap(yaml.value, 'profiles.yml', report);
  const entry = profiles && entryOf(profiles, name);
  if (profiles && !entry) {
    const names = profiles.entries.map((one) => one.key).filter((one) => one !== 'config');
    report(
      errorAt('TARGET_MISSING', `there is no profile "${name}" in ${choice.profiles.path}`, {
        span: profileEntry && choice.profileName === null ? profileEntry.value.span : start,
        notes: [{ message: 'profiles are read from here', span: { file: choice.profiles, start: 0, end: 0 } }],
        help: didYouMean(name, names, `Its profiles are ${names.join(', ')}`),
      }),
    );
  }
  const profile = entry && readMap(entry.value, name, report);
  if (!entry || !profile) return undefined;
  const map = new Fields(profile, report).require('outputs', readMap, 'a profile');
  return (
    map && { map, defaultEntry: entryOf(profile, 'target'), place: entry.keySpan, strict: false, profileName: name }
  );
}

function chooseTarget(
  choice: TargetChoice,
  outputs: Outputs,
  context: SettingContext,
  report: Report,
): YamlEntry | undefined {
  const { map, defaultEntry, place } = outputs;
  const names = map.entries.map((entry) => entry.key);
  const written =
    defaultEntry &&
    readText(
      renderSettings(defaultEntry.value, context, () => true, report),
      'target',
      report,
    );
  if (defaultEntry && written === undefined && choice.targetName === null) return undefined;
  const only = names.length === 1 ? names[0] : undefined;
  const name = choice.targetName ?? written ?? (names.includes('default') ? 'default' : only);
  const known = names.length === 0 ? 'Give at least one target' : `The targets are ${names.join(', ')}`;
  if (name === undefined) {
    report(
      errorAt('TARGET_UNKNOWN', 'it is not said which target to use', {
        span: place,
        help: names.length === 0 ? known : `Add "target: ${names[0]}", or use --target with one of ${names.join(', ')}`,
      }),
    );
    return undefined;
  }
  const entry = entryOf(map, name);
  if (!entry) {
    const span = choice.targetName === null && defaultEntry ? defaultEntry.value.span : place;
    report(errorAt('TARGET_UNKNOWN', `there is no target "${name}"`, { span, help: didYouMean(name, names, known) }));
  }
  return entry;
}
