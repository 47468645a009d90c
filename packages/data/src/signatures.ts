/** What a file is that is not what it should be. */

const signatures: readonly (readonly [
  test: (bytes: Uint8Array, text: string) => boolean,
  what: string,
  mend: string,
])[] = [
  [(bytes) => bytes[0] === 0x1f && bytes[1] === 0x8b, "gzip", "Unpack it"],
  [
    (_, text) => /^\s*<[!?a-z]/i.test(text),
    "an HTML page, not data",
    "Take the address of the file itself",
  ],
  [(_, text) => text.startsWith("PK"), "a zip archive", "Unpack it and name the file in it"],
  [
    (_, text) => text.trimStart().startsWith("version https://git-lfs"),
    "a Git LFS pointer",
    "Fetch the file itself: git lfs pull",
  ],
  [
    (bytes) => bytes[0] === 0x80 && bytes[1] >= 2 && bytes[1] <= 5,
    "a Python pickle, which is code",
    "Save it as safetensors",
  ],
  [(_, text) => text.startsWith("\x93NUMPY"), "an npy file", "Read it with readNpy"],
];

/** How many of the first bytes {@link kindOf} looks at. */
export const signatureBytes = 64;

/** What a file is by its first bytes, and what to do with it; undefined where they tell nothing. */
export function kindOf(bytes: Uint8Array): { what: string; mend: string } | undefined {
  const text = String.fromCharCode(...bytes.subarray(0, signatureBytes));
  const [, what, mend] = signatures.find(([test]) => test(bytes, text)) ?? [];
  return what && mend ? { what, mend } : undefined;
}

/** The words for a file that starts as no `format` does; `rule` is how one starts. */
export function wrongStart(bytes: Uint8Array, format: string, rule: string): string {
  const { what, mend } = kindOf(bytes) ?? { what: `no ${format} file`, mend: "Name one" };
  const start = [...bytes.subarray(0, 4)].map(hex).join(" ");
  return `it starts with ${start}: this is ${what}; ${format} starts with ${rule}. ${mend}.`;
}

/** A byte as text, such as 0x1f. */
export function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, "0")}`;
}
