// Which names of time zones mean UTC.

const names = /^(?:etc\/)?(?:utc|uct|gmt|gmt0|gmt[+-]0|universal|zulu|greenwich)$/i;

export function isUtc(timeZone: string): boolean {
  return names.test(timeZone);
}
