/** Names of tensors and of files in archives. */

/** A text in a message, cut where it is long. */
export function cut(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** A name in a message: quoted, and cut where it is long. */
export function quote(name: string): string {
  return JSON.stringify(cut(name));
}

/** Whether a text has no half of a surrogate pair. */
export function isUnicode(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

/** The longest name of a tensor. */
export const maximumName = 4096;
