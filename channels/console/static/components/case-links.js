import { html, nothing } from "../model/lit.js";
import { stateWord } from "../model/shared.js";
import { label, t } from "../model/words.js";

// Tickets that belong together. A merged one goes on in the other.
export function caseLinks(ticket, change) {
  const over = !change;
  if (over && !ticket.linked.length) return nothing;
  const submit = async (event) => {
    event.preventDefault();
    const other = event.target.other.value.trim();
    const refusal = await (event.submitter.value === "merge" ? change("merging", { into: other }) : change("links", { other }));
    if (!refusal) event.target.reset();
  };
  return html`
    <section class="links"><h2>${t("case.links")}</h2>
      ${ticket.linked.length ? html`<ul>${ticket.linked.map((one) => html`<li class="line"><a href="#/tickets/${one.number}">${one.number}</a><span class="kind">${label("kind", one.kind)}</span><span>${one.title}</span>${stateWord(one.state)}
        ${over || one.state === "merged" ? nothing : html`<button class="link" @click=${() => change("links", { other: one.number, linked: false })}>${t("case.unlink")}</button>`}</li>`)}</ul>` : nothing}
      ${over ? nothing : html`<details><summary>${t("case.tie")}</summary>
        <form class="row" @submit=${submit}><label><span>${t("case.otherNumber")}</span><input name="other" required maxlength="24" autocomplete="off"></label>
          <button value="link">${t("case.link")}</button>${ticket.state === "closed" ? nothing : html`<button value="merge">${t("case.merge")}</button>`}</form>
        <p class="quiet">${t("case.mergeHint")}</p></details>`}
    </section>`;
}
