/** What a contestant is told of a row, and what it must be able to do. */

/** The sizes and choices of a row, as its family understands them. */
export type Settings = Readonly<Record<string, unknown>>;

/** An array in a file: elements in row-major order, little-endian. */
export interface ArrayFile {
  readonly path: string;
  readonly shape: readonly number[];
  readonly dtype: "float32" | "int32" | "bytes";
}

/** A row as a contestant gets it. */
export interface Task {
  readonly row: string;
  readonly family: string;
  readonly settings: Settings;
  readonly arrays: Readonly<Record<string, ArrayFile>>;
  /** Where the values go that all contestants must agree on, as float32. */
  readonly result: string;
  readonly threads: number;
}

/** A contestant that is ready for a row. */
export interface Contest {
  /** The values that all contestants must agree on; called once, before any run. */
  check(): ArrayLike<number> | Promise<ArrayLike<number>>;
  /** Does the row's work so many times. */
  run(iterations: number): void | Promise<void>;
}

/** What each file of a contestant exports as `prepare`, under the name of the family. */
export type Prepare = (task: Task) => Contest | Promise<Contest>;
