// What on a page our own templates are not made of: it can only have come from a text.
() => {
  const elements = new Set((
    "a article aside b body br button circle code dd details dialog div dl dt ellipse em fieldset figure footer form g " +
    "h1 h2 h3 head header html i img input label legend li line link main menu meta nav noscript ol optgroup option p " +
    "path polygon polyline rect script section select slot small span strong style summary svg table tbody td textarea " +
    "th thead time title tr ul"
  ).split(" "));
  const attributes = new Set((
    "accept alt autocapitalize autocomplete autofocus checked charset class content cx cy d datetime disabled download " +
    "enterkeyhint fill focusable for height hidden href hreflang id inert inputmode label lang list loading max maxlength media min " +
    "minlength multiple name open part pattern placeholder points preserveaspectratio r readonly rel required role rows rx ry scope selected src " +
    "step stroke stroke-dasharray stroke-linecap stroke-linejoin stroke-width tabindex target title type value viewbox width x x1 x2 " +
    "xmlns y y1 y2"
  ).split(" "));
  const strange = new Set();
  let seen = 0;
  const look = (root) => root.querySelectorAll("*").forEach((one) => {
    seen += 1;
    const tag = one.localName;
    if (!elements.has(tag) && !customElements.get(tag)) strange.add(tag);
    for (const { name, value } of one.attributes) {
      const grows = tag === "textarea" && name === "style"; // as tall as what is typed
      if (!grows && !attributes.has(name.toLowerCase()) && !/^(aria|data)-/.test(name)) strange.add(`${tag} ${name}`);
      if (/^(href|src|action)$/.test(name) && !/^(https?:|blob:|tel:|[#/.])/.test(value)) strange.add(`${tag} ${name}=${value}`);
    }
    if (one.shadowRoot) look(one.shadowRoot);
  });
  look(document);
  return { seen, strange: [...strange] };
}
