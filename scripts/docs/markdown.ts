// Pieces of Markdown that the pages are made of. A row is one line, however wide it is.

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A cell of nothing is empty. */
export function code(text: string | null | undefined): string {
  return text === null || text === undefined || text === '' ? '' : `\`${text}\``;
}

export function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

/** The texts as paragraphs, with one line at the end of the page. */
export function page(parts: readonly string[]): string {
  return `${parts.map((part) => wrapped(part.trim())).join('\n\n')}\n`;
}

const width = 100;

/** Prose in lines of at most 100 columns; rows of tables, comments and what is fenced stay as they are. */
export function wrapped(text: string): string {
  let isFenced = false;
  return text
    .split('\n')
    .flatMap((line) => {
      if (line.trimStart().startsWith('```')) isFenced = !isFenced;
      return isFenced || /^\s*(?:\||<!--|```)/.test(line) ? line : wrappedLine(line);
    })
    .join('\n');
}

/** Never broken within code; an item of a list goes on below its text. */
function wrappedLine(line: string): readonly string[] {
  const [mark = ''] = /^\s*(?:- )?/.exec(line) ?? [];
  const lines = [mark];
  for (const word of line.slice(mark.length).match(/(?:`[^`]*`|[^\s`])+/g) ?? []) {
    const last = lines.at(-1) ?? '';
    const isFirst = last.trim() === mark.trim();
    if (isFirst) lines.splice(-1, 1, `${last}${word}`);
    else if (last.length + 1 + word.length <= width) lines.splice(-1, 1, `${last} ${word}`);
    else lines.push(`${' '.repeat(mark.length)}${word}`);
  }
  return lines;
}
