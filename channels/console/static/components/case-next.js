import { Part, html, nothing } from "../model/lit.js";
import { desk } from "../model/desk.js";
import { answers, form, named } from "../model/forms.js";
import { label, members, t } from "../model/words.js";
import { caseAssign, caseClass } from "./case-people.js";
import { formFields } from "./form-fields.js";
import "./ticket-letters.js";

// Beside the next step these are done every day; all else stands in a list.
const DAILY = ["record:told", "note"];

// The next step of a ticket with its form, and whatever else may be done to it now. Only what is allowed is offered.
class CaseNext extends Part {
  static properties = { ticket: {}, change: {}, chosen: { state: true }, wrong: { state: true }, busy: { state: true } };

  willUpdate(changed) {
    const before = changed.get("ticket");
    if (changed.has("ticket") && (before?.number !== this.ticket.number || before?.state !== this.ticket.state)) this.#choose(undefined);
    if (!this.#acts().some((one) => one.key === this.chosen)) this.chosen = this.#acts()[0]?.key;
  }

  #choose(key) { this.chosen = key; this.wrong = {}; }

  // First what the next step needs, if it is not ready, then the step itself.
  #acts() {
    const { moves, records, reopens, state } = this.ticket;
    const next = moves.filter((one) => !one.aside);
    const ready = next.filter((one) => one.allowed && !one.needs.length).map((one) => this.#step(one));
    const missing = new Set(next.filter((one) => one.allowed).flatMap((one) => one.needs.flat()));
    const asked = records.filter((one) => one.allowed).map((one) => ({ key: `record:${one.kind}`, words: label("act", one.kind), form: one.form, first: missing.has(one.kind) }));
    const aside = moves.filter((one) => one.aside && one.allowed).map((one) => this.#step(one));
    const back = reopens.length ? [{ key: "reopen", words: t("case.reopen") }] : [];
    return [
      ...(state === "closed" ? back : []), ...ready, ...asked.filter((one) => one.first), ...asked.filter((one) => !one.first),
      { key: "note", words: t("notes.add") }, ...aside, ...(state === "closed" ? [] : back),
    ];
  }

  #step(one) { return { key: `state:${one.state}`, words: label("state", one.state), form: one.form, by: one.by, step: !one.aside }; }

  render() {
    const acts = this.#acts();
    const act = acts.find((one) => one.key === this.chosen);
    const shown = acts.filter((one) => one.step || one.first || DAILY.includes(one.key));
    const rest = acts.filter((one) => !shown.includes(one));
    return html`
      <section class="move next" aria-label=${t("case.next")}>
        <div class="chips" role="group" aria-label=${t("case.next")}>
          ${shown.map((one) => html`<button type="button" aria-pressed=${one.key === this.chosen} data-act=${one.key} @click=${() => this.#choose(one.key)}>${one.step ? t("case.to", { state: one.words }) : one.words}</button>`)}
          ${rest.length ? html`<select aria-label=${t("case.more")} data-act="more" @change=${({ target }) => target.value && this.#choose(target.value)}>
            <option value="">${t("case.more")}</option>
            ${rest.map((one) => html`<option value=${one.key} ?selected=${one.key === this.chosen}>${one.words}</option>`)}</select>` : nothing}
        </div>
        ${this.#waiting()}
        ${act ? this.#task(act) : nothing}
      </section>`;
  }

  // Why the next step cannot be taken, or not by this person.
  #waiting() {
    const [next] = this.ticket.moves.filter((one) => !one.aside);
    if (!next) return nothing;
    const state = label("state", next.state);
    const what = next.needs.map((names) => names.map(happening).join(t("case.or"))).join(t("case.join"));
    const others = this.ticket.records.some((one) => !one.allowed && next.needs.flat().includes(one.kind));
    if (!next.allowed || others) {
      const mine = this.ticket.accused.some((one) => one.agent_id === desk.me.id);
      return html`<p class="quiet">${t(mine ? "case.aboutYou" : "case.othersStep", { state: next.allowed ? what : state })}</p>`;
    }
    return what ? html`<p class="quiet">${t("case.first", { state, what })}</p>` : nothing;
  }

  #task(act) {
    if (act.by === "classification") return caseClass(this.ticket, this.change);
    if (act.by === "assignment") return caseAssign(this.ticket, this.change);
    if (act.form === "written_reply") return html`<ticket-letters step .number=${this.ticket.number}></ticket-letters>`;
    return html`
      <form class="task" data-task=${act.key} @submit=${(event) => this.#submit(event, act)}>
        ${act.key === "reopen" ? this.#where() : nothing}
        ${act.form ? html`<h2>${named(form(act.form).name)}</h2>${formFields(act.form, this.#known(act.form), this.wrong)}` : nothing}
        ${act.form && act.key !== "reopen" ? nothing : html`<label><span>${t("tickets.note")}</span><textarea name="note" rows="2" maxlength="2000" ?required=${act.key === "note" || act.key === "reopen"}></textarea></label>`}
        <button class="primary" ?disabled=${this.busy}>${act.step ? t("case.go", { state: act.words }) : act.key === "note" ? t("notes.save") : act.words}</button>
      </form>`;
  }

  #where() {
    return html`<label><span>${t("case.reopenTo")}</span><select name="to" required>
      ${[...this.ticket.reopens].reverse().map((key) => html`<option value=${key}>${label("state", key)}</option>`)}</select></label>`;
  }

  // What the ticket itself can say need not be typed again.
  #known(key) {
    const { title, fields, assignee_id: assignee } = this.ticket;
    if (key !== "closing") return key === "telling" ? { channel: "chat" } : {};
    return { description: fields.what ?? fields.symptom ?? title, time: fields.when ?? fields.since, owner: assignee ?? undefined };
  }

  #submit = async (event, act) => {
    event.preventDefault();
    const element = event.target;
    this.busy = true;
    const note = element.note?.value.trim() ?? "";
    const data = act.form ? answers(element, act.form) : {};
    const [what, name] = act.key.split(":");
    const refusal = await this.change(...asked(what, name, note, data, element.to?.value));
    this.busy = false;
    this.wrong = refusal?.facts.fields ?? {};
    if (refusal) return;
    element.reset();
    this.#choose(undefined); // on to what is next now
  };
}

function asked(what, name, note, data, to) {
  if (what === "note") return ["notes", { note }];
  if (what === "reopen") return ["reopening", { to, note }];
  return what === "record" ? ["events", { kind: name, data, note }] : ["state", { state: name, data, note }];
}

export const happening = (name) => label(members("act").includes(name) ? "act" : "state", name);

customElements.define("case-next", CaseNext);
