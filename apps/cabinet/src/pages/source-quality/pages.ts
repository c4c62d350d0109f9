/** The pages of sources in one chunk: each chunk more makes the first load of every page longer. */
export { SourceQualityPage } from "./page.tsx";
export { SourcePage } from "./source.tsx";
