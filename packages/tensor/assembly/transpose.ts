/** Four by four elements of four bytes, their rows for their columns. */

/** Four columns of four elements that lie `column` bytes apart, to rows that lie `row` bytes apart. */
@inline
export function transpose4(from: usize, column: usize, to: usize, row: usize): void {
  const c0 = v128.load(from);
  const c1 = v128.load(from + column);
  const c2 = v128.load(from + 2 * column);
  const c3 = v128.load(from + 3 * column);
  storeRows(c0, c1, c2, c3, to, row);
}

/** Stores four columns of four elements as rows that lie `row` bytes apart. */
@inline
export function storeRows(c0: v128, c1: v128, c2: v128, c3: v128, to: usize, row: usize): void {
  const low01 = v128.shuffle<f32>(c0, c1, 0, 4, 1, 5);
  const low23 = v128.shuffle<f32>(c2, c3, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(c0, c1, 2, 6, 3, 7);
  const high23 = v128.shuffle<f32>(c2, c3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f64>(low01, low23, 0, 2));
  v128.store(to + row, v128.shuffle<f64>(low01, low23, 1, 3));
  v128.store(to + 2 * row, v128.shuffle<f64>(high01, high23, 0, 2));
  v128.store(to + 3 * row, v128.shuffle<f64>(high01, high23, 1, 3));
}
