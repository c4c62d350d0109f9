export { networkClassOf } from "./networks.ts";
