// What the customer already told the assistant, so that no form asks it again: the first of the fields that is known.

export function known(about, ...fields) {
  const slots = Object.entries(about.handoff?.brief?.slots ?? {});
  for (const field of fields) {
    const found = slots.find(([name, value]) => value && (name === field || name.endsWith(`_${field}`)));
    if (found) return String(found[1]);
  }
  return "";
}
