import { html, nothing } from "../model/lit.js";
import { icon } from "../model/icons.js";
import { named } from "../model/forms.js";
import { moment } from "../model/times.js";
import { t } from "../model/words.js";

// How far a ticket is, in five words.
export const caseBar = ({ stages }) => (stages.length ? html`
  <ol class="stages" aria-label=${t("case.stages")}>${stages.map(stage)}</ol>` : nothing);

const stage = ({ zh, en, state, at }) => html`
  <li class=${state} aria-current=${state === "now" ? "step" : "false"}>
    <i aria-hidden="true">${state === "done" ? icon("close") : nothing}</i><b>${named([zh, en])}</b>
    <span class="hidden">${t(`case.stage.${state}`)}</span>${at ? html`<small>${moment(at)}</small>` : nothing}</li>`;
