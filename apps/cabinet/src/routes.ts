import { frameRoute, outsideRoute, rootRoute } from "./shell/routes.tsx";
import { accountRoutes } from "./pages/account/route.tsx";
import { bankStatementsRoutes } from "./pages/bank-statements/route.tsx";
import { claimsRoutes } from "./pages/claims/route.tsx";
import { clickRoute } from "./pages/click/route.tsx";
import { clicksRoute } from "./pages/clicks/route.tsx";
import { conversionsRoutes } from "./pages/conversions/route.tsx";
import { expectedRoute } from "./pages/expected/route.tsx";
import { homeRoute } from "./pages/home/route.tsx";
import { keysRoute } from "./pages/keys/route.tsx";
import { moneyRoute } from "./pages/money/route.tsx";
import { networkHealthRoute } from "./pages/network-health/route.tsx";
import { noticesRoute } from "./pages/notices/route.tsx";
import { offerRoute, offersRoute } from "./pages/offers/route.tsx";
import { linksRoutes } from "./pages/links/route.tsx";
import { membersRoute } from "./pages/members/route.tsx";
import { reportMailsRoute } from "./pages/report-mails/route.tsx";
import { reportsRoute } from "./pages/reports/route.tsx";
import { settingsRoute } from "./pages/settings/route.tsx";
import { payerAccountsRoutes } from "./pages/payer-accounts/route.tsx";
import { payoutAccountsRoutes } from "./pages/payout-accounts/route.tsx";
import { payoutDocumentsRoutes } from "./pages/payout-documents/route.tsx";
import { payoutRunsRoutes } from "./pages/payout-runs/route.tsx";
import { payoutsRoutes } from "./pages/payouts/route.tsx";
import { profileRoute } from "./pages/profile/route.tsx";
import { sourceQualityRoutes } from "./pages/source-quality/route.tsx";
import { sourcesRoutes } from "./pages/sources/route.tsx";
import { statementRoute } from "./pages/statement/route.tsx";
import { supportRoutes } from "./pages/support/route.tsx";
import { trafficCheckRoutes } from "./pages/traffic-check/route.tsx";
import { trafficQualityRoute } from "./pages/traffic-quality/route.tsx";
import { webmasterAccountsRoutes } from "./pages/webmaster-accounts/route.tsx";
import { uploadsRoutes } from "./pages/uploads/route.tsx";
import { appealsRoutes } from "./pages/appeals/route.tsx";
import { auditRoute } from "./pages/audit/route.tsx";

/** Every page of the cabinet: a new one is its folder and its line here. */
export const routeTree = rootRoute.addChildren([
  outsideRoute.addChildren(accountRoutes),
  frameRoute.addChildren([
    appealsRoutes,
    auditRoute,
    ...bankStatementsRoutes,
    claimsRoutes,
    clickRoute,
    clicksRoute,
    conversionsRoutes,
    expectedRoute,
    homeRoute,
    keysRoute,
    linksRoutes,
    membersRoute,
    moneyRoute,
    networkHealthRoute,
    noticesRoute,
    offerRoute,
    offersRoute,
    payerAccountsRoutes,
    payoutAccountsRoutes,
    payoutDocumentsRoutes,
    ...payoutRunsRoutes,
    ...payoutsRoutes,
    profileRoute,
    reportMailsRoute,
    reportsRoute,
    settingsRoute,
    ...sourceQualityRoutes,
    sourcesRoutes,
    statementRoute,
    ...supportRoutes,
    ...trafficCheckRoutes,
    trafficQualityRoute,
    ...uploadsRoutes,
    webmasterAccountsRoutes,
  ]),
]);
