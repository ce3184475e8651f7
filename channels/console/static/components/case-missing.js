import { html, nothing } from "../model/lit.js";
import { form, named } from "../model/forms.js";
import { icon } from "../model/icons.js";
import { t } from "../model/words.js";
import { happening } from "./case-next.js";

// What a ticket still needs before it can be closed. Ticks are set here, each under a name (S0-6.1-q).
export function caseMissing(ticket, change) {
  const { closing, ticks, subtasks } = ticket;
  const open = subtasks.filter((one) => !["accepted", "withdrawn"].includes(one.state)).length;
  if (!closing.length && !ticks.length && !open) return nothing;
  if (ticket.state === "closed" || ticket.merged_into) return nothing;
  return html`
    <section class="missing"><h2>${t("case.missing")}</h2>
      <ul>
        ${closing.map(({ any_of: names, met }) => line(met, names.map(happening).join(t("case.or"))))}
        ${line(!open, open ? t("case.openSubtasks", { n: open }) : t("case.noSubtasks"))}
        ${ticks.map((one) => tick(one, change))}
      </ul></section>`;
}

const line = (met, words) => html`
  <li class=${met ? "met" : "open"}><i aria-hidden="true">${met ? icon("close") : nothing}</i>${words}<span class="hidden">${t(met ? "case.met" : "case.notMet")}</span></li>`;

function tick({ name, by }, change) {
  const field = form("closing").fields.find((one) => one.name === name);
  return html`<li><label><input type="checkbox" data-tick=${name} .checked=${Boolean(by)} ?disabled=${!change}
    @change=${({ target }) => change("ticks", { tick: name, done: target.checked })}>${named(field.label)}${by ? html`<span class="quiet">${by}</span>` : nothing}</label></li>`;
}
