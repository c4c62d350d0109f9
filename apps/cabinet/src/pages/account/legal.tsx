import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { read } from "../../api/index.ts";
import { LegalText } from "../../parts/legal-text.tsx";
import { States } from "../../parts/states.tsx";
import { Card } from "./card.tsx";

const route = getRouteApi("/outside/legal/$kind");

/** The terms of use or the privacy notice in force, or one version of it. */
export function LegalPage() {
  const { t } = useTranslation("account");
  const { t: common } = useTranslation();
  const { kind } = route.useParams();
  const { version } = route.useSearch();
  const query = useQuery(
    read("getLegalText", { path: { kind }, query: version === undefined ? {} : { version: Number(version) } }),
  );
  return (
    <Card title={common(`legal_${kind}`)} below={<Link to="/">{t("to_cabinet")}</Link>}>
      <States query={query}>{({ texts }) => <LegalText texts={texts} />}</States>
    </Card>
  );
}
