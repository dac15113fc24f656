// A project as its files are found, before anything in them is understood. Filled by discover-project.ts, read by load-project.ts.

import type { TextFile } from '../diagnostics/text-file.ts';

export type FileRole = 'model' | 'seed' | 'snapshot' | 'analysis' | 'test' | 'macro' | 'properties' | 'docs';

export interface ProjectFile {
  readonly role: FileRole;
  readonly file: TextFile;
  /** Folders between the resource path (`models/`) and the file. */
  readonly folders: readonly string[];
}

/** The project itself, or one of its packages. */
export interface PackageFiles {
  /** project.yml, or dbt_project.yml. */
  readonly projectFile: TextFile;
  /** By path. */
  readonly files: readonly ProjectFile[];
  /** Lies in the install path: of a local package of the same name this is the link or the copy that dbt made. */
  readonly installed: boolean;
}

export interface ProjectFiles {
  /** Absolute path. */
  readonly root: string;
  readonly main: PackageFiles;
  /** Local ones first, each by directory. */
  readonly packages: readonly PackageFiles[];
  /** The profiles.yml that was found; it counts only where the project file has no `targets:`. */
  readonly profiles: TextFile | null;
}
