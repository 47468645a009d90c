import { ones, type Tensor } from "@gradkit/tensor";
import { expectTypeOf, test } from "vitest";
import type { Dataset } from "./index.ts";
import * as d from "./index.ts";

const x = ones([4, 2]);

test("names of a dataset go with it", () => {
  for (const batch of d.batches({ x, labels: x }, { batchSize: 2 })) {
    expectTypeOf(batch).toEqualTypeOf<Dataset<"x" | "labels">>();
  }
  const [train, test] = d.splitByShare({ x }, [0.8, 0.2]);
  expectTypeOf([train, test]).toEqualTypeOf<Dataset<"x">[]>();
  const shares: number[] = [0.5, 0.5];
  expectTypeOf(d.splitByShare({ x }, shares)).toEqualTypeOf<Dataset<"x">[]>();
  expectTypeOf(d.labelled(x, x, 10).y).toEqualTypeOf<Tensor>();
});

test("datasets", () => {
  // @ts-expect-error: tensors under names
  d.batches(x, { batchSize: 2 });
  // @ts-expect-error: all of them tensors
  d.batches({ x, y: [1, 2] }, { batchSize: 2 });
  // @ts-expect-error: no size
  d.batches({ x });
  // @ts-expect-error: settings have names
  d.batches({ x }, 32);
  // @ts-expect-error: in camelCase
  d.batches({ x }, { batch_size: 32 });
  // @ts-expect-error: a number is no truth value
  d.batches({ x }, { batchSize: 2, shuffle: 1 });
  // @ts-expect-error: a batch has names
  for (const [first] of d.batches({ x }, { batchSize: 2 })) void first;
  // @ts-expect-error: those of the dataset
  for (const { y } of d.batches({ x }, { batchSize: 2 })) void y;
  // @ts-expect-error: tensors under names
  d.splitByShare(x, [0.8, 0.2]);
  // @ts-expect-error: shares are a list
  d.splitByShare({ x }, 0.8);
  // @ts-expect-error: a name of the dataset
  d.splitByShare({ x }, [0.8, 0.2], { stratifyBy: "y" });
  // @ts-expect-error: two shares make two parts
  const [, , third] = d.splitByShare({ x }, [0.8, 0.2]);
  // @ts-expect-error: labels are a tensor
  d.labelled(x, [1, 2], 10);
  // @ts-expect-error: no number of classes
  d.labelled(x, x);
  void third;
});

test("files", () => {
  // @ts-expect-error: no source
  d.readIdx(1);
  // @ts-expect-error: a promise is awaited
  d.readIdx("a").add(1);
  // @ts-expect-error: a map has get
  d.readNpz("a").then((tensors) => tensors.w);
  // @ts-expect-error: and may not have the name
  d.readNpz("a").then((tensors) => tensors.get("w").sum());
  // @ts-expect-error: a truth value
  d.readSafetensors("a", { verify: "yes" });
  // @ts-expect-error: tensors beside metadata
  d.readSafetensors("a").then((file) => file.get("w"));
  // @ts-expect-error: a tensor
  d.writeNpy([1, 2]);
  // @ts-expect-error: a map
  d.writeNpz({ w: x });
  // @ts-expect-error: also of metadata
  d.writeSafetensors(new Map([["w", x]]), { metadata: { a: "b" } });
  // @ts-expect-error: the path comes first
  d.saveFile(d.writeNpy(x), "a");
  // @ts-expect-error: what is written is bytes
  d.saveFile("a", "text");
});
