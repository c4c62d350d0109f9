import { useRouteContext } from "@tanstack/react-router";
import { AdvertiserHome, OperatorHome } from "./others.tsx";
import { WebmasterHome } from "./webmaster.tsx";

/** The first page: what there is, what waits, and what is new. Each role has its own. */
export function HomePage() {
  const { me } = useRouteContext({ from: "/frame" });
  switch (me.role) {
    case "webmaster":
      return <WebmasterHome me={me} />;
    case "advertiser":
      return <AdvertiserHome me={me} />;
    case "operator":
      return <OperatorHome me={me} />;
  }
}
