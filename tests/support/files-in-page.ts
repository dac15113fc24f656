// The files that a page of the documentation shows.

/** Each block of code below a line that names its file. */
export function filesIn(page: string): Readonly<Record<string, string>> {
  const blocks = page.matchAll(/^`([^`\n]+)`:\n\n```\w*\n(.*?)^```$/gms);
  return Object.fromEntries([...blocks].map(([, file = '', text = '']) => [file, text]));
}
