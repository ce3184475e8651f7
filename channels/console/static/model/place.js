// Where in the console we are: the address after #, so that reload and “back” work.

export function place() {
  const [view = "desk", id = ""] = decodeURIComponent(location.hash.replace(/^#\/?/, "")).split("/");
  return { view: view || "desk", id };
}

export function go(view, id = "") {
  location.hash = id ? `/${view}/${id}` : `/${view}`;
}
