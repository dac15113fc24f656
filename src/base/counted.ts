// Numbers of things as people read them.

/** `1,204`. */
export function count(value: number | bigint): string {
  return value.toLocaleString('en-US');
}

/** `1 row`, `2 rows`. */
export function counted(value: number | bigint, noun: string, plural = `${noun}s`): string {
  return `${count(value)} ${value === 1 || value === 1n ? noun : plural}`;
}
