// What a terminal would obey is shown to a person instead: texts of files and of databases may hold escape sequences.

/** Control characters but tab and line feed as their visible pictures (`␛`); those of C1, which have none, as `\ufffd`. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? '␡' : '\ufffd';
  });
}
