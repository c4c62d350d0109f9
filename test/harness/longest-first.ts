import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files, and folders of them, that take longer than their size says: they wait, or repeat. The longest first. */
const LONG = [
  "flows/fuzz",
  "flows/attacks",
  "flows/matrix",
  "browser/",
  "flows/joining",
  "flows/uploads",
  "flows/rollups",
  "flows/postback-settings",
  "faults/archive",
  "flows/long-lived",
  "dev/dev.test",
  "flows/publish-and-join",
  "flows/publishing",
  "flows/pages",
  "flows/sums",
  "faults/queues",
  "faults/storage",
  "faults/loss",
];

/** Starts what takes longest first, and unit tests last: they fill the end, when few flows still run. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]) {
    const bySize = await super.sort(files);
    return bySize.toSorted((a, b) => placeOf(a.moduleId) - placeOf(b.moduleId));
  }
}

function placeOf(path: string): number {
  const place = LONG.findIndex((name) => path.includes(`/${name}`));
  if (place >= 0) return place;
  return /\/test\/(flows|faults)\//.test(path) ? LONG.length : LONG.length + 1;
}
