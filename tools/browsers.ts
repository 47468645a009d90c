/** Where the browsers are that tests run in: those of the system, none is downloaded. */

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The first program of these names on the path; throws with what to install where there is none. */
function find(variable: string, names: readonly string[], install: string): string {
  const named = process.env[variable];
  if (named) return named;
  const folders = (process.env.PATH ?? "").split(delimiter);
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = paths.find((path) => existsSync(path));
  if (found) return found;
  throw new Error(`no ${names.join(" or ")} here; ${install}, or set ${variable} to its path.`);
}

/** The path of Chromium or Chrome. */
export function chromium(): string {
  const names = ["chromium", "chromium-browser", "google-chrome"];
  return find("CHROMIUM", names, "on Debian: apt-get install chromium");
}

/** The path of Firefox. */
export function firefox(): string {
  return find("FIREFOX", ["firefox-esr", "firefox"], "on Debian: apt-get install firefox-esr");
}
