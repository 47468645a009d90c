import { describe, expect, it } from "vitest";
import fixtures from "./math.fixtures.json" with { type: "json" };
import * as math from "./math.ts";

/** The distance from |y| to the next larger float64. */
function unitInTheLastPlace(y: number): number {
  const bits = new BigInt64Array(new Float64Array([Math.abs(y)]).buffer);
  bits[0]! += 1n;
  return new Float64Array(bits.buffer)[0]! - Math.abs(y);
}

/** The functions by name. */
const functions = { ...math };

type Name = keyof typeof fixtures;

/** Largest error of a function, in units in the last place. */
const bounds: Record<Name, number> = {
  exp: 1,
  expm1: 1,
  log: 1,
  log1p: 1,
  sin: 1,
  cos: 1,
  tanh: 1,
  erf: 1,
  sigmoid: 2,
  softplus: 2,
  pow: 2,
  normalQuantile: 2,
  exp2: 1,
  cbrt: 1,
  log2: 1,
  log10: 1,
  tan: 1,
  asin: 1,
  acos: 1,
  atan: 1,
  atan2: 1,
  hypot: 1,
  sinh: 1,
  cosh: 1,
  asinh: 1,
  acosh: 1,
  atanh: 1,
  erfc: 2,
  erfinv: 3,
  ndtr: 3,
  lgamma: 4,
  digamma: 4,
  zeta: 4,
};

describe.each(Object.entries(bounds) as [Name, number][])("%s", (name, bound) => {
  it(`lies within ${bound} unit in the last place of the exact value`, () => {
    const f = functions[name] as (...values: number[]) => number;
    for (const row of fixtures[name]) {
      const [y, rest] = row.slice(-2) as [number, number];
      const x = row.slice(0, -2);
      const error = Math.abs((f(...x) - y) / unitInTheLastPlace(y) - rest);
      expect(error, `${name}(${x}) = ${f(...x)}, nearest ${y}`).toBeLessThanOrEqual(bound);
    }
  });
});

const infinity = Infinity;

