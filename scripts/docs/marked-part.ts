// Pages of which only a part is made: what stands between two marks.

const begin = /<!-- Made by `npm run docs` from [^>]*: change the table there\. -->\n/;
const end = '<!-- End of what is made. -->';

/** The page with `made` between its marks; all else stays. Throws where a mark is missing. */
export function withMadePart(page: string, made: string): string {
  const begins = begin.exec(page);
  const start = begins ? begins.index + begins[0].length : -1;
  const stop = page.indexOf(end);
  if (start < 0 || stop < start) throw new Error(`a page without the marks of its made part, ${begin} and ${end}`);
  return `${page.slice(0, start)}\n${made}\n\n${page.slice(stop)}`;
}
