// `--add-package`: an entry more in the list of packages, written into the file with its comments kept. An entry for the same
// package goes, by dbt's rule: its name counts in every kind of address, with dashes or underscores.

import { isMap, isScalar, isSeq, parseDocument, type YAMLSeq } from 'yaml';

export interface NewPackage {
  readonly source: 'hub' | 'git' | 'local';
  readonly name: string;
  readonly version: string | null;
}

/** `name@version`. What follows the last `@` is a version where it could be no host with a path: `git@github.com:a/b.git` has none. */
export function parseNewPackage(text: string, source: NewPackage['source']): NewPackage {
  const at = source === 'local' ? -1 : text.lastIndexOf('@');
  const version = text.slice(at + 1);
  if (at <= 0 || version === '') return { source, name: text.replace(/@$/, ''), version: null };
  if (source === 'git' && /[/:]/.test(version) && !text.slice(0, at).endsWith('.git'))
    return { source, name: text, version: null };
  return { source, name: text.slice(0, at), version };
}

/** The text of the file with the entry; the file must be readable as YAML. */
export function addToList(text: string, added: NewPackage): string {
  const written = parseDocument(text, { version: '1.1', uniqueKeys: false });
  const document = isMap(written.contents) ? written : parseDocument(`${text}\npackages: []\n`);
  const list = document.get('packages');
  const entry = document.createNode(entryOf(added));
  if (isSeq(list)) {
    list.items = list.items.filter((item) => !isSame(item, added.name));
    list.flow = false;
    list.items.push(entry);
  } else {
    document.set('packages', document.createNode([entry]));
  }
  return document.toString({ lineWidth: 0 });
}

function entryOf({ source, name, version }: NewPackage): Record<string, string | readonly string[]> {
  const key = source === 'hub' ? 'package' : source;
  if (version === null) return { [key]: name };
  const versions = version.split(',');
  return { [key]: name, [source === 'git' ? 'revision' : 'version']: versions.length > 1 ? versions : version };
}

function isSame(item: YAMLSeq['items'][number], name: string): boolean {
  if (!isMap(item)) return false;
  const address = ['package', 'git', 'local', 'tarball', 'private'].map((key) => item.get(key)).find(Boolean);
  const text = isScalar(address) ? address.value : address;
  if (typeof text !== 'string') return false;
  const short = name.slice(name.lastIndexOf('/') + 1);
  const names = [name, short].flatMap((one) => [one, one.replaceAll('_', '-'), one.replaceAll('-', '_')]);
  return names.some((one) => {
    const start = text.indexOf(one);
    const end = start + one.length;
    const isWord = (character: string | undefined) => character === undefined || '/.'.includes(character);
    return start >= 0 && isWord(text[start - 1]) && isWord(text[end]);
  });
}
