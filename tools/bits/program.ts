/** Prints the hashes as JSON: the program that Node runs. */

import { runs } from "./runs.ts";

console.log(JSON.stringify(await runs()));
