/** What a page that uses gradkit has to load. */

import { gzippedBytes, programs } from "../../tools/bundle.ts";
import type { Row } from "../harness/row.ts";

function bundle(name: keyof typeof programs, work: string): Row {
  return {
    name: `bundle-${name}`,
    family: "bundle",
    unit: "bytes",
    work: `gzipped bytes of ${work}, minified`,
    measure: async () => ({ ours: await gzippedBytes(programs[name]), peers: {} }),
  };
}

export const rows: readonly Row[] = [
  bundle("add", "`import { add, tensor }`"),
  bundle("network", "a first network and its training"),
];
