export { networkClassOf } from "./networks.ts";
export { eraseSignInAddresses, noteSignIn, type SignInAddress } from "./sign-ins.ts";
