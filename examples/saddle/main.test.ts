import { expect, test } from "vitest";
import { curvatures, decay } from "./hinge.ts";
import { reportPage } from "./report.ts";
import { walk, walkers } from "./walks.ts";

const walks = walkers.map((walker) => walk(walker, 200, 1));
const ends = walks.map(({ heights }) => heights[heights.length - 1]);

test("plain descent stays at the saddle point; momentum and noise leave it for a minimum", () => {
  expect(ends[0]).toBeCloseTo(0, 3);
  expect(ends[1]).toBeLessThan(-0.24);
  expect(ends[2]).toBeLessThan(-0.24);
});

test("noise leaves it whatever the seed", () => {
  for (let seed = 2; seed < 8; seed++) {
    expect(walk(walkers[2], 300, seed).heights.at(-1)).toBeLessThan(-0.24);
  }
});

test("no eigenvalue of the regularised losses is below the decay", () => {
  const hinges = curvatures(10, 2);
  for (const { extremes } of hinges) {
    for (const [least] of extremes) expect(least).toBeGreaterThan(decay - 1e-9);
  }
  // The hinge itself is flat but for its kinks; its square is not.
  expect(Math.max(...hinges[0].extremes.flat())).toBeCloseTo(decay, 9);
  expect(Math.max(...hinges[1].extremes.flat())).toBeGreaterThan(1);
});

test("the report is one page of three drawings", () => {
  const text = reportPage(walks, curvatures(3, 1));
  expect(text.match(/<svg/g)?.length).toBe(3);
  expect(text).not.toMatch(/<script|NaN|undefined|http:\/\/(?!www\.w3\.org)/);
});
