// Commands of dbt that are not there yet: what they are, and what there is meanwhile.

export interface NameOfDbt {
  readonly name: string;
  /** What dbt does with it, as the rest of a sentence. */
  readonly does: string;
  /** What to do until it is there: a sentence. */
  readonly meanwhile: string;
}

export const namesOfDbt: readonly NameOfDbt[] = [
  {
    name: 'docs',
    does: 'makes and serves the documentation of a project',
    meanwhile:
      'Until then descriptions are comments in the database with persist_docs, and `smelt ls --output json` lists the nodes',
  },
  {
    name: 'source',
    does: 'measures with `source freshness` how old the rows of sources are',
    meanwhile: 'Until then the test `recency` of docs/tests.md checks the age of the newest row',
  },
  {
    name: 'snapshot',
    does: 'keeps the history of rows that change',
    meanwhile: 'Until then models read the relations of snapshots as they are in the database',
  },
  {
    name: 'clone',
    does: 'makes copies of the relations of another target',
    meanwhile: 'Until then `smelt build --target <name>` builds them there',
  },
  {
    name: 'retry',
    does: 'runs again what failed or was skipped in the run before',
    meanwhile: 'Until then `smelt build` does it: what is up to date is left alone',
  },
  {
    name: 'init',
    does: 'makes the files of a new project',
    meanwhile: 'Until then write them: README.md shows a first project',
  },
];

/** For whoever types one; undefined where dbt has no command of the name that is missing here. */
export function notThereYet(word: string): string | undefined {
  const found = namesOfDbt.find(({ name }) => name === word);
  return (
    found && `\`${found.name}\` ${found.does}: a command of dbt that comes with a later version.\n${found.meanwhile}.`
  );
}
