import { restartNames } from "./unique.ts";

restartNames();
