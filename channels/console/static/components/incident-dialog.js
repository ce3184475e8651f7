import { html, nothing } from "../model/lit.js";
import { post } from "../model/api.js";
import { desk } from "../model/desk.js";
import { go } from "../model/place.js";
import { label, t } from "../model/words.js";
import { DeskDialog } from "./desk-dialog.js";

const LANGUAGES = ["zh", "en"];
const COMMAS = { zh: "、", en: ", " };

// An incident is declared, or an open one gets another notice and another expected end.
class IncidentDialog extends DeskDialog {
  static properties = { ...DeskDialog.properties, one: { state: true }, wrong: { state: true } };
  get name() { return this.one ? "incidentNotice" : "incident"; }

  open(one = null) {
    Object.assign(this, { one, wrong: [] });
    return super.open();
  }

  fields() {
    const { severities, services, notices } = desk.choices.incidents;
    const local = this.one?.until ? new Date(Date.parse(this.one.until) - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 16) : "";
    return html`
      ${this.one ? nothing : html`
        <label>${t("incidents.severity")}<select name="severity" required>${severities.map((key) => html`<option value=${key}>${label("severity", key)}</option>`)}</select></label>
        <label>${t("incidents.what")}<input name="what" required maxlength="500" placeholder=${t("incidents.whatHint")}></label>
        ${this.#boxes("services", "hit", services)}${this.#boxes("districts", "district", desk.choices.districts)}
        <p class="quiet">${t("incidents.districtsHint")}</p>
        <label>${t("incidents.template")}<select @change=${this.#fill}><option value="">${t("close.choose")}</option>
          ${Object.keys(notices).map((key) => html`<option value=${key}>${t(`incidents.template.${key}`)}</option>`)}</select></label>`}
      ${LANGUAGES.map((language) => html`<label>${t(`incidents.notice.${language}`)}<textarea name="notice_${language}" lang=${language} rows="3" required maxlength="500" .value=${this.one?.notice[language] ?? ""}></textarea></label>`)}
      <label>${t("incidents.expected")}<input type="datetime-local" name="until" value=${local}></label>
      ${this.one ? nothing : html`<label class="tick"><input type="checkbox" name="drill"> ${t("incidents.drillTick")}</label>`}
      ${this.wrong?.length ? html`<ul class="wrong">${this.wrong.map((found) => html`<li><q>${found.text}</q> ${found.meaning} ${t("wording.suggest", { fix: found.fix })}</li>`)}</ul>` : nothing}`;
  }

  #boxes(name, group, keys) {
    return html`<fieldset><legend>${t(`incidents.${name}`)}</legend>${keys.map((key) => html`
      <label class="tick"><input type="checkbox" name=${name} value=${key}> ${label(group, key)}</label>`)}</fieldset>`;
  }

  #chosen(name, group, language) {
    const named = [...this.querySelectorAll(`[name=${name}]:checked`)].map((box) => label(group, box.value, language));
    return named.join(COMMAS[language]) || t("incidents.everywhere", {}, language);
  }

  // The template with what was ticked, in each language; what somebody wrote themselves they can change back.
  #fill = ({ target }) => {
    const texts = desk.choices.incidents.notices[target.value];
    if (!texts) return;
    LANGUAGES.forEach((language, place) => {
      this.querySelector(`[name=notice_${language}]`).value = texts[place]
        .replace("{services}", this.#chosen("services", "hit", language)).replace("{districts}", this.#chosen("districts", "district", language));
    });
  };

  async act({ until, drill, ...given }) {
    const told = { ...given, until: until ? new Date(until).toISOString() : null };
    try {
      if (this.one) {
        this.dispatchEvent(new CustomEvent("done", { detail: await post(`/incidents/${this.one.id}/notice`, told) }));
        return;
      }
      const ticked = (name) => [...this.querySelectorAll(`[name=${name}]:checked`)].map((box) => box.value);
      const made = await post("/incidents", { ...told, services: ticked("services"), districts: ticked("districts"), drill: Boolean(drill) });
      go("incidents", made.id);
    } catch (refusal) {
      this.wrong = refusal.code === "wording" ? refusal.facts.findings : [];
      throw refusal;
    }
  }
}

customElements.define("incident-dialog", IncidentDialog);
