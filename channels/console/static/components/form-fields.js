import { html, nothing } from "../model/lit.js";
import { desk } from "../model/desk.js";
import { form, named } from "../model/forms.js";
import { t } from "../model/words.js";

// The controls of a form of the standard. `known`: what is already known, by field; `wrong`: why a field was refused.
export function formFields(key, known = {}, wrong = {}) {
  const shown = form(key).fields.filter(({ kind }) => kind !== "tick");
  const draw = (field) => control(field, known[field.name], wrong[field.name]);
  const more = shown.filter((field) => field.optional);
  return html`${shown.filter((field) => !field.optional).map(draw)}
    ${more.length ? html`<details class="optional"><summary>${t("case.optional", { n: more.length })}</summary>${more.map(draw)}</details>` : nothing}`;
}

function control(field, known, wrong) {
  const { name, kind, optional } = field;
  const words = html`<span>${named(field.label)}</span>`;
  const problem = wrong ? html`<em class="problem">${t(`case.wrong.${wrong}`)}</em>` : nothing;
  if (kind === "choices") {
    return html`<fieldset class="choices"><legend>${named(field.label)}</legend>
      ${Object.entries(field.choices).map(([value, both]) => html`<label><input type="checkbox" name=${name} value=${value} ?checked=${known?.includes(value)}>${named(both)}</label>`)}${problem}</fieldset>`;
  }
  return html`<label>${words}${input(field, known, !optional)}${problem}</label>`;
}

function input({ name, kind, choices, least }, known, needed) {
  if (kind === "choice") return select(name, Object.entries(choices).map(([value, both]) => [value, named(both)]), known, needed);
  if (kind === "agent") return select(name, desk.state.agents.map((one) => [one.id, `${one.name} · ${one.staff_no}`]), known ?? desk.me.id, needed);
  if (kind === "date") return html`<input type="date" name=${name} .value=${known ?? ""} ?required=${needed}>`;
  if (kind === "number") return html`<input type="number" name=${name} min=${least ?? 0} .value=${String(known ?? least ?? "")} ?required=${needed}>`;
  return html`<textarea name=${name} rows="2" maxlength="2000" .value=${known ?? ""} ?required=${needed}></textarea>`;
}

function select(name, options, known, needed) {
  return html`<select name=${name} ?required=${needed}><option value="">${t("close.choose")}</option>
    ${options.map(([value, words]) => html`<option value=${value} ?selected=${value === known}>${words}</option>`)}</select>`;
}
