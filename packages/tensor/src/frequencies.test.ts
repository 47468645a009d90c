import { expect, test } from "vitest";
import { fftfreq, fftshift, rfftfreq } from "./index.ts";

test("frequencies are those of NumPy", () => {
  expect(fftfreq(5, 0.5, { dtype: "float64" }).toArray()).toEqual([0, 0.4, 0.8, -0.8, -0.4]);
  expect(fftfreq(1).toArray()).toEqual([0]);
  expect(rfftfreq(5, 0.1, { dtype: "float64" }).toArray()).toEqual([0, 2, 4]);
  expect(rfftfreq(1).toArray()).toEqual([0]);
  expect(fftshift(fftfreq(5, 0.2), 0).toArray()).toEqual([-2, -1, 0, 1, 2]);
});

test("no samples and no spacing are refused", () => {
  expect(() => fftfreq(0)).toThrow(/fftfreq: n is 0; it must be a whole number from 1/);
  expect(() => rfftfreq(4, 0)).toThrow(/rfftfreq: a spacing of 0; it must be finite and above 0/);
  expect(() => fftfreq(4, Number.NaN)).toThrow(/a spacing of NaN/);
  expect(() => fftfreq(1e9)).toThrow(/fftfreq: 1000000000 elements; a tensor holds at most/);
});