describe("special values", () => {
  const cases: [Exclude<Name, "pow" | "atan2" | "hypot" | "zeta">, [number, number][]][] = [
    [
      "exp",
      [
        [0, 1],
        [-0, 1],
        [infinity, infinity],
        [-infinity, 0],
        [709.79, infinity],
        [-745.14, 0],
        [800, infinity],
        [-1e300, 0],
      ],
    ],
    [
      "expm1",
      [
        [0, 0],
        [-0, -0],
        [infinity, infinity],
        [-infinity, -1],
        [5e-324, 5e-324],
        [-800, -1],
        [709.79, infinity],
      ],
    ],
    [
      "log",
      [
        [1, 0],
        [0, -infinity],
        [-0, -infinity],
        [infinity, infinity],
        [-1, NaN],
        [-infinity, NaN],
      ],
    ],
    [
      "log1p",
      [
        [0, 0],
        [-0, -0],
        [-1, -infinity],
        [infinity, infinity],
        [-1.5, NaN],
        [5e-324, 5e-324],
      ],
    ],
    [
      "sin",
      [
        [0, 0],
        [-0, -0],
        [infinity, NaN],
        [-infinity, NaN],
        [5e-324, 5e-324],
      ],
    ],
    [
      "cos",
      [
        [0, 1],
        [-0, 1],
        [infinity, NaN],
        [-infinity, NaN],
        [5e-324, 1],
      ],
    ],
    [
      "tanh",
      [
        [0, 0],
        [-0, -0],
        [infinity, 1],
        [-infinity, -1],
        [1e300, 1],
        [5e-324, 5e-324],
      ],
    ],
    [
      "sigmoid",
      [
        [0, 0.5],
        [infinity, 1],
        [-infinity, 0],
        [800, 1],
        [-800, 0],
      ],
    ],
    [
      "softplus",
      [
        [infinity, infinity],
        [-infinity, 0],
        [800, 800],
        [-800, 0],
      ],
    ],
    [
      "erf",
      [
        [0, 0],
        [-0, -0],
        [infinity, 1],
        [-infinity, -1],
        [7, 1],
      ],
    ],
    [
      "cbrt",
      [
        [27, 3],
        [-0.001, -0.1],
        [0, 0],
        [-0, -0],
        [5e-324, 1.7031839360032603e-108],
        [infinity, infinity],
        [-infinity, -infinity],
      ],
    ],
    [
      "exp2",
      [
        [3, 8],
        [-1074, 5e-324],
        [-1080, 0],
        [1024, infinity],
        [infinity, infinity],
        [-infinity, 0],
      ],
    ],
    [
      "log2",
      [
        [8, 3],
        [1, 0],
        [0, -infinity],
        [-1, NaN],
        [5e-324, -1074],
        [infinity, infinity],
      ],
    ],
    [
      "log10",
      [
        [1000, 3],
        [1, 0],
        [-0, -infinity],
        [-1, NaN],
        [1e-5, -5],
        [infinity, infinity],
      ],
    ],
    [
      "tan",
      [
        [-0, -0],
        [infinity, NaN],
        [-infinity, NaN],
        [5e-324, 5e-324],
      ],
    ],
    [
      "asin",
      [
        [-0, -0],
        [1, Math.PI / 2],
        [-1, -Math.PI / 2],
        [1.1, NaN],
        [-infinity, NaN],
      ],
    ],
    [
      "acos",
      [
        [1, 0],
        [-1, Math.PI],
        [0, Math.PI / 2],
        [1.1, NaN],
        [infinity, NaN],
      ],
    ],
    [
      "atan",
      [
        [-0, -0],
        [infinity, Math.PI / 2],
        [-infinity, -Math.PI / 2],
        [5e-324, 5e-324],
      ],
    ],
    [
      "sinh",
      [
        [-0, -0],
        [infinity, infinity],
        [-infinity, -infinity],
        [711, infinity],
      ],
    ],
    [
      "cosh",
      [
        [-0, 1],
        [infinity, infinity],
        [-infinity, infinity],
        [-711, infinity],
      ],
    ],
    [
      "asinh",
      [
        [-0, -0],
        [infinity, infinity],
        [-infinity, -infinity],
        [5e-324, 5e-324],
      ],
    ],
    [
      "acosh",
      [
        [1, 0],
        [infinity, infinity],
        [0.5, NaN],
        [-infinity, NaN],
      ],
    ],
    [
      "atanh",
      [
        [-0, -0],
        [1, infinity],
        [-1, -infinity],
        [1.1, NaN],
        [-infinity, NaN],
      ],
    ],
    [
      "erfc",
      [
        [0, 1],
        [-0, 1],
        [infinity, 0],
        [-infinity, 2],
        [28, 0],
        [-7, 2],
      ],
    ],
    [
      "erfinv",
      [
        [0, 0],
        [-0, -0],
        [1, infinity],
        [-1, -infinity],
        [1.1, NaN],
        [-infinity, NaN],
      ],
    ],
    [
      "ndtr",
      [
        [0, 0.5],
        [-0, 0.5],
        [infinity, 1],
        [-infinity, 0],
        [-39, 0],
        [9, 1],
      ],
    ],
    [
      "lgamma",
      [
        [1, 0],
        [2, 0],
        [0, infinity],
        [-3, infinity],
        [infinity, infinity],
        [-infinity, infinity],
      ],
    ],
    [
      "digamma",
      [
        [0, -infinity],
        [-0, infinity],
        [-3, NaN],
        [infinity, infinity],
        [-infinity, NaN],
      ],
    ],
    [
      "normalQuantile",
      [
        [0.5, 0],
        [0, -infinity],
        [1, infinity],
        [-0.1, NaN],
        [1.1, NaN],
      ],
    ],
  ];

  it.each(cases)("%s", (name, rows) => {
    expect(functions[name](NaN)).toBeNaN();
    for (const [x, y] of rows) expect(functions[name](x), `${name}(${x})`).toBe(y);
  });

  it("pow, as in C", () => {
    const rows: [number, number, number][] = [
      [1, NaN, 1],
      [NaN, 0, 1],
      [NaN, -0, 1],
      [NaN, 1, NaN],
      [2, NaN, NaN],
      [-1, infinity, 1],
      [-1, -infinity, 1],
      [0.5, infinity, 0],
      [0.5, -infinity, infinity],
      [-2, infinity, infinity],
      [2, -infinity, 0],
      [0, 3, 0],
      [-0, 3, -0],
      [-0, 2, 0],
      [0, -3, infinity],
      [-0, -3, -infinity],
      [-0, -2, infinity],
      [0, 0.5, 0],
      [infinity, 2, infinity],
      [infinity, -2, 0],
      [-infinity, 3, -infinity],
      [-infinity, 2, infinity],
      [-infinity, -3, -0],
      [-infinity, 0.5, infinity],
      [-8, 1 / 3, NaN],
      [-8, 3, -512],
      [-2, 1e300, infinity],
      [2, 1024, infinity],
      [2, -1075, 0],
      [-2, -1074, 5e-324],
      [1e308, 1e308, infinity],
      [1e-308, 1e308, 0],
      [1 + 2 ** -52, 1e300, infinity],
      [7, 5e-324, 1],
    ];
    for (const [x, y, z] of rows) expect(math.pow(x, y), `pow(${x}, ${y})`).toBe(z);
  });

  it("atan2 and hypot, as in C", () => {
    const pi = Math.PI;
    const rows: [number, number, number, number][] = [
      [0, 1, 0, 1],
      [-0, 1, -0, 1],
      [0, -1, pi, 1],
      [-0, -1, -pi, 1],
      [0, 0, 0, 0],
      [-0, -0, -pi, 0],
      [1, 0, pi / 2, 1],
      [-1, -0, -pi / 2, 1],
      [infinity, infinity, pi / 4, infinity],
      [-infinity, -infinity, (-3 * pi) / 4, infinity],
      [1, -infinity, pi, infinity],
      [-1, infinity, -0, infinity],
      [NaN, infinity, NaN, infinity],
      [NaN, 1, NaN, NaN],
      [5e-324, 5e-324, pi / 4, 5e-324],
    ];
    for (const [y, x, angle, length] of rows) {
      expect(math.atan2(y, x), `atan2(${y}, ${x})`).toBe(angle);
      expect(math.hypot(y, x), `hypot(${y}, ${x})`).toBe(length);
    }
  });

  it("gives whole powers exactly where they fit", () => {
    for (let k = 0; k <= 22; k++) expect(math.pow(10, k)).toBe(Number(`1e${k}`));
    for (let k = -1074; k <= 1023; k++) expect(math.pow(2, k)).toBe(2 ** k);
  });
});

