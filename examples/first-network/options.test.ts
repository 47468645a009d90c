import { afterEach, expect, test, vi } from "vitest";
import { parseOptions } from "./options.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** What is printed, and the exit code, where the arguments end the process. */
function ended(...args: string[]): { code: unknown; out: string; err: string } {
  const out = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const err = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  vi.spyOn(process, "exit").mockImplementation((code) => {
    throw new Error("exit", { cause: code });
  });
  try {
    parseOptions(args);
  } catch (error) {
    const text = (spy: typeof out) => spy.mock.calls.map(([part]) => part).join("");
    return { code: (error as Error).cause, out: text(out), err: text(err) };
  }
  throw new Error(`${args.join(" ")} was accepted`);
}

test("without arguments it is the recipe", () => {
  const { out, ...options } = parseOptions([]);
  expect(out.replaceAll("\\", "/")).toMatch(/\/reports\/first-network$/);
  expect(options).toEqual({
    model: "network",
    hidden: [50, 30],
    activation: "relu",
    loss: "cross-entropy",
    dropout: 0,
    optimizer: "sgd",
    momentum: 0.9,
    learningRate: 0.1,
    decay: "none",
    l2: 0,
    steps: 5000,
    batch: 100,
    seed: 1,
    compare: false,
    engine: "wasm",
  });
});

test("every option is read", () => {
  const line =
    "--hidden 20,10,5 --activation tanh --loss mse --dropout 0.25 --optimizer nesterov --momentum 0.5 " +
    "--learning-rate 1e-2 --decay power --l2 0.001 --steps 7 --batch 8 --seed 0 --data d --engine reference --out o";
  expect(parseOptions(line.split(" "))).toEqual({
    model: "network",
    hidden: [20, 10, 5],
    activation: "tanh",
    loss: "mse",
    dropout: 0.25,
    optimizer: "nesterov",
    momentum: 0.5,
    learningRate: 0.01,
    decay: "power",
    l2: 0.001,
    steps: 7,
    batch: 8,
    seed: 0,
    data: "d",
    compare: false,
    engine: "reference",
    out: "o",
  });
});

test("a momentum chooses its optimizer, an optimizer its learning rate", () => {
  expect(parseOptions(["--momentum", "0.8"])).toMatchObject({
    optimizer: "momentum",
    momentum: 0.8,
    learningRate: 0.02,
  });
  expect(parseOptions(["--optimizer", "adam"]).learningRate).toBe(0.001);
  expect(parseOptions(["--optimizer", "adam", "--learning-rate", "3"]).learningRate).toBe(3);
});

test("the help names every option and ends well", () => {
  const { code, out } = ended("--help");
  expect(code).toBe(0);
  const flags =
    "model hidden activation loss dropout optimizer momentum learning-rate decay l2 steps batch seed data compare engine out help";
  for (const flag of flags.split(" ")) expect(out).toContain(`--${flag}`);
  expect(out).not.toContain(import.meta.dirname);
});

test.each([
  ["--steps 0", "'0' is invalid. It takes a whole number from 1"],
  ["--steps 1.5", "'1.5' is invalid"],
  ["--steps", "argument missing"],
  ["--batch -1", "'-1' is invalid"],
  ["--seed 9007199254740992", "It takes a whole number from 0 to 9007199254740991"],
  ["--hidden 50,,30", "It takes a whole number from 1 to 10000"],
  ["--hidden none", "It takes a whole number from 1 to 10000"],
  ["--dropout 1", "It takes a number from 0 to 0.99"],
  ["--learning-rate NaN", "It takes a number from 1e-9 to 1000"],
  ["--learning-rate -0.1", "'-0.1' is invalid"],
  ["--l2 x", "It takes a number from 0 to 10"],
  ["--activation swish", "Allowed choices are relu, tanh, sigmoid"],
  ["--engine gpu", "Allowed choices are wasm, wasm-strict, reference"],
  ["--model softmax --hidden 20", "--hidden is for --model network"],
  ["--model perceptron --loss mse", "--loss is for --model network"],
  ["--model logistic --dropout 0.1", "--dropout is for --model network"],
  ["--model logistic --activation tanh", "--activation is for --model network"],
  [
    "--optimizer adam --momentum 0.5",
    "--momentum is for --optimizer momentum or nesterov, not adam",
  ],
  ["--optimizer nesterov --momentum 0", "--momentum must be above 0"],
  ["--compare --model softmax", "--model is of no use beside --compare"],
  ["--stepz 100", "unknown option '--stepz'"],
  ["100", "too many arguments"],
])("%s is refused in one line", (line, message) => {
  const { code, err } = ended(...line.split(" "));
  expect(code).toBe(1);
  expect(err).toMatch(/^error: /);
  expect(err).toContain(message);
  expect(
    err
      .trim()
      .split("\n")
      .filter((each) => !each.startsWith("(Did you mean")),
  ).toHaveLength(1);
});
