/** Division with a remainder. Written in the subset that `math.ts` names. */

/** What is left of `a / b`, with the sign of b: exact but for one rounding where the signs differ. */
export function remainder(a: number, b: number): number {
  const rest = a % b;
  if (rest === 0) return b < 0 ? -Math.abs(rest) : Math.abs(rest);
  return rest < 0 === b < 0 ? rest : rest + b;
}

/** The greatest whole number not above `a / b`; as `a / b` where b is 0. */
export function floorDivide(a: number, b: number): number {
  const ratio = a / b;
  if (b === 0 || Number.isNaN(ratio)) return ratio;
  const rest = a % b;
  // The dividend without its rest is a multiple of b, so that its quotient lies at a whole number.
  let whole = (a - rest) / b;
  if (rest !== 0 && rest < 0 !== b < 0) whole -= 1;
  if (whole === 0) return ratio === 0 ? ratio : 0;
  const below = Math.floor(whole);
  return whole - below > 0.5 ? below + 1 : below;
}