describe("shape", () => {
  it("is odd or even to the last bit", () => {
    for (let i = 1; i <= 2000; i++) {
      const x = i * 0.0123 + i * i * 1e-3;
      for (const name of ["sin", "tanh", "erf"] as const)
        expect(functions[name](-x)).toBe(-functions[name](x));
      expect(math.cos(-x)).toBe(math.cos(x));
    }
  });

  const rising = {
    exp: [0.34657359, 1.0397, -708.39641853226408, 709.7],
    expm1: [0.34657359, -0.34657359, 1.0397, -36.7, 5e-17],
    log: [1, 1.41, 2.82, 0.705],
    log1p: [3e-9, -3e-9, 0.41, -0.295, 1],
    tanh: [1e-9, 0.1732868, 0.51986, 1, 22],
    sigmoid: [0, 0.3466, -0.3466, 40, -40],
    softplus: [0, 0.3466, -0.3466, 20, -20],
    erf: [0.84375, 1.25, 2.857142857142857, 6],
    exp2: [0.5, -0.5, 1.5],
    cbrt: [0.125, 1, 8, -1],
    log2: [1, 1.41, 2],
    tan: [0.7853981633974483, 1e-9],
    asin: [1e-9, 0.25, 0.6, 0.92],
    atan: [1e-9, 0.25, 0.75, 2.4, 1e20],
    sinh: [1e-9, 0.3466, 1, 22],
    cosh: [0.3466, 1, 22],
    asinh: [1e-9, 1, 1e9],
    acosh: [2, 1e9],
    erfinv: [0.85],
    normalQuantile: [0.075, 0.925, 1.3887943864964021e-11, 0.25],
  };

  it.each(Object.entries(rising))(
    "%s does not fall across the joints of its parts",
    (name, joints) => {
      const f = functions[name as keyof typeof rising];
      for (const joint of joints) {
        const step = 8 * unitInTheLastPlace(joint);
        let last = -infinity;
        for (let i = -200; i <= 200; i++) {
          const y = f(joint + i * step);
          expect(y, `${name} at ${joint} + ${i} * ${step}`).toBeGreaterThanOrEqual(last);
          last = y;
        }
      }
    },
  );

  it("keeps within the range", () => {
    for (let x = -50; x <= 50; x += 0.0625) {
      for (const name of ["tanh", "erf", "sin", "cos"] as const) {
        expect(Math.abs(functions[name](x))).toBeLessThanOrEqual(1);
      }
      expect(math.sigmoid(x)).toBeGreaterThan(0);
      expect(math.sigmoid(x)).toBeLessThanOrEqual(1);
    }
  });
});
