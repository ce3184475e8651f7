import { html, nothing } from "../model/lit.js";
import { desk } from "../model/desk.js";
import { label, t } from "../model/words.js";

// Type and level of a complaint: proposed by the desk, confirmed or corrected by a person (C-06).
export function caseClass(ticket, change) {
  const submit = (event) => {
    event.preventDefault();
    change("classification", Object.fromEntries(new FormData(event.target)));
  };
  return html`
    <form class="class" @submit=${submit}>
      <p class="quiet">${t(ticket.classified ? "tickets.classified" : "tickets.proposed")}</p>
      <div class="pair">${choice("type", desk.choices.types, "complaint", ticket.type)}${choice("level", desk.choices.levels, "level", ticket.level)}</div>
      <button class=${ticket.classified ? "" : "primary"}>${t(ticket.classified ? "tickets.correct" : "tickets.confirm")}</button>
    </form>`;
}

const choice = (name, values, group, chosen) => html`
  <label><span>${t(`tickets.${name}`)}</span><select name=${name} required>
    ${chosen ? nothing : html`<option value="">${t("close.choose")}</option>`}
    ${values.map((value) => html`<option value=${value} ?selected=${value === chosen}>${label(group, value)}</option>`)}</select></label>`;

// The owner answers for the ticket to the end; the assignee does the work, and may change.
export function caseAssign(ticket, change) {
  const submit = (event) => {
    event.preventDefault();
    const given = new FormData(event.target);
    const agent = event.submitter.value === "me" ? desk.me.id : Number(given.get("agent_id"));
    if (event.target.note?.reportValidity() ?? true) change("assignee", { agent_id: agent, note: given.get("note")?.trim() ?? "" });
  };
  const accused = new Set(ticket.accused.map((one) => one.agent_id));
  const people = desk.state.agents.filter((one) => !accused.has(one.id));
  return html`
    <form class="row" @submit=${submit}>
      <label><span>${t("tickets.assignTo")}</span><select name="agent_id" required>
        <option value="">${t("close.choose")}</option>
        ${people.map((one) => html`<option value=${one.id} ?selected=${one.id === ticket.assignee_id}>${one.name} · ${one.staff_no} · ${t(one.available ? "team.available" : "team.away")}</option>`)}
      </select></label>
      ${ticket.assignee_id ? html`<label><span>${t("tickets.handOn")}</span><input name="note" required maxlength="2000" autocomplete="off"></label>` : nothing}
      <button>${t("tickets.assign")}</button>
      ${ticket.assignee_id === desk.me.id || accused.has(desk.me.id) ? nothing
        : html`<button value="me" formnovalidate>${t("tickets.take")}</button>`}
    </form>`;
}

// Of which class the customer is, for a reason that the audit keeps (S1-3.1-b).
export function caseCustomer(ticket, change) {
  if (!desk.may("supervise")) return nothing;
  const submit = (event) => {
    event.preventDefault();
    change("customer-class", Object.fromEntries(new FormData(event.target)));
  };
  return html`<details><summary>${t("case.classChange")}</summary>
    <form class="row" @submit=${submit}>
      <label><span>${t("case.customerClass")}</span><select name="to">${desk.choices.customer_classes.map((one) => html`<option value=${one} ?selected=${one === ticket.customer_class}>${label("customer_class", one)}</option>`)}</select></label>
      <label><span>${t("case.classWhy")}</span><input name="reason" required minlength="2" maxlength="200" autocomplete="off"></label>
      <button>${t("tickets.save")}</button></form></details>`;
}

// Whom a complaint is about: they do not look into it.
export function caseAccused(ticket, change) {
  const found = ticket.accused;
  const submit = (event) => {
    event.preventDefault();
    change("accused", { agent_ids: new FormData(event.target).getAll("agent").map(Number) });
  };
  const mine = found.some((one) => one.agent_id === desk.me.id);
  return html`
    ${found.length ? html`<p class="about">${t("case.about", { who: found.map((one) => t("case.person", { name: one.name, no: one.staff_no })).join(t("case.join")) })}
      <span class="quiet">${t(`case.why.${found[0].why}`)}</span></p>` : nothing}
    ${desk.may("investigate") && !mine ? html`
      <details><summary>${t("case.aboutChange")}</summary>
        <form class="task" @submit=${submit}>
          <fieldset class="choices"><legend>${t("case.aboutWho")}</legend>
            ${desk.state.agents.map((one) => html`<label><input type="checkbox" name="agent" value=${one.id} ?checked=${found.some((each) => each.agent_id === one.id)}>${one.name} · ${one.staff_no}</label>`)}</fieldset>
          <button>${t("tickets.save")}</button>
        </form></details>` : nothing}`;
}
