/** The command line: what can be set, what it is by default, and what is refused. */

import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";

/** What is trained, and how. */
export interface Settings {
  readonly model: "network" | "perceptron" | "logistic" | "softmax";
  readonly hidden: readonly number[];
  readonly activation: "relu" | "tanh" | "sigmoid";
  readonly loss: "cross-entropy" | "mse";
  readonly dropout: number;
  readonly optimizer: "sgd" | "momentum" | "nesterov" | "adam" | "adamw";
  readonly momentum: number;
  readonly learningRate: number;
  readonly decay: "none" | "power" | "exponential" | "piecewise";
  readonly l2: number;
  readonly steps: number;
  readonly batch: number;
  readonly seed: number;
}

export interface Options extends Settings {
  readonly data?: string;
  readonly compare: boolean;
  readonly engine: "wasm" | "wasm-strict" | "reference";
  readonly out: string;
}

/** Something that the person at the keyboard can mend: shown as one line, without a stack. */
export class InputError extends Error {}

/** The learning rate of each optimiser where none is given. */
export const learningRates: Readonly<Record<Settings["optimizer"], number>> = {
  sgd: 0.1,
  momentum: 0.02,
  nesterov: 0.02,
  adam: 0.001,
  adamw: 0.001,
};

/** Reads the arguments; for --help and for bad values it prints what is to be said and ends the process. */
export function parseOptions(args: readonly string[]): Options {
  const program = new Command("npm start --")
    .description("Trains a network to read handwritten digits and writes a report about it.")
    .helpOption("-h, --help", "show this help")
    .addOption(choice("--model <name>", "what is trained", models, "network"))
    .addOption(hiddenOption)
    .addOption(choice("--activation <name>", "of the hidden layers", activations, "relu"))
    .addOption(choice("--loss <name>", "what the network minimises", losses, "cross-entropy"))
    .option("--dropout <p>", "share of the hidden units left out in each step", real(0, 0.99), 0)
    .addOption(choice("--optimizer <name>", "how a step is made", optimizers, "sgd"))
    .addOption(momentumOption)
    .addOption(learningRateOption)
    .addOption(choice("--decay <name>", "how the learning rate falls", decays, "none"))
    .option("--l2 <factor>", "weight decay: the cost of large weights", real(0, 10), 0)
    .option("--steps <n>", "steps, of one batch each", whole(1, 10_000_000), 5000)
    .option("--batch <n>", "images in a batch", whole(1, 1_000_000), 100)
    .option("--seed <n>", "start of the random numbers", whole(0, Number.MAX_SAFE_INTEGER), 1)
    .option("--data <folder>", "IDX files to use, gzipped or plain (default: MNIST)")
    .option("--compare", "train the exercises side by side, from these settings")
    .addOption(choice("--engine <name>", "what computes", engines, "wasm"))
    .addOption(outOption);
  const options = program.parse(args, { from: "user" }).opts<Options>();
  for (const [name, wrong, reason] of clashes(options)) {
    const given = program.getOptionValueSource(name) === "cli";
    if (given && wrong) program.error(`error: --${name} ${reason}`);
  }
  const { compare = false, learningRate = learningRates[options.optimizer] } = options;
  return { ...options, compare, learningRate };
}

const models = ["network", "perceptron", "logistic", "softmax"];
const activations = ["relu", "tanh", "sigmoid"];
const losses = ["cross-entropy", "mse"];
const optimizers = ["sgd", "momentum", "nesterov", "adam", "adamw"];
const decays = ["none", "power", "exponential", "piecewise"];
const engines = ["wasm", "wasm-strict", "reference"];

const hiddenOption = new Option("--hidden <widths>", "units of each hidden layer")
  .argParser(widths)
  .default([50, 30], "50,30");

const outOption = new Option("--out <folder>", "where the report goes").default(
  join(import.meta.dirname, "../../reports/first-network"),
  "reports/first-network",
);

function choice(flags: string, text: string, names: readonly string[], initial: string): Option {
  return new Option(flags, text).choices(names).default(initial);
}

const momentumOption = new Option(
  "--momentum <m>",
  "for --optimizer momentum, which it chooses, or nesterov",
)
  .argParser(real(0, 0.999))
  .default(0.9)
  .implies({ optimizer: "momentum" });

const learningRateOption = new Option(
  "--learning-rate <rate>",
  `length of a step (default: ${learningRates.sgd}; momentum and nesterov ` +
    `${learningRates.momentum}; adam and adamw ${learningRates.adam})`,
).argParser(real(1e-9, 1000));

/** Options that would have no effect beside others, whether that is so, and why. */
function clashes(options: Options): [name: string, wrong: boolean, reason: string][] {
  const { model, optimizer, momentum, compare } = options;
  const simple = model !== "network";
  const plain = optimizer !== "momentum" && optimizer !== "nesterov";
  return [
    ["hidden", simple, `is for --model network; ${model} has no hidden layers`],
    ["activation", simple, `is for --model network; ${model} has no hidden layers`],
    ["dropout", simple, `is for --model network; ${model} has no hidden layers`],
    ["loss", simple, `is for --model network; ${model} comes with its own`],
    ["momentum", plain, `is for --optimizer momentum or nesterov, not ${optimizer}`],
    ["momentum", momentum === 0, "must be above 0; without it the optimizer is sgd"],
    ["model", compare, "is of no use beside --compare, which trains every model"],
  ];
}

/** Reads whole numbers from `low` to `high`. */
function whole(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= low && value <= high) return value;
    throw new InvalidArgumentError(`It takes a whole number from ${low} to ${high}.`);
  };
}

/** Reads numbers from `low` to `high`. */
function real(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && value >= low && value <= high) return value;
    throw new InvalidArgumentError(`It takes a number from ${low} to ${high}.`);
  };
}

/** Reads the widths of layers, such as 50,30. */
function widths(text: string): number[] {
  const width = whole(1, 10_000);
  return text.split(",").map((part) => width(part.trim()));
}
