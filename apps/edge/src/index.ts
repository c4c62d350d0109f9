import { createEdge } from "./app.ts";
import { cloudflareOrigin } from "./visitor.ts";

export default createEdge({ originOf: cloudflareOrigin });
