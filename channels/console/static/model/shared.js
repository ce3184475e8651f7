// Small pieces of page that several components show.

import { html, nothing } from "./lit.js";
import { icon } from "./icons.js";
import { label, t } from "./words.js";

export const emotion = (name) => html`
  <span class="emotion emotion-${name || "neutral"}">${icon(name || "neutral")}${label("emotion", name || "neutral")}</span>`;

export const who = (one) => one.name || t("conversation.customer", { id: one.customer_id.slice(0, 4).toUpperCase() });

export const topicWord = (topic) => (topic ? label("topic", topic.replace(/^faq\//, "")) : "");

export const stateWord = (state) => html`<span class="state state-${state}">${label("state", state)}</span>`;

export const clockWord = (clock) => (clock ? html`<span class="clock clock-${clock.state}">${icon("clock")}${label("clock", clock.state)}</span>` : nothing);

// Refusals that an agent meets in a day's work, in words; the others come with the server's own.
const KNOWN = { wording: "trouble.wording", promise: "trouble.promise", promise_unclear: "trouble.promiseUnclear", promise_differs: "trouble.promiseDiffers", time_taken: "trouble.timeTaken", not_holder: "trouble.notHolder", appointment_over: "trouble.appointmentOver",
  not_ready: "trouble.notReady", evidence_missing: "trouble.evidence", wrong_step: "trouble.wrongStep", complained_about: "trouble.complainedAbout", merged: "trouble.merged",
  other_customer: "trouble.otherCustomer", other_kind: "trouble.otherKind", no_such_ticket: "trouble.noTicket", text_needed: "trouble.textNeeded", at_capacity: "trouble.full", not_trained: "trouble.notTrained", agent_exists: "trouble.agentExists", yours_already: "trouble.yours",
  arrived: "entry.tooEarly", reason_needed: "tickets.sayWhy", no_such_customer: "trouble.noCustomer", several_customers: "trouble.severalCustomers", held_already: "trouble.heldAlready", no_hold: "trouble.noHold", reveals_much: "trouble.revealsMuch" };

export const trouble = (refusal) => (KNOWN[refusal.code] ? t(KNOWN[refusal.code], refusal.facts)
  : t("dialog.failed", { why: refusal.status ? refusal.message : t("signIn.network") }));

export function claimTrouble(refusal) {
  const { agent_name: name, agent_no: no } = refusal.facts;
  if (refusal.status !== 409) return trouble(refusal);
  if (refusal.code === "away") return t("queue.away");
  if (refusal.code === "at_capacity") return t("queue.full", { n: refusal.facts.capacity });
  return name ? t("queue.claimed", { name, no }) : t("queue.gone");
}
