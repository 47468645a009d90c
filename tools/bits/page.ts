/** Sends the hashes, or what went wrong, to the server that the page came from. */

import { runs } from "./runs.ts";

async function answer(): Promise<unknown> {
  try {
    return await runs();
  } catch (error) {
    return { error: String(error) };
  }
}

await fetch("/answer", { method: "POST", body: JSON.stringify(await answer()) });
