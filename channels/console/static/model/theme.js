const THEME = "console.theme";

export const theme = () => localStorage.getItem(THEME) || "auto";

export function setTheme(name) {
  localStorage.setItem(THEME, name);
  applyTheme();
}

export function applyTheme() {
  if (theme() === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme();
}
