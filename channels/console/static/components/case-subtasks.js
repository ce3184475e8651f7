import { html, nothing } from "../model/lit.js";
import { desk } from "../model/desk.js";
import { distance, moment } from "../model/times.js";
import { label, members, t } from "../model/words.js";

const HOUR_MS = 3600000;
// Who asked has an answer within a working day, unless they say otherwise.
const DUE_HOURS = 24;

// What other departments are asked to do, what they answered, and what was said to that (SYS-33).
export function caseSubtasks(ticket, change) {
  const over = !change || ticket.state === "closed";
  if (over && !ticket.subtasks.length) return nothing;
  return html`
    <section class="subtasks"><h2>${t("case.subtasks")}</h2>
      ${ticket.subtasks.length ? html`<ul>${ticket.subtasks.map((one) => subtask(one, change))}</ul>` : nothing}
      ${over ? nothing : html`<details><summary>${t("case.askDepartment")}</summary>${newSubtask(change)}</details>`}
    </section>`;
}

const subtask = (one, change) => html`
  <li class="subtask ${one.state}">
    <p class="line"><b>${label("department", one.department)}</b>${one.assignee ? html`<span>${one.assignee}</span>` : nothing}
      <span class="gap"></span><span class="state state-${one.state}">${label("subtask", one.state)}</span></p>
    <p>${one.request}</p>
    <p class="quiet">${t("case.askedBy", { name: one.asked_by })} · ${moment(one.due_at)}${["open", "returned"].includes(one.state) ? ` · ${distance(one.due_at)}` : ""}</p>
    ${one.events.filter((event) => event.text).map((event) => html`<p class="answer"><span class="quiet">${event.agent_name} · ${label("subtask", event.kind)}</span><q>${event.text}</q></p>`)}
    ${!change || ["accepted", "withdrawn"].includes(one.state) ? nothing : answer(one, change)}
  </li>`;

function answer(one, change) {
  const submit = async (event) => {
    event.preventDefault();
    const text = event.target.text.value.trim();
    const kind = event.submitter.value;
    const refusal = await change(`subtasks/${one.id}`, { kind, text });
    if (!refusal) event.target.reset();
  };
  const delivered = one.state === "done";
  return html`
    <form @submit=${submit}><label><span class="hidden">${t(delivered ? "case.feedback" : "case.result")}</span>
      <textarea name="text" rows="1" maxlength="2000" placeholder=${t(delivered ? "case.feedback" : "case.result")}></textarea></label>
      <div class="buttons">${delivered
        ? html`<button value="accepted" class="primary">${t("case.accept")}</button><button value="returned">${t("case.giveBack")}</button>`
        : html`<button value="done" class="primary">${t("case.deliver")}</button>`}
        <button value="withdrawn">${t("case.withdraw")}</button>
        ${delivered || one.assignee_id === desk.me.id ? nothing : html`<button type="button" @click=${() => change(`subtasks/${one.id}`, { kind: "assigned", assignee_id: desk.me.id })}>${t("tickets.take")}</button>`}</div>
    </form>`;
}

function newSubtask(change) {
  const submit = async (event) => {
    event.preventDefault();
    const { department, request, hours } = Object.fromEntries(new FormData(event.target));
    const due = new Date(desk.now() + Number(hours) * HOUR_MS).toISOString();
    const refusal = await change("subtasks", { department, request, due_at: due });
    if (!refusal) event.target.reset();
  };
  return html`
    <form class="task" data-task="subtask" @submit=${submit}>
      <div class="pair"><label><span>${t("tickets.department")}</span><select name="department" required><option value="">${t("close.choose")}</option>
        ${members("department").map((key) => html`<option value=${key}>${label("department", key)}</option>`)}</select></label>
      <label><span>${t("case.dueHours")}</span><input type="number" name="hours" min="1" max="720" value=${DUE_HOURS} required></label></div>
      <label><span>${t("case.request")}</span><textarea name="request" rows="2" minlength="2" maxlength="2000" required></textarea></label>
      <button class="primary">${t("case.ask")}</button>
    </form>`;
}
