import { useQuery } from "@tanstack/react-query";
import { Link as RouterLink } from "@tanstack/react-router";
import type { Link, Me, TestClick } from "@waymark/client";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { read, useAct, type AnswerOf } from "../../api/index.ts";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Icon } from "../../parts/icon.tsx";
import { LinkButton } from "../../parts/link-button.tsx";
import { SkeletonRows, States } from "../../parts/states.tsx";
import { together } from "../../parts/together.ts";
import { MakeTestClick, TestArrival, useTestLife } from "../links/test-click.tsx";
import { TestConversion } from "../links/test-conversion.tsx";
import { useBrowserText } from "./browser-text.ts";
import { FIRST_STEPS, stepStates, type StepState } from "./first-steps.ts";
import partClasses from "../../parts/parts.module.css";
import classes from "./checklist.module.css";

/** The steps to the first conversion. What is done is what the API says, not what was clicked here. */
export function Checklist({ me }: { me: Me }) {
  const links = useQuery(read("listLinks", { query: { limit: 1 } }));
  const applications = useQuery(read("listApplications", { query: { limit: 10 } }));
  return (
    <States query={together(links, applications)} skeleton={<SkeletonRows count={FIRST_STEPS.length} />}>
      {([{ data: found }, { data: applied }]) => (
        <Steps me={me} link={found[0]} applications={applied.map(({ status }) => status)} />
      )}
    </States>
  );
}

interface StepsProps {
  me: Me;
  link: Link | undefined;
  applications: readonly AnswerOf<"listApplications">["data"][number]["status"][];
}

function Steps({ me, link, applications }: StepsProps) {
  const { t } = useTranslation("home");
  const tests = useQuery(read("listConversions", { query: { is_test: "true", limit: 1 } }));
  const [made, remember] = useMadeTest(me);
  const make = useAct("createTestClick", { changes: [], onDone: remember });
  const life = useTestLife(made?.click_id);
  const states = stepStates({
    isApproved: applications.includes("approved"),
    hasLink: link !== undefined,
    hasTestClick: life !== undefined,
    hasTestConversion: (tests.data?.data.length ?? 0) > 0,
  });
  const isDone = !states.includes("next");
  const contents: Record<(typeof FIRST_STEPS)[number], ReactNode> = {
    account: <p className={partClasses["note"]}>{me.member?.email}</p>,
    offer: (
      <>
        <p className={partClasses["lead"]}>{t(applications.includes("pending") ? "offer_waits" : "offer_text")}</p>
        <LinkButton to="/offers">{t("choose_offer")}</LinkButton>
      </>
    ),
    link: (
      <>
        <p className={partClasses["lead"]}>{t("link_text")}</p>
        <LinkButton to="/links" search={{ create: "any" }}>
          {t("create_link")}
        </LinkButton>
      </>
    ),
    click: link !== undefined && (
      <>
        <MakeTestClick make={make} linkId={link.id} isAgain={made !== undefined} />
        {made !== undefined && <TestArrival key={made.id} made={made} arrivedAt={undefined} />}
      </>
    ),
    conversion: life !== undefined && (
      <TestConversion key={life.click_id} clickId={life.click_id} offerId={life.offer_id} />
    ),
  };
  const results: Partial<typeof contents> = {
    link: link !== undefined && <LinkResult link={link} />,
    offer: link !== undefined && <p className={partClasses["note"]}>{link.offer_name}</p>,
    click: made !== undefined && life !== undefined && <TestArrival made={made} arrivedAt={life.clicked_at} />,
    conversion: contents.conversion,
  };
  return (
    <ol className={classes["steps"]}>
      {FIRST_STEPS.map((step, i) => {
        const state = states[i] ?? "later";
        return (
          <Step key={step} number={i + 1} title={t(`step_${step}`)} state={state}>
            {state === "next" && contents[step]}
            {state === "done" && (step === "account" ? contents.account : results[step])}
          </Step>
        );
      })}
      {isDone && (
        <li className={classes["allDone"]} role="status">
          <p>{t("all_done")}</p>
          <p className={partClasses["lead"]}>{t("all_done_text")}</p>
        </li>
      )}
    </ol>
  );
}

interface StepProps {
  number: number;
  title: string;
  state: StepState;
  children: ReactNode;
}

function Step({ number, title, state, children }: StepProps) {
  const { t } = useTranslation("home");
  return (
    <li className={classes["step"]} data-state={state} aria-current={state === "next" ? "step" : undefined}>
      <span className={classes["mark"]} role="img" aria-label={t(`state_${state}`)}>
        {state === "done" ? <Icon name="done" size={14} /> : number}
      </span>
      <div className={classes["content"]}>
        <h2>{title}</h2>
        {children}
      </div>
    </li>
  );
}

function LinkResult({ link: { id, url } }: { link: Link }) {
  const { t } = useTranslation("home");
  return (
    <div className={partClasses["line"]}>
      <code>{url}</code>
      <CopyButton text={url} label={t("the_link")} />
      <RouterLink to="/links/$id" params={{ id }} search={{}}>
        {t("link_details")}
      </RouterLink>
    </div>
  );
}

/** The test click that this browser made, so that a reload goes on waiting for it. */
function useMadeTest(me: Me): [made: TestClick | undefined, remember: (made: TestClick) => void] {
  const [stored, store] = useBrowserText(`waymark.test-click.${me.webmaster_id ?? ""}`);
  const made = stored === null ? undefined : (JSON.parse(stored) as TestClick); // as it was stored below
  return [made, (next) => store(JSON.stringify(next))];
}
