// What a regular expression of Python's re says, as a tree.

export type CharacterTest = (code: number) => boolean;

export type Pattern =
  | { readonly kind: 'character'; readonly test: CharacterTest }
  | { readonly kind: 'sequence'; readonly items: readonly Pattern[] }
  | { readonly kind: 'either'; readonly branches: readonly Pattern[] }
  | {
      readonly kind: 'repeat';
      readonly body: Pattern;
      readonly least: number;
      readonly most: number;
      readonly mode: 'greedy' | 'lazy' | 'possessive';
    }
  | { readonly kind: 'group'; readonly index: number; readonly body: Pattern }
  | { readonly kind: 'atomic'; readonly body: Pattern }
  | { readonly kind: 'backreference'; readonly index: number; readonly ignoreCase: boolean }
  | { readonly kind: 'look'; readonly behind: number | null; readonly negated: boolean; readonly body: Pattern }
  | { readonly kind: 'place'; readonly place: Place };

/** `start` and `end` are of the whole text, the others of a line or a word. */
export type Place = 'start' | 'end' | 'text end' | 'line start' | 'line end' | 'word edge' | 'no word edge';

export interface Expression {
  readonly pattern: Pattern;
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
}

export interface Flags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly verbose: boolean;
  readonly ascii: boolean;
}

const widths: Partial<Record<Pattern['kind'], number>> = { character: 1, look: 0, place: 0 };

/** How many characters a pattern matches; undefined where that varies. */
export function widthOf(pattern: Pattern): number | undefined {
  switch (pattern.kind) {
    case 'sequence':
      return pattern.items.reduce<number | undefined>((sum, item) => {
        const width = widthOf(item);
        return sum === undefined || width === undefined ? undefined : sum + width;
      }, 0);
    case 'either': {
      const [first, ...others] = pattern.branches.map(widthOf);
      return others.every((width) => width === first) ? first : undefined;
    }
    case 'repeat': {
      const width = widthOf(pattern.body);
      return width === undefined || pattern.least !== pattern.most ? undefined : width * pattern.least;
    }
    case 'group':
    case 'atomic':
      return widthOf(pattern.body);
    default:
      return widths[pattern.kind];
  }
}
